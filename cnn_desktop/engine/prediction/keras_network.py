"""A network run by Keras and TensorFlow: the slower way, for a run that LiteRT has no model of."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import tensorflow as tf

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.runs import Run
from cnn_desktop.engine import networks

_BATCH = 32


class KerasNetwork:
    """`model`, for any thread: one at a time computes."""

    batch = _BATCH

    def __init__(self, model: Any) -> None:
        self._answer = networks.with_features(model)
        self._outputs = int(model.output_shape[-1])
        self.values = int(self._answer.output_shape[-1]) - self._outputs
        self._infer = tf.function(
            lambda images: self._answer(tf.cast(images, tf.float32), training=False),
            input_signature=[tf.TensorSpec((None, *model.input_shape[1:]), tf.uint8)],
            autograph=False,
        )
        self._lock = threading.Lock()

    def infer(self, images: Pixels) -> tuple[Array, Array | None]:
        """(n, outputs) probabilities and (n, values) features, float32, for (n, side, side, channels) uint8."""
        with self._lock:
            parts = [self._infer(images[start : start + _BATCH]).numpy() for start in range(0, len(images), _BATCH)]
        answers = np.concatenate(parts) if parts else np.empty((0, self._outputs + self.values), np.float32)
        features = answers[:, self._outputs :]
        return answers[:, : self._outputs], features if features.shape[1] else None


def load(run: Run) -> Any:
    """The best model of `run`. Raises UserError where there is none yet, or it does not fit the run."""
    if not run.model_file.is_file():
        raise UserError(
            f"“{run.name}” holds no trained model yet.",
            hint="Wait for its first epoch, resume it, or choose another run.",
        )
    from cnn_desktop.engine.kept_network import read_network  # which needs the deployment of imported models, and us

    try:
        model = read_network(run)
    except UserError as error:
        raise UserError(
            f"The model of “{run.name}” cannot be read. {error.message}",
            hint="Resume or repeat the training, or choose another run.",
        ) from error
    wanted = ((None, *run.preparation.shape), (None, run.outputs))
    if (model.input_shape, model.output_shape) != wanted:
        raise UserError(
            f"The model of “{run.name}” does not fit its own settings: it takes {model.input_shape[1:]} "
            f"and answers {model.output_shape[1:]}, where {wanted[0][1:]} and {wanted[1][1:]} were expected.",
            hint="The folder holds files of two runs; train again, or choose another run.",
        )
    return model
