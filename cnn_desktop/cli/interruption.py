"""Ctrl-C and SIGTERM while a run trains: the first asks it to stop and keep the best, the second quits at once.

Whoever asked is not kept waiting: what is not done within ten seconds is left. A run folder is whole at every moment.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

LEAVE_AFTER_S = 8.0  # of ten; a library that is just being imported keeps the signal from us for a while
_SAID = b"\nStopping after this batch and keeping the best; once more to quit at once.\n"
_LEFT = b"Scoring it would take longer, so that is left. All whole epochs are kept: go on with --resume.\n"


class Interruption:
    """What the signals have asked for so far."""

    def __init__(self) -> None:
        self.signal_number = 0  # the first that came; 0: none
        self._leaving: threading.Timer | None = None
        self._has_nothing = False

    def is_asked(self) -> bool:
        """`should_stop` for the training."""
        return self.signal_number != 0

    @property
    def exit_code(self) -> int:
        """As the shell names an end by this signal: 130 for Ctrl-C, 143 for SIGTERM."""
        return 128 + self.signal_number

    def hear(self, number: int, _frame: FrameType | None) -> None:
        """The signal handler."""
        if self.signal_number or self._has_nothing:
            os._exit(128 + number)  # not sys.exit: that would wait for the work this is meant to leave
        self.signal_number = number
        self._leaving = threading.Timer(LEAVE_AFTER_S, self._leave)
        self._leaving.daemon = True
        self._leaving.start()
        _say(_SAID)

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """While the block runs there is nothing to keep, and an import cannot be told to stop: quit at once."""
        self._has_nothing = True
        try:
            yield
        finally:
            self._has_nothing = False

    def settle(self) -> None:
        """The work ended in time."""
        if self._leaving:
            self._leaving.cancel()
            self._leaving.join()

    def _leave(self) -> None:
        _say(_LEFT)
        os._exit(self.exit_code)


@contextlib.contextmanager
def heard() -> Iterator[Interruption]:
    """Hear the signals while the block runs."""
    interruption = Interruption()
    before = {number: signal.signal(number, interruption.hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interruption
    finally:
        interruption.settle()
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(words: bytes) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        os.write(2, words)  # not print: the signal may have come in the middle of one
