"""The engine itself: ready, refusing, silent, gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Import what training and prediction need, so that the next request starts at once. Answered by `EngineReady`."""

    ticket: int = 0


@dataclass(frozen=True, slots=True)
class Detach:
    """The window is about to go: finish the training without it, and tell nobody."""


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Leave the service loop; the process then ends."""


@dataclass(frozen=True, slots=True)
class EngineReady:
    """Libraries are loaded."""

    device: str
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """A request could not be answered.

    `details` is empty for a user's mistake, and a traceback for a bug of ours. The asking side makes one for
    each request with a ticket that a dying engine leaves open.
    """

    message: str
    hint: str = ""
    details: str = ""
    ticket: int = 0
    batch_size: int = 0  # with which a training may fit into memory; 0: nothing to propose


@dataclass(frozen=True, slots=True)
class RequestCancelled:
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class EngineSilent:
    """A job is under way, and the process gives no sign of life. Made on the asking side, once a silence.

    The next event of the job says that it is over.
    """

    seconds: float
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class EngineExited:
    """The process is gone; always the last event. Made on the asking side of the pipe.

    `expected`: it was told to go. Otherwise `message` and `hint` say in plain words what happened, and `details`
    holds its last words. `exit_code` None: it was detached, and goes on.
    """

    exit_code: int | None
    expected: bool
    message: str = ""
    hint: str = ""
    details: str = ""
    batch_size: int = 0  # as of `RequestFailed`


Request: TypeAlias = WarmUp | Detach | Shutdown
Event: TypeAlias = EngineReady | RequestFailed | RequestCancelled | EngineSilent | EngineExited
