"""Ctrl-C and SIGTERM while a run trains: the first asks it to stop and keep the best, the second quits at once."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from types import FrameType

_SAID = b"\nStopping after this batch and keeping the best; once more to quit at once.\n"


class Interruption:
    """What the signals have asked for so far."""

    def __init__(self) -> None:
        self.signal_number = 0  # the first that came; 0: none

    def is_asked(self) -> bool:
        """`should_stop` for the training."""
        return self.signal_number != 0

    @property
    def exit_code(self) -> int:
        """As the shell names an end by this signal: 130 for Ctrl-C, 143 for SIGTERM."""
        return 128 + self.signal_number

    def hear(self, number: int, _frame: FrameType | None) -> None:
        """The signal handler."""
        if self.signal_number:
            os._exit(128 + number)  # not sys.exit: that would wait for the work this is meant to leave
        self.signal_number = number
        with contextlib.suppress(OSError):  # the terminal may be gone
            os.write(2, _SAID)  # not print: the signal may have come in the middle of one


@contextlib.contextmanager
def heard() -> Iterator[Interruption]:
    """Hear the signals while the block runs."""
    interruption = Interruption()
    before = {number: signal.signal(number, interruption.hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
