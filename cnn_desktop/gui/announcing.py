"""What the window says above its tabs: problems of any model, what was written, and offers that can wait."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from cnn_desktop.core.messages import RunWritten
from cnn_desktop.core.names import quoted
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui import folders
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.main_pages import TRAIN
from cnn_desktop.gui.models.runs_model import RunEntry

if TYPE_CHECKING:
    from cnn_desktop.gui.main_window import MainWindow


class Announcing(QObject):
    """Lives with `window`, and hears its models and `engines`."""

    def __init__(self, window: MainWindow, engines: Engines) -> None:
        super().__init__(window)
        self._window, self._notices = window, window.notices
        for model in (
            *(window.training, window.chosen, window.prediction, window.camera, window.snapshots, window.collect),
            *(window.importing, window.runs, window.run_exports),
        ):
            model.problem_raised.connect(self._on_problem)
        window.run_exports.written.connect(self._on_run_written)
        window.runs.runs_changed.connect(self._on_first_runs, Qt.ConnectionType.SingleShotConnection)
        engines.engine_lost.connect(self._on_engine_lost)

    def offer_draft(self) -> None:
        """Layers that were being edited when the window closed."""
        if self._window.training.editor.has_draft:
            self._notices.show_note(
                "Layers you were editing were not used yet when the window closed.", ("Go on editing", self._edit_draft)
            )

    def _edit_draft(self) -> None:
        self._window.show_tab(TRAIN)
        self._window.training.editor.go_on_with_draft()

    @Slot(object)
    def _on_first_runs(self, entries: tuple[RunEntry, ...]) -> None:
        """A run that an earlier window left training in the background is offered, not forced upon anyone."""
        for entry in entries:
            if entry.status == "training" and entry.folder != self._window.training.progress.run:
                self._notices.show_note(
                    f"“{entry.name}” is training in the background.",
                    ("Show it", partial(self._window.opening.follow, entry.folder)),
                )

    @Slot(object)
    def _on_problem(self, problem: Problem) -> None:
        self._notices.show_problem(problem.message, problem.hint, problem.details)

    @Slot(object)
    def _on_run_written(self, written: RunWritten) -> None:
        """A report is to be read; the others are for other programs, so their folder opens."""
        open_it = ("Open it", partial(folders.open_file, written.target))
        open_folder = ("Open its folder", partial(folders.open_folder, written.target.parent))
        what = f"{quoted(written.target.name)} is written."
        self._notices.show_note(what, open_it if written.kind == "report" else open_folder)

    @Slot(object, object)
    def _on_engine_lost(self, message: str, hint: str) -> None:
        self._notices.show_problem(message, hint)
