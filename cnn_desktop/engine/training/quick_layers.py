"""Layers as TensorFlow computes them quickest: batch normalisation and GELU in few operations, ReLU after pooling.

The same functions of the same weights: a third of the time of a training step of the residual networks was spent on
passes over memory. For the time of a trace only; the network that is saved has Keras's own layers.
"""

from __future__ import annotations

import contextlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import keras
import tensorflow as tf

_PEAK = 1 / math.sqrt(2 * math.pi)  # of the normal distribution's density


@contextlib.contextmanager
def quick_layers(model: Any) -> Iterator[None]:
    """While the block traces a call of `model`, those of its layers that can be computed quicker are."""
    quick = [(layer, call) for layer in model.layers if (call := _quicker(layer)) is not None]
    for rectifier, pool in _pooled_alone(model):
        quick += [(rectifier, _unchanged), (pool, partial(_rectified, pool.call))]
    try:
        for layer, call in quick:
            vars(layer)["call"] = call  # past Keras, which would track it as a part of the model
        yield
    finally:
        for layer, _ in quick:
            vars(layer).pop("call", None)


def _quicker(layer: Any) -> Callable[..., Any] | None:
    """The call in place of the layer's own; None where that is as quick, or may differ."""
    match layer:
        case keras.layers.Activation() if layer.activation is keras.activations.gelu:
            return _gelu  # type: ignore[no-any-return]
        case keras.layers.BatchNormalization() if _is_plain(layer):
            return partial(_normalised, layer, layer.call)
        case _:
            return None


def _pooled_alone(model: Any) -> Iterator[tuple[Any, Any]]:
    """Each ReLU that nothing but a maximum pooling reads, with that.

    The largest of the values above 0 is the largest of all, if that is above 0: the same answers, and the gradient goes
    to the same places. But ReLU and its gradient then pass over a quarter of the values.
    """
    readers: dict[int, list[Any]] = defaultdict(list)
    for layer in model.layers:
        for node in layer._inbound_nodes:
            for tensor in node.input_tensors:
                readers[id(tensor)].append(layer)
    kept = {id(tensor) for tensor in model.outputs}
    for layer in model.layers:
        if type(layer) is keras.layers.Activation and layer.activation is keras.activations.relu:
            pools = readers[id(layer.output)]
            is_single = len(pools) == len(layer._inbound_nodes) == 1 and id(layer.output) not in kept
            if is_single and type(pools[0]) is keras.layers.MaxPooling2D and len(pools[0]._inbound_nodes) == 1:
                yield layer, pools[0]


def _unchanged(inputs: Any) -> Any:
    return inputs


def _rectified(pool: Callable[[Any], Any], inputs: Any) -> Any:
    return tf.nn.relu(pool(inputs))


def _is_plain(layer: Any) -> bool:
    """Normalises images by their last axis, on a processor: what graphics cards do was not tried."""
    return (
        len(layer.input.shape) == 4
        and layer.axis in (-1, 3)
        and not getattr(layer, "renorm", False)
        and not tf.config.list_logical_devices("GPU")
    )


def _normalised(layer: Any, by_keras: Callable[..., Any], inputs: Any, training: bool = False, mask: Any = None) -> Any:
    """`inputs` (batch, rows, columns, channels) by the statistics of this batch; the running ones follow them."""
    if not training or not layer.trainable or layer.synchronized or mask is not None:
        return by_keras(inputs, training=training, mask=mask)
    blank = tf.zeros(layer.moving_mean.shape)
    scale = blank + 1 if layer.gamma is None else tf.cast(layer.gamma, tf.float32)
    offset = blank if layer.beta is None else tf.cast(layer.beta, tf.float32)
    outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
        x=inputs, scale=scale, offset=offset, mean=[], variance=[], epsilon=layer.epsilon, is_training=True
    )
    values = tf.cast(tf.size(inputs) // tf.shape(inputs)[-1], tf.float32)
    biased = variance * (values - 1) / values  # what came is divided by one less; Keras keeps it by all
    for kept, now in ((layer.moving_mean, mean), (layer.moving_variance, biased)):
        kept.assign(kept * layer.momentum + now * (1 - layer.momentum))
    return outputs


@tf.custom_gradient  # type: ignore[untyped-decorator]
def _gelu(inputs: Any) -> tuple[Any, Callable[[Any], Any]]:
    """GELU of any tensor, and its derivative, in one go: computed in 32 bits, kept as `inputs` are.

    x · Φ(x), and Φ(x) + x · φ(x), of the normal distribution. Source: Hendrycks and Gimpel 2016, arXiv:1606.08415.
    """
    x = tf.cast(inputs, tf.float32)
    share = 0.5 + 0.5 * tf.math.erf(x * math.sqrt(0.5))
    slope = tf.cast(share + x * tf.exp(-0.5 * (x * x)) * _PEAK, inputs.dtype)
    return tf.cast(x * share, inputs.dtype), lambda upstream: upstream * slope
