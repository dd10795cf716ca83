"""What every part of the service is given: how to tell, and whether to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from cnn_desktop.core.errors import Cancelled
from cnn_desktop.core.messages import Emit, ShouldStop

Handlers: TypeAlias = Mapping[type[Any], Callable[[Any], None]]  # by the type of the request

PROGRESS_EVERY_S = 0.1


class Desk:
    """One part of the service. `handlers` says what it answers; `batch_size` is of the training at work, if any."""

    batch_size: int | None = None

    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        self.emit, self.should_stop = emit, should_stop

    @property
    def handlers(self) -> Handlers:
        raise NotImplementedError

    def heed_stop(self) -> None:
        """Raise Cancelled where the request is to end."""
        if self.should_stop():
            raise Cancelled

    def pace(self) -> Callable[[], bool]:
        """Whether it is time to tell again."""
        last = time.monotonic()

        def is_due() -> bool:
            nonlocal last
            now = time.monotonic()
            if now - last < PROGRESS_EVERY_S:
                return False
            last = now
            return True

        return is_due

    def reporter(self, tell: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """`tell` at most ten times a second, and the end always."""
        last = 0.0

        def report(done: int, total: int) -> None:
            nonlocal last
            now = time.monotonic()
            if done == total or now - last >= PROGRESS_EVERY_S:
                last = now
                tell(done, total)

        return report
