"""How far the work before the first batch has come."""

from __future__ import annotations

import time
from collections.abc import Callable

from cnn_desktop.core.messages import Emit, Stage, StageProgress


def reporter(stage: Stage, emit: Emit) -> Callable[[int, int], None]:
    """Report progress at most ten times a second, and the end always."""
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done == total or now - last >= 0.1:
            last = now
            emit(StageProgress(stage, done, total))

    return report
