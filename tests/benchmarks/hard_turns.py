"""What the window computed in the turns of its event loop that took it long."""

from __future__ import annotations

import cProfile
import pstats
import sys
import time

HARD_MS = 8.0  # half a frame
MOST_LINES = 14


class HardTurns:
    """Profiles the thread that makes it; tells of the turns that took more than HARD_MS of its processor time."""

    def __init__(self) -> None:
        self._profile = cProfile.Profile(time.thread_time)
        self._profile.enable()

    def turn(self, work_ms: float) -> None:
        """A turn is over."""
        self._profile.disable()
        if work_ms > HARD_MS:
            print(f"── a turn of {work_ms:.1f} ms", file=sys.stderr)
            pstats.Stats(self._profile, stream=sys.stderr).sort_stats("cumtime").print_stats(MOST_LINES)
        self._profile = cProfile.Profile(time.thread_time)
        self._profile.enable()
