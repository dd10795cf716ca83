"""How much of its receptive field a unit really uses: the gradient of the unit by the image, over several images.

In deep networks most of it falls on a small part in the middle.
Source: Luo et al. 2016, “Understanding the effective receptive field”, arXiv:1701.04128.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.names import quoted
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.receptive_field import Box
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.recording import Call, recording

SHARE = 0.95
_DRAWS = 4  # of signs: channels that pull in opposite ways would cancel each other


class EffectiveField:
    """Of one layer: traced once, for any unit of it. Raises UserError where the layer keeps no places apart."""

    def __init__(self, inspector: Inspector, key: str, *, pre: bool) -> None:
        layer = inspector.layer(key, pre=pre)
        if len(layer.output) != 3 or layer.type == "Input":
            raise UserError(f"{quoted(key)} keeps no places apart.", hint="Choose a layer that has maps.")
        self._channels = layer.channels
        model = inspector.model

        def react(images: Any, place: Any, signs: Any) -> Any:
            calls: list[Call] = []
            with recording(calls):
                model(images, training=False)
            call = next(call for call in calls if call.key == key)
            units = (call.pre if pre else call.output)[:, place[0], place[1], :]
            (gradient,) = tf.gradients(tf.reduce_sum(units * signs), images)
            return tf.zeros_like(images[0, :, :, 0]) if gradient is None else tf.reduce_sum(tf.abs(gradient), [0, 3])

        signature = [
            tf.TensorSpec((None, *inspector.recorder.shape), tf.float32),
            tf.TensorSpec((2,), tf.int32),
            tf.TensorSpec((None,), tf.float32),
        ]
        self._react = tf.function(react, input_signature=signature, autograph=False)

    def of(self, images: Pixels, row: int, column: int) -> Box | None:
        """`images` (n, side, side, channels), prepared. None: the unit reacts to nothing in them."""
        dice = np.random.default_rng(0)
        total: Array = np.zeros(images.shape[1:3])
        for _ in range(_DRAWS):
            signs = dice.choice(np.array([-1, 1], np.float32), self._channels)
            total += self._react(tf.cast(images, tf.float32), [row, column], signs).numpy()
        return within(total)


def within(mass: Array) -> Box | None:
    """What is left of `mass` (rows, columns) without (1 − SHARE) / 2 of it at each of its sides; None: it is all 0."""
    if not mass.any():
        return None
    edges = []
    for axis in (1, 0):
        along = np.cumsum(mass.sum(axis=axis, dtype=np.float64))
        along /= along[-1]
        first = int(np.searchsorted(along, (1 - SHARE) / 2, side="right"))
        last = int(np.searchsorted(along, 1 - (1 - SHARE) / 2))
        edges.append((first, min(last, len(along) - 1) + 1))
    (top, bottom), (left, right) = edges
    return Box(top, left, bottom, right)
