"""What the Predict tab knows: the network chosen, the images given, how far they are classified. QtCore only.

Asks the studio engine; decodes and classifies nothing itself. The answers are passed on, not kept: the image wall
keeps what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core import runs, settings
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    EngineExited,
    EngineSilent,
    Event,
    ImageClassified,
    ImageRefused,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.image_search import ImageSearch
from cnn_desktop.gui.models.picture_model import PictureModel
from cnn_desktop.gui.models.runs_model import RunEntry, RunsModel
from cnn_desktop.gui.models.tickets import next_ticket

Phase: TypeAlias = Literal["empty", "searching", "working", "done", "cancelled", "failed"]


@dataclass(frozen=True, slots=True)
class PredictionState:
    """`run` is None where there is no network to classify with."""

    run: Path | None = None
    phase: Phase = "empty"
    total: int = 0  # images given
    classified: int = 0
    refused: tuple[ImageRefused, ...] = ()
    problem: Problem | None = None  # why the work ended early

    @property
    def done(self) -> int:
        return self.classified + len(self.refused)

    @property
    def is_busy(self) -> bool:
        return self.phase in ("searching", "working")


class PredictionModel(QObject):
    """Choose a run, give images, hear their classes. Another run classifies the same images again."""

    state_changed = Signal(object)  # PredictionState
    choices_changed = Signal(object)  # tuple[RunEntry, ...]: the runs with a model, newest first
    image_classified = Signal(object)  # ImageClassified
    results_cleared = Signal()
    problem_raised = Signal(object)  # Problem that the tab has no place for

    def __init__(self, engines: Engines, listed: RunsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pictures = PictureModel(engines, self)
        self._engines = engines
        self._listed = listed
        self._files: list[Path] = []  # in the order given
        self._answered: set[Path] = set()
        self._waiting: list[Path] = []  # given while others are classified
        self._ticket = 0  # of the request under way; 0: none
        self._search: ImageSearch | None = None
        self._wanted: list[Path] = []  # to search when this search is over
        remembered = Path(settings.load().last_run)
        self._state = PredictionState(run=remembered if runs.is_run(remembered) else None)
        engines.studio.event_arrived.connect(self._on_event)
        listed.runs_changed.connect(self._on_runs_changed)

    @property
    def state(self) -> PredictionState:
        return self._state

    @property
    def choices(self) -> tuple[RunEntry, ...]:
        return tuple(entry for entry in self._listed.entries if entry.has_model)

    @property
    def runs_folder(self) -> Path:
        """Where *Open a run…* begins."""
        return self._listed.folder

    def open_run(self, run: Path) -> None:
        """Like `show_run`, for a folder the user chose: one that is no run is refused by a problem."""
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
        self.show_run(run)

    def show_run(self, run: Path) -> None:
        """Classify with `run` from now on, and what is here already again."""
        settings.save(replace(settings.load(), last_run=str(run)))
        if run == self._state.run:
            return
        self._abandon()
        self._answered.clear()
        self.results_cleared.emit()
        self._show(PredictionState(run=run, total=len(self._files)))
        self._ask(list(self._files))

    def classify(self, paths: Sequence[Path]) -> None:
        """Classify files, and the images in folders and their sub-folders."""
        self._wanted.extend(paths)
        self._search_next()

    @Slot()
    def cancel(self) -> None:
        """End the work under way; what was classified stays."""
        if not self._state.is_busy:
            return
        self._abandon()
        self._show(replace(self._state, phase="cancelled"))

    @Slot()
    def try_again(self) -> None:
        """Classify the images that have no answer yet."""
        if not self._state.is_busy:
            self._ask([file for file in self._files if file not in self._answered])

    @Slot()
    def clear(self) -> None:
        """Forget all images."""
        self._abandon()
        self._files.clear()
        self._answered.clear()
        self.results_cleared.emit()
        self._show(PredictionState(run=self._state.run))

    def close(self) -> None:
        """Wait for the search; it ends at its next folder."""
        self._end_search()

    # ------------------------------------------------------------ searching

    def _search_next(self) -> None:
        if self._search or not self._wanted:
            return
        self._search = ImageSearch(self._wanted, self)
        self._wanted = []
        self._search.finished.connect(self._on_found)
        if not self._ticket:
            self._show(replace(self._state, phase="searching", problem=None))
        self._search.start()

    @Slot()
    def _on_found(self) -> None:
        search, self._search = self._search, None
        if search is None:
            return
        search.deleteLater()
        known = set(self._files)
        files = [file for file in dict.fromkeys(search.files) if file not in known]
        self._files.extend(files)
        self._show(replace(self._state, total=len(self._files)))
        self._ask(files)
        self._search_next()

    def _end_search(self) -> None:
        search, self._search = self._search, None
        self._wanted = []
        if search:
            search.finished.disconnect(self._on_found)
            search.requestInterruption()
            search.wait()
            search.deleteLater()

    # ------------------------------------------------------------ classifying

    def _ask(self, files: list[Path]) -> None:
        if self._state.run is None:
            self._show(replace(self._state, phase="empty"))
        elif self._ticket:
            self._waiting.extend(files)
        elif files:
            self._ticket = next_ticket()
            self._show(replace(self._state, phase="working", problem=None))
            self._engines.studio.ask(Classify(self._ticket, self._state.run, tuple(files)))
        else:
            self._show(replace(self._state, phase="done" if self._files else "empty"))

    def _abandon(self) -> None:
        """Drop what is under way; its late answers carry an old ticket."""
        self._end_search()
        self._waiting.clear()
        if self._ticket:
            self._ticket = 0
            self._engines.studio.stop()

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case ImageClassified(ticket=ticket, file=file) if ticket == self._ticket:
                self._answered.add(file)
                self.image_classified.emit(event)
                self._show(replace(self._state, classified=self._state.classified + 1))
            case ImageRefused(ticket=ticket, file=file) if ticket == self._ticket:
                self._answered.add(file)
                self._show(replace(self._state, refused=(*self._state.refused, event)))
            case ClassifyDone(ticket=ticket) if ticket == self._ticket != 0:
                self._ticket = 0
                waiting, self._waiting = self._waiting, []
                self._ask(waiting)
            case RequestCancelled(ticket=ticket) if ticket == self._ticket != 0:
                self._ticket = 0
                self._show(replace(self._state, phase="cancelled"))
            case RequestFailed(ticket=ticket) if ticket == self._ticket != 0:
                self._fail(Problem(event.message, event.hint, event.details))
            case EngineSilent(message=message, hint=hint) if self._ticket:
                self.problem_raised.emit(Problem(message, hint))
            case EngineExited(expected=False) if self._ticket:
                message = event.message or "The process that classifies images ended."
                self._fail(Problem(message, event.hint or "Try again."))
            case _:
                pass

    def _fail(self, problem: Problem) -> None:
        self._ticket = 0
        self._waiting.clear()
        self._show(replace(self._state, phase="failed", problem=problem))

    # ------------------------------------------------------------ runs

    @Slot(object)
    def _on_runs_changed(self, entries: tuple[RunEntry, ...]) -> None:
        choices = self.choices
        self.choices_changed.emit(choices)
        run = self._state.run
        if run is not None and not run.is_dir():
            run = None  # thrown away since the last launch
        if run is None and choices:
            self.show_run(choices[0].folder)
        elif run != self._state.run:
            self._show(replace(self._state, run=run))

    def _show(self, state: PredictionState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
