"""Things between two processes in a file that both map, with a few slots: the newest wins.

One process writes, one reads; nobody waits for the other. What is announced, and how, is the affair of others.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import filelock
import numpy as np

from cnn_desktop.core.preparation import Pixels

SLOTS = 4  # a reader that copies for as long as two writings take still gets a whole one
_PREFIX = "cnn-desktop-frames-"
_MAGIC = 0x32474E4952454D46  # “FMERING2”
_WORDS = 8  # 64-bit words before the slots, and before the content of each
_KIND, _SLOTS, _SIZE, _NEWEST, _TAKEN, _FACTS = range(6)  # words of the file; two facts of whoever makes it
_BEGUN, _ENDED, _NUMBER, _CAPTURED = range(4)  # words of a slot
_YOUNG_S = 60.0  # a folder without a lock may be one that is just being made

T = TypeVar("T")


class MappedRing:
    """One end of a ring. A slot holds up to `size` bytes with a number and when they were captured.

    On POSIX the file's name goes when the reader opens it, so that nothing is left behind however both processes end.
    """

    def __init__(self, path: Path, memory: mmap.mmap, lock: filelock.BaseFileLock | None) -> None:
        self.path = path
        self._memory, self._lock = memory, lock
        self._head = head = np.frombuffer(memory, np.uint64, _WORDS)
        self.size = int(head[_SIZE])
        self.facts = int(head[_FACTS]), int(head[_FACTS + 1])
        self._slots = [self._slot(index) for index in range(int(head[_SLOTS]))]
        self._count = 0  # slots written so far, or how many the reader knows of

    @classmethod
    def _create(cls, size: int, slots: int, facts: tuple[int, int] = (0, 0)) -> tuple[Path, mmap.mmap, Any]:
        """What the writer's end is made of, in a new private folder. Raises OSError where there is no room."""
        sweep()
        folder, whole = Path(), 8 * _WORDS + slots * _slot_size(size)
        for parent in (candidates := _parents()):
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))  # for its owner only
            lock = filelock.FileLock(folder / "lock")
            try:
                lock.acquire(timeout=0)
                memory = _map(folder / "frames", whole)
                break
            except OSError:
                lock.release()
                shutil.rmtree(folder, ignore_errors=True)
                if parent == candidates[-1]:
                    raise
        head = np.frombuffer(memory, np.uint64, _WORDS)
        head[[_KIND, _SLOTS, _SIZE, _FACTS, _FACTS + 1]] = _MAGIC, slots, size, *facts
        return folder / "frames", memory, lock

    @staticmethod
    def _open(path: Path) -> tuple[Path, mmap.mmap, None]:
        """What the reader's end is made of, once a ring. Raises FileNotFoundError where the writer has closed it."""
        with path.open("r+b") as file:
            memory = mmap.mmap(file.fileno(), 0)
        if int.from_bytes(memory[:8], sys.byteorder) != _MAGIC:
            memory.close()
            raise ValueError(f"“{path}” holds no frames.")
        if os.name == "posix":  # Windows keeps a file that is open; there its writer removes it
            shutil.rmtree(path.parent, ignore_errors=True)
        return path, memory, None

    @property
    def taken(self) -> int:
        """The number of what the reader took last; 0 before the first."""
        return int(self._head[_TAKEN])

    @contextlib.contextmanager
    def _writing(self, number: int, captured: float) -> Iterator[Pixels]:
        """The bytes of the oldest slot, to be filled. `captured`: `time.monotonic()`."""
        self._count += 1
        words, times, content = self._slots[self._count % len(self._slots)]
        words[_BEGUN] = self._count
        yield content
        words[_NUMBER], times[_CAPTURED] = number, captured
        words[_ENDED] = self._count
        self._head[_NEWEST] = self._count

    def _take(self, copy: Callable[[Pixels], T]) -> tuple[int, float, T] | None:
        """Number, captured and a copy of the newest whole slot; None where it was taken before."""
        while (newest := int(self._head[_NEWEST])) != self._count:
            words, times, content = self._slots[newest % len(self._slots)]
            is_whole = words[_ENDED] == newest == words[_BEGUN]
            number, captured = int(words[_NUMBER]), float(times[_CAPTURED])
            copied = copy(content) if is_whole else None
            if copied is not None and words[_BEGUN] == newest:  # else the writer came round while it was copied
                self._count = newest
                self._head[_TAKEN] = number
                return number, captured, copied
        return None

    def close(self) -> None:
        """Let go of the file; the writer's end removes it. `taken` stays what it was, for a thread that still asks."""
        self._head = self._head.copy()
        self._slots.clear()
        with contextlib.suppress(BufferError):  # that thread is looking; the memory goes when it has done so
            self._memory.close()
        if self._lock:
            self._lock.release()
            shutil.rmtree(self.path.parent, ignore_errors=True)

    def _slot(self, index: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], Pixels]:
        start = 8 * _WORDS + index * _slot_size(self.size)
        words = np.frombuffer(self._memory, np.uint64, _WORDS, start)
        return words, words.view(np.float64), np.frombuffer(self._memory, np.uint8, self.size, start + 8 * _WORDS)


def sweep() -> None:
    """Remove what processes that were killed left behind; rings in use are locked."""
    for parent in _parents():
        for folder in parent.glob(f"{_PREFIX}*"):
            with contextlib.suppress(OSError):  # somebody else's, or gone meanwhile
                if time.time() - folder.stat().st_mtime < _YOUNG_S:
                    continue
                with filelock.FileLock(folder / "lock", timeout=0):
                    pass
                shutil.rmtree(folder, ignore_errors=True)


def _parents() -> list[Path]:
    """Memory where the system lends it as a folder: a disk that is busy would halt the writer for a moment."""
    memory, temporary = Path("/dev/shm"), Path(tempfile.gettempdir())
    return [memory, temporary] if memory.is_dir() and os.access(memory, os.W_OK) else [temporary]


def _map(path: Path, size: int) -> mmap.mmap:
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)  # a full file system is told of here, not by SIGBUS later
        else:
            file.truncate(size)
        return mmap.mmap(file.fileno(), size)


def _slot_size(size: int) -> int:
    return 8 * _WORDS + (size + 63) // 64 * 64
