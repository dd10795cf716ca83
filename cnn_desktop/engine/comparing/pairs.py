"""Both sides layer by layer: how far apart they are, and the maps of one layer of each on one scale."""

from __future__ import annotations

import numpy as np

from cnn_desktop.core import mosaic
from cnn_desktop.core.differences import angle, by_channel, difference
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import LayerPair, LayersRanked, MapsReady, PairReady, PairScale
from cnn_desktop.core.names import quoted
from cnn_desktop.engine.comparing.sights import Sight


def ranked(first: Sight, second: Sight, ticket: int = 0) -> LayersRanked:
    """Every layer that both have by the same name and in the same shape."""
    common = [key for key, shape in first.shapes.items() if second.shapes.get(key) == shape]
    pairs = []
    for key in common:
        values = first.values(key), second.values(key)
        pairs.append(LayerPair(key, first.shapes[key], difference(*values), angle(*values)))
    apart = [key for sight in (first, second) for key in sight.shapes if key not in common]
    return LayersRanked(
        ticket,
        tuple(pairs),
        tuple(dict.fromkeys(apart)),
        (first.prediction, second.prediction),
        (first.seen, second.seen),
    )


def paired(
    first: Sight, second: Sight, layers: tuple[str, str], scale: PairScale = "layer", ticket: int = 0
) -> PairReady:
    """Layer `layers[0]` of the first beside layer `layers[1]` of the second.

    Raises UserError where a side has no such layer.
    """
    sights = first, second
    for sight, key in zip(sights, layers, strict=True):
        if key not in sight.shapes:
            raise UserError(f"There is no layer {quoted(key)}.", hint="Choose one of the list.")
    values = [sight.values(key) for sight, key in zip(sights, layers, strict=True)]
    is_same = values[0].shape == values[1].shape
    is_signed = any(float(one.min()) < 0 for one in values)
    each = scale == "channel" and values[0].shape[2] == values[1].shape[2]
    limits = _limits(values, "channel" if each else "layer", is_signed)
    maps = [_maps(sight, key, one, limits, is_signed) for sight, key, one in zip(sights, layers, values, strict=True)]
    return PairReady(ticket, layers, (maps[0], maps[1]), by_channel(values[0], values[1]) if is_same else None)


def _limits(values: list[Array], scale: PairScale, is_signed: bool) -> Array:
    """(channels, 2), or (1, 2) for all: as far as the one goes that goes farther."""
    found = [mosaic.levels_of(one, mosaic.statistics(one), scale, is_signed).limits for one in values]
    if scale == "layer":
        found = [one[:1] for one in found]
    return np.stack([np.minimum(found[0][:, 0], found[1][:, 0]), np.maximum(found[0][:, 1], found[1][:, 1])], axis=1)


def _maps(sight: Sight, key: str, values: Array, limits: Array, is_signed: bool) -> MapsReady:
    told = mosaic.statistics(values)
    own = np.ascontiguousarray(np.broadcast_to(limits, (values.shape[2], 2)))
    levels = mosaic.levels_of(values, told, "layer", is_signed, own)
    return MapsReady(
        0, key, key in sight.befores, levels.levels, levels.limits, levels.is_constant, is_signed, told,
        sight.prediction, sight.seen, sight.image_size,
    )  # fmt: skip
