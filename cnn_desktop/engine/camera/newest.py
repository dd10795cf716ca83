"""The newest frame, for whoever wants one newer than the last it had: no queue, so nothing can grow or be late."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass

from cnn_desktop.core.preparation import Pixels

_RATE_OVER = 30  # events


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """`pixels` (h, w, 3) uint8 RGB are shared by all who have the frame: nobody writes into them."""

    number: int  # from 1
    captured: float  # monotonic seconds
    pixels: Pixels


class NewestFrame:
    """One thread puts, several wait."""

    def __init__(self) -> None:
        self._changed = threading.Condition()  # guards all below
        self._frame: Frame | None = None
        self._is_closed = False

    def put(self, frame: Frame) -> None:
        """Take the place of the frame before."""
        with self._changed:
            self._frame = frame
            self._changed.notify_all()

    def after(self, number: int, timeout_s: float | None = None) -> Frame | None:
        """Wait for a frame newer than `number`. None: closed, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._number > number, timeout_s)
            return self._frame if self._number > number and not self._is_closed else None

    def close(self) -> None:
        """Let everybody who waits go."""
        with self._changed:
            self._is_closed, self._frame = True, None
            self._changed.notify_all()

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    @property
    def _number(self) -> int:
        return self._frame.number if self._frame else 0


class Rate:
    """How often something happens a second, over the last second or so."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=_RATE_OVER)

    def tick(self) -> float:
        """It happened now. Returns times a second; 0 where that cannot be said yet."""
        self._times.append(time.monotonic())
        span = self._times[-1] - self._times[0]
        return (len(self._times) - 1) / span if span > 0 else 0.0
