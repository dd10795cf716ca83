"""Keeps, while a network trains, what it makes of a few pinned images: the time-lapse of a run.

Looks only: at inference, at the averaged weights that are validated; what is trained is the same with it and without.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from cnn_desktop.core import images, time_lapse, watched_layers
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array, every_class
from cnn_desktop.core.names import quoted
from cnn_desktop.core.preparation import Pixels, prepare
from cnn_desktop.core.runs import Run
from cnn_desktop.core.time_lapse import Maps, Moment, Plan
from cnn_desktop.engine.inspection.graph import graph_of
from cnn_desktop.engine.inspection.recording import Call, Recorder, recording


def require_watched(config: TrainingConfig) -> None:
    """Raise UserError where an image that is to be watched cannot be read."""
    for file in config.watch:
        try:
            images.decode(config.dataset / file, longest_side_hint=1)
        except UserError as error:
            raise UserError(
                f"{quoted(file)}, which is to be watched, cannot be read. {error.message}",
                hint="Watch another image, or none.",
            ) from error


class Watch:
    """Of `run`, whose weights `network` holds whenever `look` is called; `done` epochs lie behind it."""

    def __init__(self, run: Run, network: Any, epochs: int, done: int) -> None:
        self._run, self._epochs = run, epochs
        graph = graph_of(Recorder(network, run.preparation.shape))
        if time_lapse.is_kept(run.folder):  # goes on
            self._plan, self._seen = time_lapse.read_plan(run.folder)
        else:
            self._seen = _seen(run)
            layers, first = watched_layers.choose(graph.layers)
            size = 4 * int(np.prod(graph.calls[first].layer.kernel.shape)) if first else 0
            self._plan = watched_layers.fitted(layers, first, size, run.config.watch, epochs)
            time_lapse.begin(run.folder, self._plan, self._seen)
        time_lapse.forget_after(run.folder, done)
        self._first = graph.calls[self._plan.kernels].layer if self._plan.kernels else None
        self._compute = _kept_values(network, self._plan, self._seen.shape)

    def look(self, epoch: int) -> None:
        """Keep what the network makes of the images after `epoch` epochs, where that is due."""
        if not self._plan.is_due(epoch, self._epochs):
            return
        answers, values = self._compute(self._seen)
        maps = tuple(Maps.of(np.asarray(one.numpy(), np.float32)) for one in values)
        kernel = None if self._first is None else np.asarray(self._first.kernel.value.numpy(), np.float32)
        time_lapse.keep(self._run.folder, Moment(epoch, every_class(_numbers(answers)), maps, kernel))


def _kept_values(network: Any, plan: Plan, shape: tuple[int, ...]) -> Any:
    """A function from the images to the answers, and of each layer (images, rows, columns, channels) as `plan` has it.

    What leads to none of them is not computed, and only what is kept is copied.
    """

    def trace(seen: Any) -> Any:
        calls: list[Call] = []
        with recording(calls):
            answers = network(tf.cast(seen, tf.float32), training=False)
        found = {call.key: call.output for call in calls}
        return answers, [_shrunk(found[layer.key], layer) for layer in plan.layers]

    return tf.function(trace, input_signature=[tf.TensorSpec(shape, tf.uint8)], autograph=False)


def _shrunk(values: Any, layer: time_lapse.WatchedLayer) -> Any:
    part = tf.cast(values[..., : layer.channels], tf.float32)
    if len(part.shape) != 4:  # flat: each value is a map of one place
        return tf.reshape(part, (part.shape[0], -1, 1, layer.channels))
    is_whole = tuple(part.shape[1:3]) == (layer.rows, layer.columns)
    return part if is_whole else tf.image.resize(part, (layer.rows, layer.columns), method="area")


def _numbers(answers: Any) -> Array:
    return np.asarray(answers.numpy(), np.float32)


def _seen(run: Run) -> Pixels:
    """The images as the network sees them."""
    folder = run.config.dataset
    how = run.preparation
    return np.stack([prepare(images.decode(folder / file, fitting=how), how) for file in run.config.watch])
