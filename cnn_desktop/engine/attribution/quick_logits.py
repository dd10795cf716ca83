"""The logit of a class for thousands of variations of an image: by LiteRT, an image on each processor.

MobileNetV2 at 224 pixels takes 7.3 ms an image with TensorFlow on two processors, and 2.8 ms on one of them with
LiteRT; the conversion takes 2 to 5 s. The answers are TensorFlow's to 1e-5 or so, and one is compared before they are
used.
"""

from __future__ import annotations

import logging
import os
import queue
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import numpy as np
import tensorflow as tf

from cnn_desktop.core.evaluation import Array
from cnn_desktop.engine.prediction.lite import ungreeted

Logits: TypeAlias = Callable[[Array], Array]  # images (n, side, side, channels) of 0..255 -> (n,)

_log = logging.getLogger(__name__)
_WORTH = 35e9  # values of all layers in all passes: 44e9 for RISE of MobileNetV2, which takes half the time
_MOST_BYTES = 200 << 20  # of weights: each processor packs them for itself
_TOLERANCE = 1e-3  # of the logit, or of 1 where that is less


def is_worth_it(values: int, passes: int, weights: int) -> bool:
    """For a network whose layers put out `values` numbers an image, with `weights` bytes, asked `passes` times."""
    return values * passes >= _WORTH and weights <= _MOST_BYTES


def quick_logits(plain: Logits, compute: Callable[[Any], Any], probe: Array) -> Logits:
    """As `plain`, quicker; `plain` itself where the network does not convert, or answers otherwise for `probe`.

    `compute` is traced: it takes a tensor (1, side, side, channels) float32 and gives the logit (1,). `probe` is an
    image (side, side, channels).
    """
    try:
        quick = _LiteLogits(_converted(compute, probe.shape))
        expected, found = (float(one(probe[None])[0]) for one in (plain, quick))
    except Exception as error:  # noqa: BLE001 - the converter raises what the layer in its way makes it raise
        _log.info("Asking TensorFlow, as the network does not convert: %s", error)
        return plain
    if not abs(found - expected) <= _TOLERANCE * max(1.0, abs(expected)):  # nor a NaN
        _log.info("Asking TensorFlow, as LiteRT answered %g in place of %g.", found, expected)
        return plain
    return quick


def _converted(compute: Callable[[Any], Any], shape: tuple[int, ...]) -> bytes:
    signature = [tf.TensorSpec((1, *shape), tf.float32)]
    traced = tf.function(compute, input_signature=signature, autograph=False).get_concrete_function()
    kept = tf.Module()
    kept.variables_of_the_trace = list(traced.graph.variables)
    return bytes(tf.lite.TFLiteConverter.from_concrete_functions([traced], kept).convert())


class _LiteLogits:
    """Two threads at one image would wait for each other after every layer, so each image has one."""

    def __init__(self, content: bytes) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._idle: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._processors = os.cpu_count() or 1
        with ungreeted():
            for _ in range(self._processors):
                interpreter = Interpreter(model_content=content, num_threads=1)
                interpreter.allocate_tensors()
                self._idle.put(interpreter)

    def __call__(self, images: Array) -> Array:
        """In the order of `images`, whichever is done first."""
        with ThreadPoolExecutor(self._processors, thread_name_prefix="logits") as threads:
            return np.array(list(threads.map(self._logit, images)), np.float32)

    def _logit(self, image: Array) -> float:
        interpreter = self._idle.get()
        try:
            interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image[None].astype(np.float32))
            interpreter.invoke()
            return float(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]).ravel()[0])
        finally:
            self._idle.put(interpreter)
