"""One long question to an engine that takes seconds to minutes: asked, stopped, heard. Qt-free.

The stop of another job may sweep it away unasked; it is then asked once more, and only then given up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from cnn_desktop.core.messages import EngineExited, Event, Request, RequestCancelled, RequestFailed
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.models.tickets import next_ticket

MakeRequest: TypeAlias = Callable[[int], Request]  # by its ticket

_ENDED = "The process that looks into networks ended."


class Stoppable(Protocol):
    """An engine."""

    def ask(self, request: Request) -> None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class BegunAgain:
    """What was told of the job so far is void."""


Told: TypeAlias = Event | Problem | BegunAgain | None


class LongJob:
    """`answer` is the event that ends it well; `again` says what to do after the engine ended."""

    def __init__(self, engine: Stoppable, answer: type[Any], again: str = "Try again.") -> None:
        self._engine, self._answer, self._again = engine, answer, again
        self._make: MakeRequest | None = None
        self._ticket, self._is_second_try = 0, False  # 0: nothing is under way

    @property
    def is_under_way(self) -> bool:
        return self._ticket != 0

    def ask(self, make: MakeRequest) -> None:
        """In place of nothing: `stop` what is under way before."""
        self._make, self._is_second_try = make, False
        self._send(make)

    def stop(self) -> None:
        """Nothing more is heard of it."""
        if self._ticket:
            self._ticket = 0
            self._engine.stop()

    def hear(self, event: Event) -> Told:
        """`event` where it is of this job, a failure as a problem; None: it is none of its business."""
        if not self._ticket or not (isinstance(event, EngineExited) or getattr(event, "ticket", 0) == self._ticket):
            return None
        match event:
            case RequestCancelled() if not self._is_second_try and self._make is not None:
                self._is_second_try = True
                self._send(self._make)
                return BegunAgain()
            case RequestFailed(message=message, hint=hint, details=details):
                self._ticket = 0
                return Problem(message, hint, details)
            case EngineExited(message=message, hint=hint):
                self._ticket = 0
                return Problem(message or _ENDED, hint or self._again)
        if isinstance(event, (RequestCancelled, self._answer)):
            self._ticket = 0
        return event

    def _send(self, make: MakeRequest) -> None:
        self._ticket = next_ticket()
        self._engine.ask(make(self._ticket))
