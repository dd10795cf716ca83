"""Several runs held against one of them. QtCore only; the library engine reads them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.messages import CompareRuns, EngineExited, Event, RequestFailed, RunsCompared
from cnn_desktop.core.results.comparison import Comparison
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.newest_wish import NewestWish

MOST = 12  # runs at once: more lines in one plot cannot be told apart


@dataclass(frozen=True, slots=True, eq=False)
class ComparedRunsState:
    """`runs` are those that were asked for, the oldest first; `reference` is one of them."""

    runs: tuple[Path, ...] = ()
    reference: Path | None = None
    split: SplitName = "validation"
    comparison: Comparison | None = None
    is_reading: bool = False
    problem: str = ""


class ComparedRunsModel(QObject):
    """The selection made last wins."""

    state_changed = Signal(object)  # ComparedRunsState

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wish = NewestWish(engines.library)
        self._state = ComparedRunsState()
        engines.library.event_arrived.connect(self._on_event)

    @property
    def state(self) -> ComparedRunsState:
        return self._state

    def show_runs(self, runs: tuple[Path, ...]) -> None:
        """The first is the reference, unless another was chosen that is still among them."""
        reference = self._state.reference if self._state.reference in runs else next(iter(runs), None)
        self._ask(replace(self._state, runs=runs[:MOST], reference=reference, comparison=None))

    def choose_reference(self, run: Path) -> None:
        self._ask(replace(self._state, reference=run))

    def choose_split(self, split: SplitName) -> None:
        self._ask(replace(self._state, split=split))

    def _ask(self, state: ComparedRunsState) -> None:
        runs, reference = state.runs, state.reference
        is_asked = len(runs) > 1 and reference is not None
        self._show(replace(state, is_reading=is_asked, problem=""))
        if not is_asked or reference is None:
            self._wish.drop()
            return
        place = runs.index(reference) if reference in runs else 0
        self._wish.want(lambda ticket: CompareRuns(ticket, runs, state.split, place))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if not self._wish.hear(event):
            return
        match event:
            case RunsCompared(comparison=comparison):
                self._show(replace(self._state, comparison=comparison, is_reading=False))
            case RequestFailed(message=message) | EngineExited(message=message):
                self._show(replace(self._state, is_reading=False, problem=message or "The runs could not be read."))
            case _:
                self._show(replace(self._state, is_reading=False))

    def _show(self, state: ComparedRunsState) -> None:
        self._state = state
        self.state_changed.emit(state)
