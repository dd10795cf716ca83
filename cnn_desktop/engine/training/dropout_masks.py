"""Dropout that draws a byte a value, where Keras draws a 32-bit number: a quarter of the random numbers.

The share that is dropped is rounded to 1/256, and what is kept is scaled by the share that is really kept, so that the
expectation stays exact. For the time of a trace only: the network that is saved has Keras's own layers.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from typing import Any

import keras
import tensorflow as tf

_LEVELS = 256  # of a byte


@contextlib.contextmanager
def masks_by_bytes(model: Any) -> Iterator[None]:
    """While the block traces a call of `model`, its dropout layers draw bytes, from their own seeds."""
    changed = [layer for layer in model.layers if _is_plain(layer)]
    try:
        for layer in changed:
            vars(layer)["call"] = partial(drop, layer)  # past Keras, which would track it as a part of the model
        yield
    finally:
        for layer in changed:
            vars(layer).pop("call", None)


def drop(layer: Any, inputs: Any, training: bool = False) -> Any:
    """What the dropout `layer` answers for `inputs`, by a mask of bytes."""
    if not training:
        return inputs
    kept = kept_levels(layer.rate)
    shape = tf.shape(inputs)
    values = tf.reduce_prod(shape)
    seed = tf.cast(tf.convert_to_tensor(layer.seed_generator.next()), tf.int32)
    words = tf.random.stateless_uniform([(values + 3) // 4], seed, minval=None, maxval=None, dtype=tf.int32)
    drawn = tf.reshape(tf.reshape(tf.bitcast(words, tf.uint8), [-1])[:values], shape)
    scale = tf.cast(_LEVELS / kept, inputs.dtype)
    return tf.where(drawn < kept, inputs * scale, tf.zeros((), inputs.dtype))


def kept_levels(rate: float) -> int:
    """How many of the 256 values of a byte let a value through; one at least, and one at least does not."""
    return min(_LEVELS - 1, max(1, round(_LEVELS * (1 - rate))))


def _is_plain(layer: Any) -> bool:
    """Keras's own dropout of single values, with something to drop."""
    return type(layer) is keras.layers.Dropout and layer.noise_shape is None and layer.rate * _LEVELS >= 0.5
