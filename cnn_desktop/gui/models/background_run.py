"""A run that trains in a process this window did not start, watched by its folder. QtCore only."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import MOST_SKIPPED, TrainingFinished, TrainingStarted
from cnn_desktop.core.progress import Phase, Problem, Progress
from cnn_desktop.core.runs import Run

LOOK_EVERY_MS = 1_000

_log = logging.getLogger(__name__)


class BackgroundRun(QObject):
    """Looks into the run folder once a second, for as long as the run trains."""

    progress_changed = Signal(object)  # Progress

    def __init__(self, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._shown: Progress | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def folder(self) -> Path:
        return self._run.folder

    def stop(self) -> None:
        """Ask the run, by its folder, to stop and keep the best."""
        self._run.request_stop()

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()
        self.deleteLater()

    @Slot()
    def look(self) -> None:
        """Read the folder now."""
        progress = _read(self._run)
        if progress.is_active:
            self._timer.start()
        else:
            self._timer.stop()
        if progress != self._shown:
            self._shown = progress
            self.progress_changed.emit(progress)


def _read(run: Run) -> Progress:
    """The progress of `run` as its folder tells it; batches are not written down, so there are none."""
    started = TrainingStarted(run.folder, run.config, run.classes, images=(), batches=0)
    try:
        status, history, result, skipped = run.status, run.history, run.result, run.skipped
    except (UserError, OSError, ValueError, KeyError, TypeError) as error:  # half-copied or damaged, not our mistake
        _log.warning("The run %s could not be read: %s", run.folder, error)
        problem = Problem(f"The run “{run.name}” cannot be read: {error}.", "Open its folder and look at log.txt.")
        return Progress(phase="failed", started=started, problem=problem)
    started = replace(started, skipped=skipped[:MOST_SKIPPED], skipped_total=len(skipped))
    if result is None and status == "training":
        return Progress(phase="running", started=started, epochs=history)
    if result is None:
        problem = Problem(
            f"The training of “{run.name}” broke off before it was finished.",
            "Resume goes on from its last whole epoch.",
        )
        return Progress(phase="failed", started=started, epochs=history, problem=problem)
    finished = TrainingFinished(run.folder, result.best_epoch, result.reason, result.validation, result.test)
    phase: Phase = "stopped" if result.reason == "stopped" else "finished"
    return Progress(phase=phase, started=started, epochs=history, finished=finished)
