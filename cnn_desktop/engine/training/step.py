"""One step of training and one of inference, each a traced function: the only place where gradients are taken.

The weights that are scored and kept are a moving average of the trained ones: it forgets the noise of the
last batches, and is good long before the learning rate has come down.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnn_desktop.core.evaluation import Array, every_class
from cnn_desktop.engine import networks
from cnn_desktop.engine.pipeline.batches import in_order
from cnn_desktop.engine.training.dropout_masks import masks_by_bytes
from cnn_desktop.engine.training.objective import Objective
from cnn_desktop.engine.training.placement import Learned, Placement
from cnn_desktop.engine.training.precision import BFLOAT16, FLOAT32, computing_in
from cnn_desktop.engine.training.quick_layers import quick_layers
from cnn_desktop.engine.training.quick_optimizers import QuickAdam, QuickAdamW, QuickMomentum

_INFERENCE_BATCH = 256
_RARELY = 4  # steps between two looks of a long average at the weights: it costs as much as a third of Adam
_LONG = 40  # steps; an average over fewer looks at each


def make_optimizer(key: str, learning_rate: Any) -> Any:
    """The optimizer of a configuration. Momentum: Nesterov's, 0.9; AdamW: with weight decay 0.01."""
    match key:
        case "adam":
            return QuickAdam(learning_rate)
        case "adamw":
            return QuickAdamW(learning_rate, weight_decay=0.01)
        case "sgd":
            return keras.optimizers.SGD(learning_rate)
        case "momentum":
            return QuickMomentum(learning_rate, momentum=0.9, nesterov=True)
        case "rmsprop":
            return keras.optimizers.RMSprop(learning_rate)
        case _:
            raise ValueError(f"no optimizer {key!r}")


