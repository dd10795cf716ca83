"""Which layers of a network are worth a time-lapse, and how much of each fits into a run. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from cnn_desktop.core.messages import LayerInfo
from cnn_desktop.core.time_lapse import BUDGET, Plan, WatchedLayer

_UNCHANGING = frozenset(  # what they put out is what they are given, or the image
    {
        "Input", "InputLayer", "Rescaling", "Normalization", "PerImageStandardization", "ZCAWhitening",
        "CaffePreprocessing", "ZeroPadding2D", "Dropout", "SpatialDropout2D", "Reshape", "Flatten",
    }
)  # fmt: skip
_MOST_LAYERS = 6
_LIMITS = 8  # bytes of a map, beside its places
# how many channels of a layer and places a side of a map are kept: the first that fits
_STEPS = ((2048, 112), (256, 112), (128, 64), (64, 64), (64, 32), (32, 32), (32, 16), (16, 16), (8, 16))


def choose(layers: Sequence[LayerInfo]) -> tuple[tuple[LayerInfo, ...], str]:
    """The first convolution, the last layer at each size of the maps, and the last convolution; in order.

    And the key of the layer whose kernels are kept: that first convolution. Of a network without maps, the last flat
    layers, and no kernels.
    """
    with_maps = [one for one in layers if len(one.output) == 3 and one.size != (1, 1) and one.type not in _UNCHANGING]
    convolutions = [one for one in with_maps if one.kernel and one.parameters]
    if not with_maps:
        weighing = [one for one in layers if one.parameters and one.type not in _UNCHANGING]
        return tuple(weighing[-_MOST_LAYERS:]), ""
    last_of_size = {one.size: one for one in with_maps}
    chosen = {one.key for one in (*convolutions[:1], *last_of_size.values(), *convolutions[-1:])}
    found = [one for one in with_maps if one.key in chosen]
    first = convolutions[0].key if convolutions else ""
    if len(found) > _MOST_LAYERS:
        found = [*found[: _MOST_LAYERS - 1], found[-1]]
    return tuple(found), first


def fitted(layers: Sequence[LayerInfo], kernels: str, kernel_bytes: int, images: Sequence[str], epochs: int) -> Plan:
    """What of `layers` is kept of each epoch, so that a run of `epochs` stays within the budget."""
    moments = epochs + 1
    kept: tuple[WatchedLayer, ...] = ()
    chosen, size = list(layers), 0
    while chosen:
        for channels, side in _STEPS:
            kept = tuple(_part(layer, channels, side) for layer in chosen)
            size = kernel_bytes + len(images) * sum(layer.values + _LIMITS * layer.channels for layer in kept)
            if size * moments <= BUDGET:
                return _plan(images, kept, layers, kernels, 1)
        chosen.pop(len(chosen) // 2)  # the first and the last tell most
    return _plan(images, kept, layers, kernels, max(1, -(-size * moments // BUDGET)))


def _part(layer: LayerInfo, channels: int, side: int) -> WatchedLayer:
    rows, columns = layer.size
    shrink = max(1, -(-max(rows, columns) // side))
    return WatchedLayer(
        layer.key, -(-rows // shrink), -(-columns // shrink), min(channels, layer.channels), rows, layer.channels
    )


def _plan(
    images: Sequence[str], kept: tuple[WatchedLayer, ...], layers: Sequence[LayerInfo], kernels: str, every: int
) -> Plan:
    keys = {layer.key for layer in kept}
    dropped = tuple(layer.key for layer in layers if layer.key not in keys)
    return Plan(tuple(images), kept, kernels, every, dropped)
