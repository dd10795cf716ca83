"""Load TensorFlow once, quietly and ready for a long-lived process."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator
from functools import cache


@cache
def load() -> str:
    """Import TensorFlow and Keras, and say what they will compute on ("CPU, 2 threads", "GPU NVIDIA …").

    About 1.7 s and 600 MB. Keras settings of the user (`keras.json`, KERAS_BACKEND) do not reach us.
    """
    with _only_what_is_needed():
        import keras
        import tensorflow as tf

    keras.config.set_floatx("float32")
    keras.config.set_image_data_format("channels_last")
    keras.config.set_epsilon(1e-7)
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:  # take memory as needed, so that the engine of the Predict tab fits beside a training
        tf.config.experimental.set_memory_growth(gpu, True)
    gc.freeze()  # 300,000 objects of the import: a collection took 200 ms with them, 0 without
    if gpus:
        name = tf.config.experimental.get_device_details(gpus[0]).get("device_name", "GPU")
        return f"GPU {name}"
    return f"CPU, {os.cpu_count()} threads"


@contextlib.contextmanager
def _only_what_is_needed() -> Iterator[None]:
    """While the block imports Keras: without looking for garbage, of which there is none, and without scikit-learn.

    Keras imports that for wrappers nobody here uses, where it is installed. Both together are 1 of 2.7 s.
    """
    hidden = "sklearn" not in sys.modules
    if hidden:
        sys.modules["sklearn"] = None  # type: ignore[assignment]  # what import takes for “not installed”
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
        if hidden:
            del sys.modules["sklearn"]
