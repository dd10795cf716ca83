"""Which window may change what is said of a run: the first that has it open. Training has a lock of its own.

The system frees a hold the moment its process ends, so that a stale one is taken over at once.
"""

from __future__ import annotations

from pathlib import Path

import filelock

FILE = "open"


class Hold:
    """What this process wants of the run in `folder`: to be the one that changes its name, its note and its limits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = filelock.FileLock(folder / FILE)

    def take(self) -> bool:
        """Whether it is ours from now on, or was already; at once."""
        if not self.folder.is_dir():  # it would be made anew
            return True
        try:
            if not self._lock.is_locked:
                self._lock.acquire(timeout=0)
        except filelock.Timeout:
            return False
        except OSError:  # a folder that cannot be written: whoever tries to change something is told that
            return True
        return True

    def release(self) -> None:
        """Let another window have it. Also before the folder moves: some systems move none with an open file in it."""
        self._lock.release()
