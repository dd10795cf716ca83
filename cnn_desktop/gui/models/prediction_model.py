"""What the Predict tab knows of files: the images given, and how far they are classified. QtCore only.

Asks the studio engine; decodes and classifies nothing itself. The answers are passed on, not kept: the image wall
keeps what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

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
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.image_search import ImageSearch
from cnn_desktop.gui.models.picture_model import PictureModel
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
    """Give images, hear their classes by the chosen run. Another run classifies the same images again."""

    state_changed = Signal(object)  # PredictionState
    image_classified = Signal(object)  # ImageClassified
    results_cleared = Signal()
    problem_raised = Signal(object)  # Problem that the tab has no place for

    def __init__(self, engines: Engines, chosen: ChosenRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pictures = PictureModel(engines, self)
        self._engines = engines
        self._files: list[Path] = []  # in the order given
        self._answered: set[Path] = set()
        self._waiting: list[Path] = []  # given while others are classified
        self._ticket = 0  # of the request under way; 0: none
        self._search: ImageSearch | None = None
        self._wanted: list[Path] = []  # to search when this search is over
        self._state = PredictionState(run=chosen.run)
        engines.studio.event_arrived.connect(self._on_event)
        chosen.run_changed.connect(self._on_run_changed)

    @property
    def state(self) -> PredictionState:
        return self._state

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

    @Slot(object)
    def _on_run_changed(self, run: Path | None) -> None:
        """What is here already is classified again."""
        self._abandon()
        self._answered.clear()
        self.results_cleared.emit()
        self._show(PredictionState(run=run, total=len(self._files)))
        self._ask(list(self._files))

    def _show(self, state: PredictionState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
