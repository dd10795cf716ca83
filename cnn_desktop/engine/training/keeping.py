"""Write what a training keeps, and wait where its disk is full, read-only or gone: nothing learned is thrown away.

What was kept before stays as it is; the state of the training lies in memory until it can be written.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import Emit, ShouldStop, WaitingForDisk
from cnn_desktop.engine.failures import disk_trouble

_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 10.0  # between two tries: each is twice as long as the one before
_LOOK_EVERY_S = 0.1  # whether it was stopped

T = TypeVar("T")


class Keeping:
    """Tells through `emit` what it waits for; `should_stop` ends the waiting."""

    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        self._emit, self._should_stop = emit, should_stop

    def until_done(self, write: Callable[[], T]) -> T:
        """Call `write`, again and again while the disk does not take it. Raises UserError where it was stopped then."""
        wait_s, told = _FIRST_WAIT_S, ""
        while True:
            try:
                return write()
            except Exception as error:  # zipfile and Keras wrap what the system says
                trouble = disk_trouble(error)
                if not trouble:
                    raise
            if trouble != told:
                told = trouble
                self._emit(WaitingForDisk(trouble, "The training waits, and goes on by itself once it can write."))
            self._wait(wait_s, trouble)
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)

    def _wait(self, seconds: float, trouble: str) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._should_stop():
                raise UserError(
                    f"{trouble} The training was stopped while it waited for that.",
                    hint="What was kept before is whole: put that right, then choose Resume.",
                )
            time.sleep(_LOOK_EVERY_S)
