"""The memory that the camera's engine writes frames into, and the newest few taken from it. QtCore only."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.gui.models.camera_state import Frame

FRAMES_KEPT = 4  # so that what was classified can still be shown when its answer comes


class LiveFrames:
    """Nothing waits here: what was not taken in time is written over."""

    def __init__(self) -> None:
        self._ring: FrameRing | None = None
        self._kept: deque[Frame] = deque(maxlen=FRAMES_KEPT)

    @property
    def newest(self) -> Frame | None:
        return self._kept[-1] if self._kept else None

    def numbered(self, number: int) -> Frame | None:
        """That frame, or the nearest that is still here."""
        return min(self._kept, key=lambda frame: abs(frame.number - number), default=None)

    def open(self, path: Path) -> None:
        """Read from another ring: a camera that comes back, or changes its size, brings one. Raises OSError."""
        before, self._ring = self._ring, None
        if before:
            before.close()
        self._ring = FrameRing.open(path)

    def take(self) -> Frame | None:
        """The newest frame; None where it was taken before."""
        taken = self._ring.take() if self._ring else None
        if taken is None:
            return None
        self._kept.append(Frame(*taken))
        return self._kept[-1]

    def drop(self) -> None:
        self._kept.clear()
        if self._ring:
            self._ring.close()
            self._ring = None
