"""Where the steps of a run are computed: on one device, or on several of this computer, each on its part of a batch.

What several computers add is `workers`. The loop, the lessons and the step ask their placement, and know no difference.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import ShouldStop
from cnn_desktop.engine.pipeline.part import WHOLE, Part

_SEEDS_APART = 1_000_003  # between the random numbers of two devices
_SUM = tf.distribute.ReduceOp.SUM


class Learned(NamedTuple):
    """What came of one batch, all devices together."""

    loss: float  # mean, before the step
    right: int  # classified right
    images: int


# images, labels and the share of the batch that they are; the loss times this share is what the gradients are of
Learn = Callable[[Any, Any, Any], tuple[Any, Any]]


class Placement:
    """One device."""

    replicas = 1  # devices that each see a part of a batch
    part: Part = WHOLE  # of a batch: what is made in this process
    keeps = True  # this process writes the run folder

    def scope(self) -> AbstractContextManager[object]:
        """What is trained is made within it."""
        return contextlib.nullcontext()

    def average(self, weight: Any) -> Any:
        """A variable for the average of a `weight`."""
        return tf.Variable(weight.value, trainable=False)

    def draw_apart(self, model: Any) -> None:
        """See to it that no two devices drop the same values; once after the weights of `model` were set."""

    def learner(self, learn: Learn, model: Any, shown: Any) -> Callable[[Array, Array], Learned]:
        """`learn` of a batch, traced; `shown` is the signature of its images."""
        del model

        def whole(images: Any, labels: Any) -> tuple[Any, Any]:
            return learn(images, labels, 1.0)

        # Keras needs no autograph, and reading its source for it is a seventh of the time until the first batch
        traced = tf.function(whole, input_signature=[shown, tf.TensorSpec((None,), tf.int32)], autograph=False)

        def run(images: Array, labels: Array) -> Learned:
            loss, right = traced(images, labels)
            return Learned(float(loss), int(right), len(labels))

        return run

    def inference(self, infer: Callable[[Any], Any], shown: Any) -> Callable[[Array], Any]:
        """`infer` of a batch, traced."""
        return tf.function(infer, input_signature=[shown], autograph=False)  # type: ignore[no-any-return]

    def gathered(self, rows: Array) -> Array:
        """What every process has made of its `part.rows` of some images, as of all of them."""
        return rows

    def from_first(self, said: bytes) -> bytes:
        """What the first process says; what the others say is not sent."""
        return said

    def exchanged(self, said: bytes) -> list[bytes]:
        """What every process says, in their order."""
        return [said]

    def agreed(self, should_stop: ShouldStop) -> ShouldStop:
        """What all processes stop by, in the same step."""
        return should_stop

    def part_ways(self) -> None:
        """The last step is done everywhere: from here on this process works alone."""


class Replicated(Placement):
    """Several devices, each with the weights of all; gradients, statistics and what is told are of all together."""

    def __init__(self, strategy: Any, number: int = 0, workers: int = 1) -> None:
        self._strategy = strategy
        self.replicas = strategy.num_replicas_in_sync
        self._first, self._here = number * self.replicas // workers, self.replicas // workers
        self.part = Part(number, workers, self.replicas)

    def scope(self) -> AbstractContextManager[object]:
        return self._strategy.scope()  # type: ignore[no-any-return]

    def average(self, weight: Any) -> Any:
        return tf.Variable(  # of each device its own: they stay equal, and nothing is sent
            weight.value,
            trainable=False,
            synchronization=tf.VariableSynchronization.ON_READ,
            aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA,
        )

    def draw_apart(self, model: Any) -> None:
        for variable in model.non_trainable_variables:
            if variable.path.endswith("seed_generator_state"):
                for place, state in enumerate(self._strategy.experimental_local_results(variable.value)):
                    apart = np.array([(self._first + place) * _SEEDS_APART, 0])
                    state.assign((state.numpy().astype(np.int64) + apart).astype(np.uint32))

    def learner(self, learn: Learn, model: Any, shown: Any) -> Callable[[Array, Array], Learned]:
        def on_device(images: Any, labels: Any, wish: Any) -> Any:
            together = tf.distribute.get_replica_context()
            labels = self._of_device(labels)
            here = tf.cast(tf.size(labels), tf.float32)
            total = together.all_reduce(_SUM, here)
            share = here / total
            with _statistics_of_all(model):
                loss, right = learn(self._of_device(images), labels, share)
            told = together.all_reduce(_SUM, tf.stack([share * loss, tf.cast(right, tf.float32), wish]))
            return tf.concat([told, [total]], axis=0)

        def everywhere(images: Any, labels: Any, wish: Any) -> Any:
            results = self._strategy.run(on_device, args=(images, labels, wish))
            return self._strategy.experimental_local_results(results)[0]

        traced = tf.function(
            everywhere, input_signature=[shown, tf.TensorSpec((None,), tf.int32), tf.TensorSpec((), tf.float32)]
        )

        def run(images: Array, labels: Array) -> Learned:
            loss, right, wishes, total = traced(images, labels, np.float32(self._wish())).numpy()
            self._hear(wishes)
            return Learned(float(loss), int(right), int(total))

        return run

    def inference(self, infer: Callable[[Any], Any], shown: Any) -> Callable[[Array], Any]:
        def on_device(images: Any) -> Any:
            return infer(self._of_device(images))

        def here(images: Any) -> Any:
            return tf.concat(self._strategy.experimental_local_results(self._strategy.run(on_device, (images,))), 0)

        return tf.function(here, input_signature=[shown])  # type: ignore[no-any-return]

    def _of_device(self, made_here: Any) -> Any:
        """In a replica: its share of what this process was given."""
        if self._here == 1:
            return made_here
        place = tf.cast(tf.distribute.get_replica_context().replica_id_in_sync_group, tf.int32) - self._first
        with tf.device("CPU:0"):  # where it lies: no device is sent what is another's
            n = tf.shape(made_here)[0]
            return made_here[place * n // self._here : (place + 1) * n // self._here]

    def _wish(self) -> float:
        """Above 0 where this process wants to stop."""
        return 0.0

    def _hear(self, wishes: float) -> None:
        """What all processes together wish."""


def here() -> Placement:
    """All GPUs of this computer, where there are several; else the one device there is."""
    gpus = tf.config.list_logical_devices("GPU")
    return Replicated(mirrored(*(gpu.name for gpu in gpus))) if len(gpus) > 1 else Placement()


@functools.cache
def mirrored(*devices: str) -> Any:
    """The strategy for `devices`: one a process, as TensorFlow takes what a second one sends for the first one's."""
    return tf.distribute.MirroredStrategy(list(devices))


@contextlib.contextmanager
def _statistics_of_all(model: Any) -> Iterator[None]:
    """While the block traces a call of `model`: batch normalisation by the images of all devices.

    Not for good: the saved model is to be what one device would have saved.
    """
    changed = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    for layer in changed:
        layer.synchronized = True
    try:
        yield
    finally:
        for layer in changed:
            layer.synchronized = False
