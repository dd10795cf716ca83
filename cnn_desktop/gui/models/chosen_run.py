"""Which run the Predict tab classifies with, in all its ways: files, camera and drawing. QtCore only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core import runs, settings
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.models.runs_model import RunEntry, RunsModel

_PLACE = "predict"  # where it is shown, for `held_runs`


class ChosenRun(QObject):
    """The run chosen last is remembered; where there is none, the newest is taken."""

    run_changed = Signal(object)  # Path, or None: there is no network to classify with
    choices_changed = Signal(object)  # tuple[RunEntry, ...]: the runs with a model, newest first
    problem_raised = Signal(object)  # Problem

    def __init__(self, listed: RunsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listed = listed
        remembered = Path(settings.load().last_run)
        self._run = remembered if runs.is_run(remembered) else None
        listed.held.show(_PLACE, self._run)
        listed.run_moved.connect(self._on_run_moved)
        listed.runs_changed.connect(self._on_runs_changed)

    @property
    def run(self) -> Path | None:
        return self._run

    @property
    def reason_not_to_change(self) -> str:
        """Why nothing said of the run may be changed here; empty where it may."""
        return self._listed.held.reason_not_to_change(self._run) if self._run else ""

    @property
    def choices(self) -> tuple[RunEntry, ...]:
        return tuple(entry for entry in self._listed.entries if entry.has_model)

    @property
    def entry(self) -> RunEntry | None:
        """What is listed of the run; None where it lies outside the runs folder."""
        return next((entry for entry in self.choices if entry.folder == self._run), None)

    @property
    def runs_folder(self) -> Path:
        """Where *Open a run…* begins."""
        return self._listed.folder

    def open(self, run: Path) -> None:
        """Like `show`, for a folder the user chose: one that is no run is refused by a problem."""
        try:
            opened = runs.open_run(run)
        except UserError as error:
            self.problem_raised.emit(Problem(error.message, error.hint))
            return
        if not opened.model_file.is_file():
            self.problem_raised.emit(
                Problem(
                    f"The run “{opened.name}” has no model yet.",
                    "Resume its training until the first epoch is whole, or choose another run.",
                )
            )
            return
        self.show(run)

    def show(self, run: Path) -> None:
        """Classify with `run` from now on."""
        settings.save(replace(settings.load(), last_run=str(run)))
        self._set(run)

    def _set(self, run: Path | None) -> None:
        if run != self._run:
            self._run = run
            self._listed.held.show(_PLACE, run)
            self.run_changed.emit(run)

    @Slot(object, object)
    def _on_run_moved(self, before: Path, after: Path) -> None:
        """It has another name, and stays chosen."""
        if before == self._run:
            self.show(after)

    @Slot(object)
    def _on_runs_changed(self, _entries: tuple[RunEntry, ...]) -> None:
        choices = self.choices
        self.choices_changed.emit(choices)
        run = self._run
        if run is not None and not run.is_dir():
            run = None  # thrown away since the last launch
        if run is None and choices:
            self.show(choices[0].folder)
        else:
            self._set(run)
