"""Classify images with a run's best model. The same decoding and preparation as in training, by construction."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from cnn_desktop.core import images
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Prediction
from cnn_desktop.core.preparation import Pixels, prepare
from cnn_desktop.core.runs import Run, open_run
from cnn_desktop.engine.networks import layers  # noqa: F401 - layers of ours are found by name when a model is loaded
from cnn_desktop.engine.networks.outputs import every_class

THUMBNAIL = 160  # pixels, the longer side
_BATCH = 32  # also how many decoded images are held at once


class Classifier:
    """The best model of the run in `folder`. Raises UserError where there is none yet, or it does not fit the run."""

    def __init__(self, folder: Path) -> None:
        self.run: Run = open_run(folder)
        self._model = _load(self.run)
        shape = (None, *self.run.preparation.shape)
        self._infer = tf.function(self._infer_once, input_signature=[tf.TensorSpec(shape, tf.uint8)])

    def classify(self, files: Sequence[Path]) -> Iterator[tuple[Path, Prediction | UserError, Pixels | None]]:
        """Yield each file with its prediction and a small copy of it (the longer side `THUMBNAIL` pixels), in order.

        A file that cannot be read comes with the UserError that says why.
        """
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for start in range(0, len(files), _BATCH):
                block = files[start : start + _BATCH]
                read = list(pool.map(self._read, block))
                good = [one[0] for one in read if not isinstance(one, UserError)]
                answers = iter(self.probabilities(np.stack(good)) if good else ())
                for file, one in zip(block, read, strict=True):
                    if isinstance(one, UserError):
                        yield file, one, None
                    else:
                        yield file, self.ranked(next(answers)), one[1]

    def probabilities(self, prepared: Pixels) -> Array:
        """(n, classes) float32 for (n, side, side, channels) uint8."""
        return every_class(np.asarray(self._infer(prepared).numpy(), np.float32))

    def ranked(self, probabilities: Array) -> Prediction:
        """`probabilities` (classes,) as named classes, the most probable first."""
        order = np.argsort(-probabilities, kind="stable")
        return Prediction(tuple((self.run.classes[index], float(probabilities[index])) for index in order))

    def _read(self, file: Path) -> tuple[Pixels, Pixels] | UserError:
        try:
            pixels, _ = images.decode_file(file)
        except UserError as error:
            return error
        return prepare(pixels, self.run.preparation), _small(pixels)

    def _infer_once(self, batch: tf.Tensor) -> tf.Tensor:
        return self._model(tf.cast(batch, tf.float32), training=False)


def _load(run: Run) -> keras.Model:
    if not run.model_file.is_file():
        raise UserError(
            f"“{run.name}” holds no trained model yet.",
            hint="Wait for its first epoch, resume it, or choose another run.",
        )
    try:
        model = keras.saving.load_model(run.model_file, compile=False)
    except Exception as error:  # zipfile, HDF5 and Keras each have errors of their own for a damaged file
        raise UserError(
            f"The model of “{run.name}” cannot be read: {str(error).splitlines()[0]}",
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


def _small(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    scale = THUMBNAIL / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
