"""The scale of maps that follow a camera: it stays, so that colours keep their meaning from frame to frame.

It is taken anew where values go well beyond it, at once, and where they have long been well within it. An average that
follows every frame would flicker less still, but no colour would mean the same a second later.
"""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.evaluation import Array

BEYOND = 1.25  # times as far as the scale reaches, and it is taken anew
WITHIN = 0.5  # of the scale is used only…
WITHIN_S = 1.5  # …for so long, and it is taken anew


class HeldScale:
    """Of one layer. `reset` when another is looked at."""

    def __init__(self) -> None:
        self._held: Array | None = None
        self._is_signed = False
        self._used: Array = np.zeros(0)  # monotonic seconds: when each channel last made use of its scale

    def reset(self) -> None:
        self._held = None

    @property
    def is_signed(self) -> bool:
        """Whether there ever were values below 0 in this layer."""
        return self._held is not None and self._is_signed

    def held(self, wanted: Array, now: float, *, is_signed: bool) -> Array:
        """The limits (channels, 2) to use for a frame for which `wanted` would be best; `now` in monotonic seconds."""
        if self._held is None or self._held.shape != wanted.shape or is_signed != self._is_signed:
            self._held, self._is_signed, self._used = wanted.copy(), is_signed, np.full(len(wanted), now)
            return self._held
        low, high = self._held[:, 0], self._held[:, 1]
        span, room = wanted[:, 1] - wanted[:, 0], (BEYOND - 1) * (high - low)
        is_beyond = (wanted[:, 1] > high + room) | (wanted[:, 0] < low - room)
        self._used[span >= WITHIN * (high - low)] = now
        is_anew = is_beyond | (now - self._used > WITHIN_S)
        if is_anew.any():
            self._held = np.where(is_anew[:, None], wanted, self._held)
            self._used[is_anew] = now
        return self._held
