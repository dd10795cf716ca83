"""A sign of life of a run that trains, for computers that share its folder but do not see its lock.

On the computer that trains, the lock says more: the system frees it the moment that process dies.
"""

from __future__ import annotations

import contextlib
import platform
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from cnn_desktop.core import reading

_FILE = "alive"  # holds the name of the computer
_RENEWED_EVERY_S = 10.0
_LONGEST_NAME = 4_096  # bytes
_FRESH_S = 60.0  # clocks of two computers may be apart
_AHEAD_S = 86_400.0  # a sign from farther in the future was made before a clock was put right


@contextlib.contextmanager
def shown(folder: Path) -> Iterator[None]:
    """Renew the sign in `folder` while the block runs."""
    file, ended = folder / _FILE, threading.Event()
    _write(file)
    thread = threading.Thread(target=_renew, args=(file, ended), name="sign of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def elsewhere(folder: Path) -> str:
    """The name of another computer that trains the run in `folder`; empty where none does."""
    file = folder / _FILE
    try:
        age = time.time() - file.stat().st_mtime
        name = reading.read_bounded(file, _LONGEST_NAME).decode("utf-8", errors="replace")
    except (OSError, ValueError):  # most runs have none
        return ""
    return name if -_AHEAD_S < age < _FRESH_S and name != platform.node() else ""


def left_behind_s(folder: Path) -> float | None:
    """How long ago the last sign was given, in seconds, where whoever gave it could not take it away at its end.

    None where nothing is left. Says nothing of a training that lasts: ask the lock first.
    """
    try:
        return time.time() - (folder / _FILE).stat().st_mtime
    except OSError:  # most have none
        return None


def _renew(file: Path, ended: threading.Event) -> None:
    while not ended.wait(_RENEWED_EVERY_S):
        _write(file)


def _write(file: Path) -> None:
    with contextlib.suppress(OSError):  # a full disk ends the training in its own words
        file.write_text(platform.node(), "utf-8")
