"""What a job at work is asked for meanwhile: to go on, to wait, or to end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol, TypeAlias

Wish: TypeAlias = Literal["go on", "pause", "stop"]
AskWish: TypeAlias = Callable[[], Wish]  # answered at once


class Asked(Protocol):
    """How an engine process is asked. A `ShouldStop` that can also be read without waiting."""

    def __call__(self) -> bool:
        """Whether the job is to end; returns only when it is not to wait."""
        ...

    def wish(self) -> Wish:
        """What is wished now; returns at once, for a job that has others work for it and passes wishes on."""
        ...
