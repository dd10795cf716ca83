"""A network run by LiteRT: starts in a tenth of a second, needs no TensorFlow, and equals Keras to a millionth.

One answer holds the probabilities and behind them the features of each image (`engine.deployment`).
"""

from __future__ import annotations

import math
import os
import threading
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels

_SMALLEST_BATCH, _LARGEST_BATCH = 4, 64
_VALUES = 1 << 18  # of a batch: at 32 pixels 64 images went a quarter faster than one at a time, at 224 none did


class LiteNetwork:
    """The model in `file`, for any thread: one at a time computes, on all processors.

    Raises ValueError or RuntimeError where `file` holds no model that fits or that this LiteRT can run, and ImportError
    where there is no LiteRT.
    """

    def __init__(self, file: Path, shape: tuple[int, int, int], outputs: int) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._outputs = outputs
        self._content = file.read_bytes()  # not mapped: a run that goes on replaces the file
        self._make = Interpreter
        self._single = self._interpreter(1)
        takes = tuple(int(side) for side in self._single.get_input_details()[0]["shape"][1:])
        answers = int(self._single.get_output_details()[0]["shape"][-1])
        if takes != shape or answers < outputs:
            raise ValueError(f"it takes {takes} and answers {answers}, where {shape} and {outputs} were expected")
        self.values = answers - outputs
        self.batch = max(_SMALLEST_BATCH, min(_LARGEST_BATCH, _VALUES // math.prod(shape)))
        self._whole: Any = None  # for whole batches, made when the first one comes
        self._lock = threading.Lock()

    def infer(self, images: Pixels) -> tuple[Array, Array | None]:
        """(n, outputs) probabilities and (n, values) features, float32, for (n, side, side, channels) uint8."""
        answers = np.empty((len(images), self._outputs + self.values), np.float32)
        whole = len(images) - len(images) % self.batch
        with self._lock:
            if whole and self._whole is None:
                self._whole = self._interpreter(self.batch)
            for start in range(0, whole, self.batch):
                answers[start : start + self.batch] = _run(self._whole, images[start : start + self.batch])
            for place in range(whole, len(images)):
                answers[place] = _run(self._single, images[place : place + 1])[0]
        features = answers[:, self._outputs :]
        return answers[:, : self._outputs], features if features.shape[1] else None

    def _interpreter(self, batch: int) -> Any:
        interpreter = self._make(model_content=self._content, num_threads=os.cpu_count() or 1)
        expects = interpreter.get_input_details()[0]
        interpreter.resize_tensor_input(expects["index"], (batch, *expects["shape_signature"][1:]), strict=True)
        interpreter.allocate_tensors()
        return interpreter


def _run(interpreter: Any, images: Pixels) -> Array:
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], images)
    interpreter.invoke()
    return np.asarray(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]))
