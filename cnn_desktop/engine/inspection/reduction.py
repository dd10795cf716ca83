"""From images to what a scan keeps of every channel of some layers, computed where the values are, in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import tensorflow as tf

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.overview import ends_of
from cnn_desktop.engine.inspection.tally import Part

_NEAR_END = 1e-3

Moment: TypeAlias = tuple[str, bool]  # the key of a layer, and whether before its activation


class Reduction:
    """For images (n, side, side, channels): of each of `moments` its part, in their order."""

    def __init__(self, inspector: Inspector, moments: Sequence[Moment]) -> None:
        values_of = inspector.recorder.several(moments)
        ends = [_ends(inspector, moment) for moment in moments]

        def reduced(pixels: Any) -> list[tuple[Any, ...]]:
            return [_reduced(values, both) for values, both in zip(values_of(pixels), ends, strict=True)]

        self._compute = tf.function(reduced, autograph=False, reduce_retracing=True)
        self._widths = [inspector.layer(key).size[1] for key, _ in moments]

    def __call__(self, pixels: Pixels) -> list[Part]:
        return [_part(told, width) for told, width in zip(self._compute(pixels), self._widths, strict=True)]


def _ends(inspector: Inspector, moment: Moment) -> tuple[float | None, float | None]:
    key, pre = moment
    call = inspector.graph.calls.get(key)
    return (None, None) if pre or call is None else ends_of(call.layer)


def _reduced(values: Any, ends: tuple[float | None, float | None]) -> tuple[Any, ...]:
    flat = tf.reshape(tf.cast(values, tf.float32), (tf.shape(values)[0], -1, values.shape[-1]))
    mean, variance = tf.nn.moments(flat, axes=[1])
    at_end = tf.zeros_like(flat, tf.bool)
    if ends[1] is not None:
        at_end |= flat >= ends[1] - _NEAR_END
    if ends[0] is not None:
        at_end |= flat <= ends[0] + _NEAR_END
    shares = [tf.reduce_mean(tf.cast(which, tf.float32), axis=1) for which in (flat > 0, at_end)]
    most, activity = tf.reduce_max(flat, axis=1), tf.reduce_mean(tf.nn.relu(flat), axis=1)
    return tf.reduce_min(flat, axis=1), mean, variance, most, tf.argmax(flat, axis=1), *shares, activity


def _part(told: Sequence[Any], width: int) -> Part:
    least, mean, variance, most, where, active, at_end, activity = (one.numpy() for one in told)
    places = np.stack(np.divmod(where, width), axis=-1)
    return Part(least, mean, variance, most, places, active, at_end, activity)
