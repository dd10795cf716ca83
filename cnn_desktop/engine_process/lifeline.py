"""What makes the child a good child: it goes when the program goes, and takes from it neither memory nor processor.

The closing pipe tells the child's listening thread that the program is gone (every system). On Linux the kernel tells
too, so that a child stuck in native code goes as well.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
NICENESS = 5  # the window stays fluid beside two busy cores: 99 % of its timer ticks within 20 ms
_OOM_SCORE = "500"  # when memory runs out, the system takes the child and not the window


def tie(parent: int) -> None:
    """End this process when process `parent` ends. The kernel keeps this by thread: `cut` in the same one."""
    if sys.platform != "linux":
        return
    _set_death_signal(signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel knew
        os._exit(1)


def cut() -> None:
    """Go on without the parent."""
    if sys.platform == "linux":
        _set_death_signal(0)


def step_back(niceness: int) -> None:
    """Leave processor, memory and the terminal's keys to the program."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what Ctrl+C means is for the program to decide
    if os.name != "posix":
        return
    with contextlib.suppress(
        OSError
    ):  # a session of its own: a closing terminal ends the program, not a detached child
        os.setsid()
    with contextlib.suppress(OSError):
        os.nice(niceness)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write(_OOM_SCORE)


def _set_death_signal(number: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
