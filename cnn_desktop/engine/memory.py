"""How much memory this process needed at most; 0 where the system does not say."""

from __future__ import annotations

import contextlib
from pathlib import Path

_SELF = Path("/proc/self")


def forget_peak() -> None:
    """Count anew from what is in use now; where the system does not let us, the peak stays that of the process."""
    with contextlib.suppress(OSError):
        (_SELF / "clear_refs").write_text("5", encoding="ascii")


def peak() -> int:
    """Bytes in use at most since `forget_peak`."""
    try:
        lines = (_SELF / "status").read_text("ascii").splitlines()
    except OSError:  # not Linux
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM:")), 0)
