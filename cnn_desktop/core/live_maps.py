"""What one frame of a camera came to, as arrays for a ring and back: the one place that knows their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages.layers import LayerInfo
from cnn_desktop.core.messages.live_maps import LiveMapsReady
from cnn_desktop.core.messages.maps import ChannelReady, ChannelStatistics, MapsReady
from cnn_desktop.core.messages.pins import MOST_PINS, PinnedMap
from cnn_desktop.core.mosaic import HISTOGRAM_BINS, Levels
from cnn_desktop.core.preparation import Pixels

EVIDENCE_SIDE = 96  # pixels: it is drawn smoothly over a picture
_PER_PIN = 6 * 8  # bytes: what is known of a pinned map besides its levels
_PER_CHANNEL = 2 * 4 + 1 + 4 + 8 + 4 + 8  # bytes: limits, constant, minimum, mean, maximum, zeros


@dataclass(frozen=True, slots=True, eq=False)
class LiveFrame:
    """`one` is the chosen channel; `evidence` (side, side) −1..1, None where there is none."""

    maps: MapsReady
    one: ChannelReady
    evidence: Array | None
    evidence_problem: str = ""
    pinned: tuple[PinnedMap, ...] = ()


def room_for(layers: Sequence[LayerInfo], seen_bytes: int) -> int:
    """Bytes that the arrays of the largest layer need."""
    sizes = (layer.size for layer in layers)
    places = [rows * columns for rows, columns in sizes]
    largest = max(layer.channels * (count + _PER_CHANNEL) for layer, count in zip(layers, places, strict=True))
    pinned = MOST_PINS * (max(places) + _PER_PIN)
    return largest + 4 * max(places) + seen_bytes + 16 * (HISTOGRAM_BINS + 1) + 4 * EVIDENCE_SIDE**2 + pinned


def packed(
    levels: Levels,
    told: ChannelStatistics,
    seen: Pixels,
    one: ChannelReady,
    evidence: Array | None,
    pinned: Sequence[PinnedMap] = (),
) -> tuple[Array, ...]:
    return (
        levels.levels,
        levels.limits.astype(np.float32, copy=False),
        levels.is_constant,
        told.minimum.astype(np.float32, copy=False),
        told.mean.astype(np.float64, copy=False),
        told.maximum.astype(np.float32, copy=False),
        told.zeros.astype(np.float64, copy=False),
        seen,
        one.values,
        one.counts.astype(np.int64, copy=False),
        one.edges.astype(np.float64, copy=False),
        np.zeros((0, 0), np.float32) if evidence is None else evidence,
        np.array([_numbers(one) for one in pinned], np.float64).reshape(-1, 6),
        *(one.levels for one in pinned),
    )


def unpacked(event: LiveMapsReady, arrays: Sequence[Array]) -> LiveFrame:
    levels, limits, is_constant, minimum, mean, maximum, zeros, seen, values, counts, edges, evidence = arrays[:12]
    told = ChannelStatistics(minimum, mean, maximum, zeros)
    maps = MapsReady(
        event.ticket, event.layer, event.pre, levels, limits, is_constant, event.is_signed, told, event.prediction,
        seen, event.image_size, event.unaltered,
    )  # fmt: skip
    channel = event.channel
    one = ChannelReady(
        event.ticket, event.layer, channel, event.pre, values, float(minimum[channel]), float(mean[channel]),
        float(maximum[channel]), float(zeros[channel]), counts, edges,
    )  # fmt: skip
    pinned = tuple(
        PinnedMap(pin, of_pin, low, high, mean, maximum, bool(is_signed), bool(is_constant))
        for pin, of_pin, (low, high, mean, maximum, is_signed, is_constant) in zip(
            event.pins, arrays[13:], arrays[12].tolist(), strict=True
        )
    )
    return LiveFrame(maps, one, evidence if evidence.size else None, event.evidence_problem, pinned)


def _numbers(one: PinnedMap) -> tuple[float, ...]:
    return one.low, one.high, one.mean, one.maximum, one.is_signed, one.is_constant
