"""The weights of one channel, to be looked at: as numbers, as a colour picture, and with normalisation folded in."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import layers

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import KernelsReady
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.inspection.graph import Graph
from cnn_desktop.engine.inspection.reaches import PREPARING
from cnn_desktop.engine.inspection.recording import INPUT, Call

_MID, _REACH = 128, 127  # the level of zero, and how far the largest weight goes from it


def kernels_of(graph: Graph, key: str, channel: int, ticket: int = 0) -> KernelsReady:
    """The weights that make `channel` of layer `key`; without any where the layer has none."""
    call = graph.calls.get(key)
    whole = _weights(call.layer) if call else None
    if call is None or whole is None:
        return KernelsReady(ticket, key, channel, None, None, 0.0, np.empty(0, np.intp))
    kernel, largest = one_kernel(call.layer, whole, channel), float(np.abs(whole).max())
    bias = np.asarray(call.layer.bias)[channel] if call.layer.use_bias else None
    strength = np.linalg.norm(kernel.reshape(-1, kernel.shape[2]), axis=0)
    normalised = _normalisation_behind(graph, call)
    folded, folded_bias = _folded(normalised, kernel, bias, channel) if normalised else (None, None)
    return KernelsReady(
        ticket,
        key,
        channel,
        kernel,
        None if bias is None else float(bias),
        largest,
        np.argsort(-strength, kind="stable"),
        picture(kernel, largest) if _looks_at_the_image(graph, key) else None,
        folded,
        folded_bias,
    )


def picture(kernel: Array, largest: float) -> Pixels | None:
    """(rows, columns, 3) RGB of a kernel over colours: mid grey is zero, and the layer's `largest` weight full."""
    if kernel.shape[2] not in (1, 3) or kernel.shape[:2] == (1, 1):
        return None
    levels = np.rint(_MID + kernel / (largest or 1.0) * _REACH).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(levels, (*kernel.shape[:2], 3)))


def one_kernel(layer: Any, whole: Array, channel: int) -> Array:
    """(rows, columns, inputs) of the weights `whole` of a layer, as its channel sees its input."""
    match layer:
        case layers.DepthwiseConv1D() | layers.DepthwiseConv2D():
            source, copy = divmod(channel, whole.shape[3])
            return whole[:, :, source : source + 1, copy]
        case layers.Conv2DTranspose():
            return whole[:, :, channel, :]
        case _:
            return whole[..., channel]


def _weights(layer: Any) -> Array | None:
    """(rows, columns, …, …) of all channels; of a separable convolution both kernels together. None: it has none."""
    match layer:
        case layers.SeparableConv1D() | layers.SeparableConv2D():
            depthwise, pointwise = np.asarray(layer.depthwise_kernel), np.asarray(layer.pointwise_kernel)
            spread = pointwise.reshape(*depthwise.shape[-2:], pointwise.shape[-1])
            return _four(np.einsum("...cm,cmf->...cf", depthwise, spread))
        case (
            layers.Conv1D() | layers.Conv2D() | layers.DepthwiseConv1D() | layers.DepthwiseConv2D()
            | layers.Conv2DTranspose() | layers.Dense()
        ):  # fmt: skip
            return _four(np.asarray(layer.kernel))
        case _:
            return None


def _four(kernel: Array) -> Array:
    match kernel.ndim:
        case 4:
            return kernel
        case 3:
            return kernel[:, None]
        case _:
            return kernel[None, None]


def _looks_at_the_image(graph: Graph, key: str) -> bool:
    """Whether nothing but the preparation of pixel values, and padding, stands before layer `key`."""
    source = graph.by_key[key].inputs[0] if graph.by_key[key].inputs else ""
    while source != INPUT:
        call = graph.calls.get(source)
        if call is None or not isinstance(call.layer, (*PREPARING, layers.ZeroPadding2D)):
            return False
        source = graph.by_key[source].inputs[0]
    return True


def _normalisation_behind(graph: Graph, call: Call) -> Any:
    """The batch normalisation that takes what `call` puts out, and nothing else does; None where there is none."""
    if call.pre is not None:
        return None
    fed = [graph.calls[layer.key] for layer in graph.layers if call.key in layer.inputs]
    is_one = len(fed) == 1 and isinstance(fed[0].layer, layers.BatchNormalization)
    return fed[0].layer if is_one else None


def _folded(normalisation: Any, kernel: Array, bias: Any, channel: int) -> tuple[Array, float]:
    """The one convolution that both come to: W·γ/√(σ²+ε) and (b − μ)·γ/√(σ²+ε) + β."""
    parts = {name: getattr(normalisation, name) for name in ("gamma", "beta", "moving_mean", "moving_variance")}
    gamma, beta, mean, variance = (
        None if part is None else float(np.asarray(part)[channel]) for part in parts.values()
    )
    assert mean is not None
    assert variance is not None
    factor = (1.0 if gamma is None else gamma) / float(np.sqrt(variance + normalisation.epsilon))
    shift = (0.0 if bias is None else float(bias)) - mean
    return (kernel * factor).astype(np.float32), shift * factor + (beta or 0.0)
