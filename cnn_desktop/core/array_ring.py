"""A few arrays at a time between two processes: see `core.mapped_ring`. Each slot says what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.mapped_ring import MappedRing
from cnn_desktop.core.preparation import Pixels

SLOTS = 2  # one is read, one is written: who writes waits until the one before was taken
_KINDS = (np.dtype(np.uint8), np.dtype(np.bool_), np.dtype(np.float32), np.dtype(np.float64), np.dtype(np.int64))
_MOST, _AXES = 20, 4  # arrays in a slot, axes of an array
_TABLE = 8 * (1 + _MOST * (2 + _AXES))  # bytes: how many; of each its kind, its axes and their lengths
_ALIGNED = 64  # bytes


class ArrayRing(MappedRing):
    """One end of a ring of arrays."""

    @classmethod
    def create(cls, size: int) -> ArrayRing:
        """The writer's end, for arrays of `size` bytes together. Raises OSError where there is no room."""
        return cls(*cls._create(_TABLE + size + _MOST * _ALIGNED, SLOTS))

    @classmethod
    def open(cls, path: Path) -> ArrayRing:
        """The reader's end, once a ring. Raises FileNotFoundError where the writer has closed it meanwhile."""
        return cls(*cls._open(path))

    def write(self, arrays: Sequence[Array], number: int, captured: float) -> None:
        """Put `arrays` in the place of the oldest. `captured`: `time.monotonic()`. Raises ValueError: too large."""
        if len(arrays) > _MOST or sum(one.nbytes + _ALIGNED for one in arrays) > self.size - _TABLE:
            raise ValueError(f"{len(arrays)} arrays of {sum(one.nbytes for one in arrays):,} bytes do not fit.")
        with self._writing(number, captured) as content:
            table, start = content[:_TABLE].view(np.int64), _TABLE
            table[0] = len(arrays)
            for row, one in zip(_rows(table), arrays, strict=False):
                row[:] = _KINDS.index(one.dtype), one.ndim, *one.shape, *[0] * (_AXES - one.ndim)
                place = content[start : start + one.nbytes].view(one.dtype).reshape(one.shape)
                place[...] = one
                start = _after(start, one.nbytes)

    def take(self) -> tuple[int, float, tuple[Array, ...]] | None:
        """Number, captured and copies of the newest arrays; None where they were taken before."""
        return self._take(_copied)


def _copied(content: Pixels) -> tuple[Array, ...]:
    table, start, arrays = content[:_TABLE].view(np.int64).copy(), _TABLE, []
    for kind, axes, *lengths in _rows(table)[: int(table[0])].tolist():
        dtype, shape = _KINDS[kind], tuple(lengths[:axes])
        size = dtype.itemsize * int(np.prod(shape, dtype=np.int64))
        arrays.append(content[start : start + size].view(dtype).reshape(shape).copy())
        start = _after(start, size)
    return tuple(arrays)


def _rows(table: Array) -> Array:
    return np.asarray(table[1:].reshape(_MOST, 2 + _AXES))


def _after(start: int, size: int) -> int:
    return (start + size + _ALIGNED - 1) // _ALIGNED * _ALIGNED
