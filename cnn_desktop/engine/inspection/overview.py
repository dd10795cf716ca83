"""The whole network in one strip: one number a channel, and which channels are silent or at their end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import LayerOverview
from cnn_desktop.core.mosaic import NEUTRAL, TOP
from cnn_desktop.engine.inspection.recording import Call, Recorder, Recording
from cnn_desktop.engine.networks.layers import Step

_NEAR_END = 1e-3  # of its end, a function that only comes near it counts as there
_ENDS = {"sigmoid": (0.0, 1.0), "hard_sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu6": (None, 6.0)}
_CUTTING = frozenset({"relu", "relu6"})  # what is below 0 is 0 behind them


class Overview:
    """Mean, smallest and largest value of every channel of every layer, in one pass over what was recorded."""

    def __init__(self, recorder: Recorder) -> None:
        self._calls = recorder.calls
        self._reduce = tf.function(_reduced, autograph=False)

    def of(self, recording: Recording) -> tuple[LayerOverview, ...]:
        """Of each layer, in the order of computing."""
        found = self._reduce([recording.tensor(call.key) for call in self._calls])
        means, least, most = (np.split(all_.numpy(), _cuts(self._calls)) for all_ in found)
        return tuple(
            LayerOverview(call.key, levels(mean), is_silent(call.layer, high), is_saturated(call.layer, low, high))
            for call, mean, low, high in zip(self._calls, means, least, most, strict=True)
        )


def function_of(layer: Any) -> str:
    """The name of the function that `layer` ends with; empty where it has none."""
    match layer:
        case layers.ReLU():
            return "relu6" if layer.max_value == 6 else "relu"
        case Step():
            return "step"
        case _:
            function = getattr(layer, "activation", None)
            return str(getattr(function, "__name__", "")) if function is not keras.activations.linear else ""


def is_silent(layer: Any, most: Array) -> Array:
    """Which channels never rose above 0, behind a function that cuts off what is below."""
    return np.asarray(most <= 0) if function_of(layer) in _CUTTING else np.zeros(most.shape, bool)


def is_saturated(layer: Any, least: Array, most: Array) -> Array:
    """Which channels lie everywhere at one end of their function."""
    low, high = ends_of(layer)
    at_end = np.zeros(most.shape, bool)
    if high is not None:
        at_end |= least >= high - _NEAR_END
    if low is not None:
        at_end |= most <= low + _NEAR_END
    return at_end


def ends_of(layer: Any) -> tuple[float | None, float | None]:
    """The values at which the function of `layer` is flat, below and above; a ReLU's 0 is no end but its rest."""
    return _ENDS.get(function_of(layer), (None, None))


def levels(means: Array) -> Array:
    """(channels,) uint8 on the scale of the layer, zero as in a mosaic."""
    reach = float(np.abs(means).max(initial=0))
    if not np.isfinite(reach) or reach == 0:
        reach = 1.0
    shares = np.nan_to_num(means / reach)
    placed = NEUTRAL + shares * NEUTRAL if means.min(initial=0) < 0 else shares * TOP
    return np.clip(np.rint(placed), 0, TOP).astype(np.uint8)


def _cuts(calls: Sequence[Call]) -> Array:
    return np.cumsum([int(call.output.shape[-1]) for call in calls])[:-1]


def _reduced(values: list[Any]) -> tuple[Any, Any, Any]:
    flat = [tf.reshape(tf.cast(one, tf.float32), (-1, one.shape[-1])) for one in values]
    ways = (tf.reduce_mean, tf.reduce_min, tf.reduce_max)
    means, least, most = (tf.concat([way(one, axis=0) for one in flat], axis=0) for way in ways)
    return means, least, most
