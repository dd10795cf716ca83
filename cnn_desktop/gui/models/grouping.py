"""What the rule under *Keep together* makes of the dataset's file names, asked of the library engine. QtCore only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core.dataset.groups import described
from cnn_desktop.core.messages import DescribeGroups, Event, GroupsReady, RequestFailed
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket

ASK_AFTER_MS = 300  # of quiet: a rule being typed is not tried letter by letter


@dataclass(frozen=True, slots=True)
class GroupingState:
    """One of the two is said; neither, where there is no rule or no answer yet."""

    text: str = ""
    problem: str = ""


class Grouping(QObject):
    """`use` tells it folder and rule; the answer to the newest question wins."""

    changed = Signal(object)  # GroupingState

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines = engines
        self._state = GroupingState()
        self._question: tuple[Path, str] | None = None
        self._ticket = 0
        self._ask_soon = QTimer(self)
        self._ask_soon.setSingleShot(True)
        self._ask_soon.setInterval(ASK_AFTER_MS)
        self._ask_soon.timeout.connect(self._ask)
        engines.library.event_arrived.connect(self._on_event)

    @property
    def state(self) -> GroupingState:
        return self._state

    def use(self, folder: Path | None, rule: str) -> None:
        """Say soon what `rule` makes of `folder`; nothing where one of them is missing."""
        question = (folder, rule) if folder and rule else None
        if question != self._question:
            self._question = question
            self._ticket = 0
            self._show(GroupingState())
            self._ask_soon.start()

    @Slot()
    def _ask(self) -> None:
        if self._question:
            self._ticket = next_ticket()
            self._engines.library.ask(DescribeGroups(self._ticket, *self._question))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case GroupsReady(ticket=ticket, summary=summary) if ticket == self._ticket:
                self._show(GroupingState(text=described(summary)))
            case RequestFailed(ticket=ticket, message=message) if ticket == self._ticket != 0:
                self._show(GroupingState(problem=message))
            case _:
                pass

    def _show(self, state: GroupingState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)
