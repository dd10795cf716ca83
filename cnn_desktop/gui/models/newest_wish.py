"""A question to an engine of which only the newest matters: one under way, the last one wished meanwhile follows.

A held arrow key would otherwise queue hundreds. QtCore-free: whoever owns it passes the events on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from cnn_desktop.core.messages import EngineExited, Event, Request, RequestCancelled
from cnn_desktop.gui.models.tickets import next_ticket

MakeRequest: TypeAlias = Callable[[int], Request]  # by its ticket


class Asked(Protocol):
    """An engine."""

    def ask(self, request: Request) -> None: ...


class NewestWish:
    """`hear` tells which event answers the newest wish; answers to older ones are dropped."""

    def __init__(self, engine: Asked) -> None:
        self._engine = engine
        self._ticket = 0  # 0: nothing is under way
        self._asked: MakeRequest | None = None
        self._wanted: MakeRequest | None = None  # None: the one under way is the newest, or is not wanted any more
        self._is_dropped = False
        self._is_second_try = False

    @property
    def is_open(self) -> bool:
        """Whether an answer that is still wanted is on its way."""
        return self._wanted is not None or (self._ticket != 0 and not self._is_dropped)

    def want(self, make: MakeRequest) -> None:
        if self._ticket:
            self._wanted = make
        else:
            self._ask(make)

    def drop(self) -> None:
        """What is under way is not wanted any more."""
        self._wanted, self._is_dropped = None, self._ticket != 0

    def hear(self, event: Event) -> bool:
        """Whether `event` answers, well or badly, the newest wish."""
        if isinstance(event, EngineExited):
            was_open = self.is_open
            self._ticket, self._wanted, self._is_dropped = 0, None, False
            return was_open
        if not self._ticket or getattr(event, "ticket", None) != self._ticket:
            return False
        self._ticket = 0
        wanted, self._wanted = self._wanted, None
        is_dropped, self._is_dropped = self._is_dropped, False
        if wanted is not None:
            self._ask(wanted)
            return False
        if is_dropped:
            return False
        if isinstance(event, RequestCancelled) and self._asked and not self._is_second_try:
            self._ask(self._asked, is_second_try=True)  # the stop of another job has swept it away
            return False
        return True

    def _ask(self, make: MakeRequest, *, is_second_try: bool = False) -> None:
        self._asked, self._is_second_try, self._is_dropped = make, is_second_try, False
        self._ticket = next_ticket()
        self._engine.ask(make(self._ticket))
