"""A network run by LiteRT: starts in a tenth of a second, needs no TensorFlow, and equals Keras to a millionth.

One answer holds the probabilities and behind them the features of each image (`engine.deployment`).
"""

from __future__ import annotations

import contextlib
import math
import os
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels

_LARGEST_BATCH = 64
_VALUES = 1 << 18  # of a batch: at 32 pixels 64 images went a quarter faster than singly, at 224 four went slower
_COPIES = 256 << 20  # bytes of weights, that each interpreter packs for itself
_has_greeted = False
_SLOW_S = 0.02  # an image that takes longer is worth every processor


class LiteNetwork:
    """The model in `file`, for any number of threads at once.

    Batches are computed side by side, each on one processor: two threads at one batch wait for each other after every
    layer, and for ever longer where other programs compute too. Raises ValueError or RuntimeError where `file` holds no
    model that fits or that this LiteRT can run, and ImportError where there is no LiteRT.
    """

    def __init__(self, file: Path, shape: tuple[int, int, int], outputs: int) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._outputs, self._make = outputs, Interpreter
        self._content = file.read_bytes()  # not mapped: a run that goes on replaces the file
        self._single, self._single_lock = self._interpreter(1, threads=1), threading.Lock()
        takes = tuple(int(side) for side in self._single.get_input_details()[0]["shape"][1:])
        answers = int(self._single.get_output_details()[0]["shape"][-1])
        if takes != shape or answers < outputs:
            raise ValueError(f"it takes {takes} and answers {answers}, where {shape} and {outputs} were expected")
        self.values = answers - outputs
        self.batch = max(1, min(_LARGEST_BATCH, _VALUES // math.prod(shape)))
        processors = os.cpu_count() or 1
        copies = max(1, min(processors, _COPIES // len(self._content)))
        self._threads = processors // copies
        self._idle: queue.LifoQueue[Any] = queue.LifoQueue()
        for _ in range(copies):
            self._idle.put(None)  # made when it is needed
        self._speed_up()

    def infer(self, images: Pixels) -> tuple[Array, Array | None]:
        """(n, outputs) probabilities and (n, values) features, float32, for (n, side, side, channels) uint8."""
        answers = np.empty((len(images), self._outputs + self.values), np.float32)
        whole = len(images) - len(images) % self.batch
        for start in range(0, whole, self.batch):
            with self._batched() as interpreter:
                answers[start : start + self.batch] = _run(interpreter, images[start : start + self.batch])
        for place in range(whole, len(images)):
            with self._single_lock:
                answers[place] = _run(self._single, images[place : place + 1])[0]
        features = answers[:, self._outputs :]
        return answers[:, : self._outputs], features if self.values else None

    @contextlib.contextmanager
    def _batched(self) -> Iterator[Any]:
        """An interpreter for a whole batch that nobody else uses; waits for one."""
        interpreter = self._idle.get()
        try:
            interpreter = interpreter or self._interpreter(self.batch, self._threads)
            yield interpreter
        finally:
            self._idle.put(interpreter)

    def _speed_up(self) -> None:
        """Give single images every processor where the network is slow enough to gain by it."""
        blank = np.zeros(self._single.get_input_details()[0]["shape"], np.uint8)
        for _ in range(3):  # the first one prepares, another program may have been in the way of the second
            begun = time.perf_counter()
            _run(self._single, blank)
            if time.perf_counter() - begun <= _SLOW_S:
                return
        self._single = self._interpreter(1, os.cpu_count() or 1)

    def _interpreter(self, batch: int, threads: int) -> Any:
        with ungreeted():
            interpreter = self._make(model_content=self._content, num_threads=threads)
            expects = interpreter.get_input_details()[0]
            interpreter.resize_tensor_input(expects["index"], (batch, *expects["shape_signature"][1:]), strict=True)
            interpreter.allocate_tensors()
        return interpreter


@contextlib.contextmanager
def ungreeted() -> Iterator[None]:
    """Hold back the line that LiteRT prints to standard error when a process makes its first interpreter."""
    global _has_greeted
    if _has_greeted:
        yield
        return
    try:
        kept = os.dup(2)
    except OSError:  # started without one
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
        _has_greeted = True
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)


def _run(interpreter: Any, images: Pixels) -> Array:
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], images)
    interpreter.invoke()
    return np.asarray(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]))