class TrainingStep:
    """A network, its optimizer and its averaged weights. It is shown images as uint8, or features as float32.

    `average_steps`: over how many of the last steps the kept weights are averaged, in the long run. `precision` is what
    `train` computes in; it may change between two steps, and changes nothing else. `sizes_vary`: it learns from images
    of any size.
    """

    def __init__(
        self,
        model: Any,
        optimizer: Any,
        objective: Objective,
        average_steps: float,
        placement: Placement | None = None,
        *,
        sizes_vary: bool = False,
    ) -> None:
        self.model, self.optimizer, self._objective = model, optimizer, objective
        self._placement = placement or Placement()
        self._logits = networks.logits_of(model)
        optimizer.build(model.trainable_variables)
        self._decay = 1 - 1 / max(1.0, average_steps)
        self._average_every = _RARELY if average_steps >= _LONG and self._placement.replicas == 1 else 1
        self._changing = [
            weight
            for layer in model.layers
            if layer.trainable
            for weight in layer.weights
            if keras.backend.is_float_dtype(weight.dtype)  # a count, as in EfficientNet's first layer, never changes
        ]
        self._averages = [self._placement.average(weight) for weight in self._changing]
        self._placement.draw_apart(model)
        shape = (None, *model.input_shape[1:])
        shown = tf.TensorSpec(shape, tf.uint8 if len(shape) == 4 else tf.float32)
        learned = tf.TensorSpec((None, None, None, shape[-1]), tf.uint8) if sizes_vary else shown
        self.precision: str = FLOAT32
        self._train = {
            precision: self._placement.learner(partial(self._train_once, precision), model, learned)
            for precision in (FLOAT32, BFLOAT16)
        }
        self._infer = self._placement.inference(self._infer_once, shown)
        self._score = self._placement.inference(self._score_once, shown)

    def train(self, images: Array, labels: Array) -> Learned:
        """Learn from one batch, or from the part of it that is made here."""
        return self._train[self.precision](images, labels)

    def probabilities(self, images: Array, between: Callable[[], object] = lambda: None) -> Array:
        """(n, classes) float32 for n images or their features, by the weights the model holds now.

        `between` is called before every batch: to pause, and as a sign of life where there are many.
        """
        return every_class(self._answers(self._infer, images, between))

    def logits(self, images: Array, between: Callable[[], object] = lambda: None) -> Array:
        """(n, classes) or, by sigmoid, (n, 1) float32: what the last function is applied to. Otherwise as above."""
        return self._answers(self._score, images, between)

    def _answers(self, infer: Callable[[Array], Any], images: Array, between: Callable[[], object]) -> Array:
        """Of all workers together, where there are several: each answers for its part of the images."""
        parts = [np.empty((0, self.model.output_shape[-1]), np.float32)]
        for batch in in_order(images[self._placement.part.rows(len(images))], _INFERENCE_BATCH):
            between()
            parts.append(infer(batch).numpy())
        return self._placement.gathered(np.concatenate(parts))

    def swap_averages(self) -> None:
        """Exchange the model's weights and their averages: once to score and keep them, once more to train on."""
        for weight, average in zip(self._changing, self._averages, strict=True):
            trained = weight.numpy()
            weight.assign(average)
            average.assign(trained)

    @contextlib.contextmanager
    def holding(self, averages: list[Array]) -> Iterator[None]:
        """While the block runs, the model holds `averages`, as `state` gives them, in place of what is trained."""
        trained = [weight.numpy() for weight in self._changing]
        try:
            self._hold(averages)
            yield
        finally:
            self._hold(trained)

    def _hold(self, values: list[Array]) -> None:
        for weight, value in zip(self._changing, values, strict=True):
            weight.assign(value)

    def state(self) -> dict[str, list[Array]]:
        """Everything that decides the next step, as arrays: what a checkpoint holds."""
        return {name: [one.numpy() for one in variables] for name, variables in self._variables().items()}

    def restore(self, state: dict[str, list[Array]]) -> None:
        """The inverse of `state`. Raises ValueError where the arrays do not fit."""
        for name, variables in self._variables().items():
            for variable, value in zip(variables, state[name], strict=True):
                if tuple(variable.shape) != value.shape:
                    raise ValueError(f"{name}: {value.shape} does not fit {tuple(variable.shape)}")
                variable.assign(value)
        self._placement.draw_apart(self.model)

    def _variables(self) -> dict[str, Iterable[Any]]:
        # `variables`, unlike `weights`, includes the seeds of dropout
        return {"model": self.model.variables, "optimizer": self.optimizer.variables, "averages": self._averages}

    def _train_once(self, precision: str, images: Any, labels: Any, share: Any) -> tuple[Any, Any]:
        with tf.GradientTape() as tape, computing_in(self.model, precision), self._quickly():
            # `call`, because the model itself takes images of its full size only
            logits = self._logits.call(tf.cast(images, tf.float32), training=True)
            loss = self._objective.loss(labels, logits)
            total = share * (loss + tf.add_n(self._logits.losses) if self._logits.losses else loss)
        variables = self.model.trainable_variables
        self.optimizer.apply(tape.gradient(total, variables), variables)  # of several devices, their sum
        if self._average_every == 1:
            self._average()
        else:
            is_turn = self.optimizer.iterations.value % self._average_every == 0
            tf.cond(is_turn, self._average, lambda: None)
        right = tf.reduce_sum(tf.cast(self._objective.answers(logits) == labels, tf.int32))
        return loss, right

    def _average(self) -> None:
        """Let the averages follow the weights, by as many steps as lie between two looks."""
        # early on, average over the steps there are (bias correction as in Adam, without its division)
        steps = tf.cast(self.optimizer.iterations.value, tf.float32)
        decay = tf.minimum(self._decay, steps / (steps + 9.0)) ** self._average_every
        for weight, average in zip(self._changing, self._averages, strict=True):
            average.assign_sub((1 - decay) * (average - weight.value))

    def _infer_once(self, images: Any) -> Any:
        with quick_layers(self.model):
            return self.model(tf.cast(images, tf.float32), training=False)

    def _score_once(self, images: Any) -> Any:
        with quick_layers(self.model):
            return self._logits(tf.cast(images, tf.float32), training=False)

    @contextlib.contextmanager
    def _quickly(self) -> Iterator[None]:
        with masks_by_bytes(self.model), quick_layers(self.model):
            yield
