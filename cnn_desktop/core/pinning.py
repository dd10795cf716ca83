"""What is shown of a pinned channel: its map on a scale of its own, that holds while it follows a camera."""

from __future__ import annotations

from cnn_desktop.core import mosaic
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.held_scale import HeldScale
from cnn_desktop.core.messages.pins import Pin, PinnedMap


def pinned_map(pin: Pin, values: Array, held: HeldScale | None = None, now: float = 0.0) -> PinnedMap:
    """Of `values` (rows, columns) float32. `held` is the scale of a live picture, `now` in monotonic seconds."""
    maps = values[:, :, None]
    told = mosaic.statistics(maps)
    is_signed = bool(told.minimum[0] < 0) or (held is not None and held.is_signed)
    limits = mosaic.limits_of(maps, told, "channel", is_signed)
    if held is not None:
        limits = held.held(limits, now, is_signed=is_signed)
    levels = mosaic.levels_of(maps, told, "channel", is_signed, limits)
    low, high = levels.limits[0].tolist()
    mean, maximum = float(told.mean[0]), float(told.maximum[0])
    return PinnedMap(pin, levels.levels[0], low, high, mean, maximum, is_signed, bool(levels.is_constant[0]))
