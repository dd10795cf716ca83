"""All maps of a layer as one picture: their statistics, their values on 255 levels, and the levels put side by side.

Plain NumPy, quick enough to follow a camera; colours come later, by a table of 256.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages.maps import ChannelStatistics, Scale

GUTTER = 255  # the level between maps
TOP, NEUTRAL = 254, 127  # the highest level, and that of zero where values are signed
HISTOGRAM_BINS = 64
_FLAT = 1e-6  # of the largest value: what 32 bits leave of equal ones
_SAMPLE = 100_000  # values that are looked at for the scale of a whole layer
_SHARE = 99.5  # percent of a layer's values that lie within its scale


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """`levels` (channels, rows, columns) uint8; `limits` (channels, 2) are the values of level 0 and of `TOP`."""

    levels: Array
    limits: Array
    is_constant: Array  # (channels,)
    is_signed: bool


def as_maps(values: Array) -> Array:
    """(rows, columns, channels) of one image's values; of flat ones, each is a channel of one place."""
    match values.ndim:
        case 3:
            return values
        case 2:
            return values[:, None, :]
        case 1:
            return values.reshape(1, 1, -1)
        case _:  # volumes: their slices one below the other
            return values.reshape(values.shape[0], -1, values.shape[-1])


def statistics(maps: Array) -> ChannelStatistics:
    """Of each channel of `maps` (rows, columns, channels)."""
    flat = maps.reshape(-1, maps.shape[-1])
    zeros = 1 - np.count_nonzero(flat, axis=0) / len(flat)
    return ChannelStatistics(flat.min(axis=0), flat.mean(axis=0, dtype=np.float64), flat.max(axis=0), zeros)


def levels_of(
    maps: Array,
    told: ChannelStatistics,
    scale: Scale = "channel",
    is_signed: bool | None = None,
    limits: Array | None = None,
) -> Levels:
    """`maps` (rows, columns, channels) as levels; `told` are their statistics. See `messages.ShowMaps`."""
    signed = bool(told.minimum.min() < 0) if is_signed is None else is_signed
    if limits is None or limits.shape != (maps.shape[-1], 2):
        limits = limits_of(maps, told, scale, signed)
    low, high = limits[:, 0], limits[:, 1]
    factor = TOP / np.where(high > low, high - low, 1).astype(np.float32)
    with np.errstate(invalid="ignore"):  # what is no number, of a network that came apart, is shown at the bottom
        levels = (maps - low if low.any() else maps) * factor
    levels = np.nan_to_num(levels, copy=False, nan=0.0)
    levels = np.clip(np.rint(levels, out=levels), 0, TOP, out=levels).astype(np.uint8)
    spread, largest = told.maximum - told.minimum, np.maximum(np.abs(told.minimum), np.abs(told.maximum))
    is_constant = (spread <= _FLAT * largest) & (maps.shape[:2] != (1, 1))
    return Levels(_by_channel(levels), limits, is_constant, signed)


def _by_channel(levels: Array) -> Array:
    """(rows, columns, channels) uint8 as (channels, rows, columns); OpenCV takes a fifth of NumPy's time for it."""
    rows, columns, channels = levels.shape
    return np.asarray(cv2.transpose(levels.reshape(-1, channels))).reshape(channels, rows, columns)


def limits_of(maps: Array, told: ChannelStatistics, scale: Scale, signed: bool) -> Array:
    """(channels, 2) float32 that show `maps` best: zero at the bottom, or in the middle of signed values."""
    channels = maps.shape[-1]
    if scale == "stretch" and maps.shape[:2] != (1, 1):
        return np.stack([told.minimum, told.maximum], axis=1).astype(np.float32)
    if scale == "channel" and maps.shape[:2] != (1, 1):
        reach = np.maximum(np.abs(told.minimum), np.abs(told.maximum)) if signed else np.maximum(told.maximum, 0)
    else:
        reach = np.full(channels, _reach(maps, told, signed))
    reach = np.where(np.isfinite(reach) & (reach > 0), reach, 1).astype(np.float32)
    return np.stack([-reach if signed else np.zeros(channels, np.float32), reach], axis=1)


def _reach(maps: Array, told: ChannelStatistics, signed: bool) -> float:
    """How far a layer's values go from zero, but for the few that go farthest."""
    largest = float(max(told.maximum.max(), -told.minimum.min() if signed else 0))
    if maps.shape[:2] == (1, 1):
        return largest
    some = maps.reshape(-1)[:: max(1, maps.size // _SAMPLE)]
    usual = float(np.percentile(np.abs(some) if signed else some, _SHARE))
    return usual if usual > 0 else largest


def columns_for(count: int, size: tuple[int, int], aspect: float = 1.6) -> int:
    """How many maps of `size` (rows, columns) side by side make a picture `aspect` times as wide as high."""
    rows, columns = size
    return min(count, max(1, round(math.sqrt(count * aspect * (rows + 1) / (columns + 1)))))


def atlas(levels: Array, columns: int, gap: int = 1) -> Array:
    """Levels (channels, rows, columns) side by side, row by row: one uint8 picture.

    Place (row, column) of the map at `place` lies at (place // columns · (rows + gap) + row, …). What belongs to no map
    is at the level `GUTTER`.
    """
    count, height, width = levels.shape
    rows = -(-count // columns)
    picture = np.full((rows, columns, height + gap, width + gap), GUTTER, np.uint8)
    picture.reshape(-1, height + gap, width + gap)[:count, :height, :width] = levels
    whole = picture.transpose(0, 2, 1, 3).reshape(rows * (height + gap), columns * (width + gap))
    return np.ascontiguousarray(whole[: len(whole) - gap, : whole.shape[1] - gap])


def histogram(values: Array, bins: int = HISTOGRAM_BINS) -> tuple[Array, Array]:
    """Counts (bins,) and edges (bins + 1,) of the values that are numbers."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    counts, edges = np.histogram(finite, bins=bins, range=(low, high if high > low else low + 1))
    return counts, edges
