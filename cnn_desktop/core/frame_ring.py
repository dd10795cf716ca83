"""Frames of a camera between two processes: a file that both map, with a few slots; the newest frame wins.

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
from pathlib import Path
from typing import Any

import filelock
import numpy as np

from cnn_desktop.core.preparation import Pixels

SLOTS = 4  # a reader that copies for as long as two frames take still gets a whole one
_PREFIX = "cnn-desktop-frames-"
_MAGIC = 0x31474E4952454D46  # “FMERING1”
_WORDS = 8  # 64-bit words before the slots, and before the pixels of each
_KIND, _WIDTH, _HEIGHT, _NEWEST, _TAKEN = range(5)  # words of the file
_BEGUN, _ENDED, _NUMBER, _CAPTURED = range(4)  # words of a slot
_YOUNG_S = 60.0  # a folder without a lock may be one that is just being made


class FrameRing:
    """One end of a ring. A frame is (height, width, 3) uint8 RGB with its number and when it was captured.

    On POSIX the file's name goes when the reader opens it, so that nothing is left behind however both processes end.
    """

    def __init__(self, path: Path, memory: mmap.mmap, lock: filelock.BaseFileLock | None) -> None:
        self.path = path
        self._memory, self._lock = memory, lock
        self._head = head = np.frombuffer(memory, np.uint64, _WORDS)
        self.width, self.height = int(head[_WIDTH]), int(head[_HEIGHT])
        self._slots = [self._slot(index) for index in range(SLOTS)]
        self._count = 0  # frames written so far, or how many the reader knows of

    @classmethod
    def create(cls, width: int, height: int) -> FrameRing:
        """The writer's end, in a new private folder. Raises OSError where there is no room."""
        sweep()
        folder, size = Path(), 8 * _WORDS + SLOTS * _slot_size(width, height)
        for parent in (candidates := _parents()):
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))  # for its owner only
            lock = filelock.FileLock(folder / "lock")
            try:
                lock.acquire(timeout=0)
                memory = _map(folder / "frames", size)
                break
            except OSError:
                lock.release()
                shutil.rmtree(folder, ignore_errors=True)
                if parent == candidates[-1]:
                    raise
        np.frombuffer(memory, np.uint64, _WORDS)[: _HEIGHT + 1] = _MAGIC, width, height
        return cls(folder / "frames", memory, lock)

    @classmethod
    def open(cls, path: Path) -> FrameRing:
        """The reader's end, once a ring. Raises FileNotFoundError where the writer has closed it meanwhile."""
        with path.open("r+b") as file:
            memory = mmap.mmap(file.fileno(), 0)
        if int.from_bytes(memory[:8], sys.byteorder) != _MAGIC:
            memory.close()
            raise ValueError(f"“{path}” holds no frames.")
        if os.name == "posix":  # Windows keeps a file that is open; there its writer removes it
            shutil.rmtree(path.parent, ignore_errors=True)
        return cls(path, memory, None)

    @property
    def taken(self) -> int:
        """The number of the frame that the reader took last; 0 before the first."""
        return int(self._head[_TAKEN])

    def write(self, pixels: Pixels, number: int, captured: float) -> None:
        """Put a frame in the place of the oldest. `captured`: `time.monotonic()`."""
        self._count += 1
        words, times, frame = self._slots[self._count % SLOTS]
        words[_BEGUN] = self._count
        frame[...] = pixels
        words[_NUMBER], times[_CAPTURED] = number, captured
        words[_ENDED] = self._count
        self._head[_NEWEST] = self._count

    def take(self) -> tuple[int, float, Pixels] | None:
        """Number, captured and a copy of the newest whole frame; None where it was taken before."""
        while (newest := int(self._head[_NEWEST])) != self._count:
            words, times, frame = self._slots[newest % SLOTS]
            is_whole = words[_ENDED] == newest
            number, captured, pixels = int(words[_NUMBER]), float(times[_CAPTURED]), frame.copy()
            if is_whole and words[_BEGUN] == newest:  # else the writer came round while it was copied: take a newer one
                self._count = newest
                self._head[_TAKEN] = number
                return number, captured, pixels
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
        start = 8 * _WORDS + index * _slot_size(self.width, self.height)
        words = np.frombuffer(self._memory, np.uint64, _WORDS, start)
        pixels = np.frombuffer(self._memory, np.uint8, self.height * self.width * 3, start + 8 * _WORDS)
        return words, words.view(np.float64), pixels.reshape(self.height, self.width, 3)


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


def _slot_size(width: int, height: int) -> int:
    return 8 * _WORDS + (width * height * 3 + 63) // 64 * 64
