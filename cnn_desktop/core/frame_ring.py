"""Frames of a camera between two processes: see `core.mapped_ring`."""

from __future__ import annotations

from pathlib import Path

from cnn_desktop.core.mapped_ring import SLOTS, MappedRing
from cnn_desktop.core.preparation import Pixels


class FrameRing(MappedRing):
    """One end of a ring. A frame is (height, width, 3) uint8 RGB with its number and when it was captured."""

    @classmethod
    def create(cls, width: int, height: int) -> FrameRing:
        """The writer's end, in a new private folder. Raises OSError where there is no room."""
        return cls(*cls._create(width * height * 3, SLOTS, (width, height)))

    @classmethod
    def open(cls, path: Path) -> FrameRing:
        """The reader's end, once a ring. Raises FileNotFoundError where the writer has closed it meanwhile."""
        return cls(*cls._open(path))

    @property
    def width(self) -> int:
        return self.facts[0]

    @property
    def height(self) -> int:
        return self.facts[1]

    def write(self, pixels: Pixels, number: int, captured: float) -> None:
        """Put a frame in the place of the oldest. `captured`: `time.monotonic()`."""
        with self._writing(number, captured) as content:
            self._framed(content)[...] = pixels

    def take(self) -> tuple[int, float, Pixels] | None:
        """Number, captured and a copy of the newest whole frame; None where it was taken before."""
        return self._take(lambda content: self._framed(content).copy())

    def _framed(self, content: Pixels) -> Pixels:
        return content.reshape(self.height, self.width, 3)
