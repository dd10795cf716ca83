"""What the chosen run achieved on its validation or test images, and which of them are looked at. QtCore only.

The library engine reads the run folder; choosing among its answers is NumPy on columns, in less than a frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    FindSuspects,
    ProbeShortcuts,
    ReadResults,
    RequestFailed,
    ResultsRead,
    ShortcutsProbed,
    ShortcutsProgress,
    SuspectsFound,
    SuspectsProgress,
)
from cnn_desktop.core.results.of_run import RunResults, SplitResult
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.newest_wish import NewestWish
from cnn_desktop.gui.models.run_question import RunQuestion
from cnn_desktop.gui.models.thumbnails import Thumbnails

Kind: TypeAlias = Literal["wrong", "right", "all", "cell", "files"]

_NO_PLACES = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which images of the split. Of a cell, `true` and `predicted` are numbers of classes, None being any.

    `files` are relative to the dataset, and `title` says what they are.
    """

    kind: Kind = "wrong"
    true: int | None = None
    predicted: int | None = None
    files: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class AnswersState:
    """`listed` are places in the chosen split, in the order in which they are shown."""

    run: Path | None = None
    results: RunResults | None = None
    split: SplitName = "validation"
    chosen: Chosen = Chosen()
    listed: Array = field(default_factory=lambda: _NO_PLACES)
    is_reading: bool = False
    problem: str = ""

    @property
    def of_split(self) -> SplitResult | None:
        return self.results.split(self.split) if self.results else None


class AnswersModel(QObject):
    """The run chosen last wins. `thumbnails` are of its images; `suspects` and `shortcuts` are asked on a click."""

    state_changed = Signal(object)  # AnswersState

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.thumbnails = Thumbnails(engines, self)
        self.suspects = RunQuestion(engines.projector, FindSuspects, SuspectsFound, SuspectsProgress, self)
        self.shortcuts = RunQuestion(engines.projector, ProbeShortcuts, ShortcutsProbed, ShortcutsProgress, self)
        self._state = AnswersState()
        self._wish = NewestWish(engines.library)
        engines.library.event_arrived.connect(self._on_event)

    @property
    def state(self) -> AnswersState:
        return self._state

    def show_run(self, run: Path | None, chosen: Chosen | None = None) -> None:
        """Read what `run` achieved; None: no run. One that is shown already is read again: it may have ended.

        `chosen` says what is looked at first; otherwise its mistakes, or what is looked at of the run already.
        """
        for question in (self.suspects, self.shortcuts):
            question.show_run(run)
        kept = self._state.chosen if run == self._state.run else Chosen()
        self._show(AnswersState(run, split=self._state.split, chosen=chosen or kept, is_reading=run is not None))
        if run is None:
            self._wish.drop()
        else:
            self._wish.want(lambda ticket: ReadResults(ticket, run))

    def choose_split(self, split: SplitName) -> None:
        """The same cell of the other split; files are of one split only."""
        chosen = Chosen() if self._state.chosen.kind == "files" else self._state.chosen
        self._show(replace(self._state, split=split, chosen=chosen))

    def choose(self, chosen: Chosen) -> None:
        self._show(replace(self._state, chosen=chosen))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if not self._wish.hear(event):
            return
        match event:
            case ResultsRead(results=results):
                names = [one.split for one in results.splits]
                split = self._state.split if self._state.split in names or not names else names[0]
                self._show(replace(self._state, results=results, split=split, is_reading=False))
            case RequestFailed(message=message):
                self._show(replace(self._state, is_reading=False, problem=message))
            case EngineExited(message=message):
                problem = message or "The process that reads runs ended."
                self._show(replace(self._state, is_reading=False, problem=problem))
            case _:
                self._show(replace(self._state, is_reading=False))

    def _show(self, state: AnswersState) -> None:
        self._state = replace(state, listed=places(state.of_split, state.chosen))
        self.state_changed.emit(self._state)


def places(result: SplitResult | None, chosen: Chosen) -> Array:
    """The images of `result` that were chosen, most telling first."""
    if result is None:
        return _NO_PLACES
    ranked = result.by_worth
    match chosen.kind:
        case "all":
            return ranked
        case "wrong" | "right":
            return np.asarray(ranked[result.is_right[ranked] == (chosen.kind == "right")])
        case "cell":
            return result.in_cell(chosen.true, chosen.predicted)
        case "files":
            return np.asarray(ranked[np.isin(result.files[ranked], np.array(chosen.files, np.str_))])
