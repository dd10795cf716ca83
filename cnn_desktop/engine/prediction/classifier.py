"""Classify images with a run's best model. The same decoding and preparation as in training, by construction.

Says too how sure it is (`core.calibration`), and how alike the image is to the training images, for the network
(`core.likeness`) and as it looks (`core.looks`): the larger of both distances counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from threadpoolctl import threadpool_limits

from cnn_desktop.core import deployment, images, likeness
from cnn_desktop.core.calibration import CALIBRATION, Calibration
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array, every_class
from cnn_desktop.core.likeness import FeatureBank
from cnn_desktop.core.looks import Looks
from cnn_desktop.core.messages import Neighbour, Prediction
from cnn_desktop.core.preparation import Pixels, prepare, shrink
from cnn_desktop.core.runs import Run, manifest, open_run
from cnn_desktop.engine.prediction.blocks import in_blocks

THUMBNAIL = 160  # pixels, the longer side
NEAREST = 6  # training images that are named
_SMALLEST_BLOCK = 4  # files: so many are compared with the training images at the cost of one


Classified: TypeAlias = tuple[Path, Prediction | UserError, Pixels | None]  # the last is small, to be looked at


class Network(Protocol):
    """What computes."""

    batch: int  # images at a time that it is quickest with
    values: int  # of an image's features; 0: it gives none

    def infer(self, images: Pixels) -> tuple[Array, Array | None]:
        """(n, outputs) and, where it has any, features (n, values): float32, for prepared images."""


class Classifier:
    """The best model of the run in `folder`, for any thread.

    `engine` says in a sentence where the slower way had to be taken. Raises UserError where there is no model yet, or
    it does not fit the run.
    """

    def __init__(self, folder: Path) -> None:
        # NumPy's own threads wait for each other: 24 ms for a product of 1 ms where other programs compute too
        threadpool_limits(1, "blas")
        self.run: Run = open_run(folder)
        self._network, self.engine = _network(self.run)
        self._age, self._calibration = -1, Calibration()

    @property
    def values(self) -> int:
        """Of an image's features; 0 where the network gives none."""
        return self._network.values

    @property
    def calibration(self) -> Calibration:
        """As it is on disk now: somebody may have moved the least confidence."""
        try:
            age = (self.run.folder / CALIBRATION).stat().st_mtime_ns
        except OSError:
            age = 0
        if age != self._age:
            self._age, self._calibration = age, Calibration.load(self.run.folder) or Calibration()
        return self._calibration

    def classify(self, files: Sequence[Path], thumbnail: int = THUMBNAIL) -> Iterator[Classified]:
        """Yield each file with its prediction and a small copy of it (the longer side `thumbnail` pixels), in order.

        A file that cannot be read comes with the UserError that says why. Without `thumbnail`, 0, no small copies.
        """

        def work(block: Sequence[Path]) -> list[Classified]:
            read = [self._read(file, thumbnail) for file in block]
            good = [one[0] for one in read if not isinstance(one, UserError)]
            answers = iter(self.predictions(np.stack(good)) if good else ())
            return [
                (file, one, None) if isinstance(one, UserError) else (file, next(answers), one[1])
                for file, one in zip(block, read, strict=True)
            ]

        batch = self._network.batch
        yield from in_blocks(files, batch * math.ceil(_SMALLEST_BLOCK / batch), work)

    def classify_pixels(self, pixels: Pixels) -> tuple[Prediction, Pixels]:
        """The prediction for an image (h, w, 3) RGB that is nobody's file, and what the network saw of it."""
        seen = prepare(pixels, self.run.preparation)
        return self.predictions(seen[None])[0], seen

    def examine(self, pixels: Pixels) -> tuple[Prediction, Pixels, tuple[Neighbour, ...]]:
        """As `classify_pixels`, and the nearest training images."""
        seen = prepare(pixels, self.run.preparation)
        probabilities, features = self.answers(seen[None])
        distances = self._distances(seen[None], features)
        nearest = self.neighbours(features[0]) if features is not None else ()
        return self.ranked(probabilities[0], None if distances is None else float(distances[0])), seen, nearest

    def predictions(self, prepared: Pixels) -> list[Prediction]:
        """One for each of (n, side, side, channels) uint8."""
        probabilities, features = self.answers(prepared)
        distances = self._distances(prepared, features)
        return [
            self.ranked(row, None if distances is None else float(distances[place]))
            for place, row in enumerate(probabilities)
        ]

    def probabilities(self, prepared: Pixels) -> Array:
        """(n, classes) float32 for (n, side, side, channels) uint8."""
        return self.answers(prepared)[0]

    def answers(self, prepared: Pixels) -> tuple[Array, Array | None]:
        """(n, classes) probabilities, and features (n, values) of length 1 where the network gives any."""
        answers, features = self._network.infer(prepared)
        return every_class(answers), None if features is None else likeness.unit(features)

    def neighbours(self, feature: Array, most: int = NEAREST) -> tuple[Neighbour, ...]:
        """The training images nearest to an image with the features (values,), the nearest first."""
        bank, limit = self._bank, self.calibration.limit
        if bank is None or limit is None:
            return ()
        dataset, classes = self.run.config.dataset, self.run.classes
        return tuple(
            Neighbour(dataset / str(bank.files[place]), classes[int(bank.labels[place])], apart / limit)
            for place, apart in bank.nearest(feature, most)
        )

    def ranked(self, probabilities: Array, distance: float | None = None) -> Prediction:
        """`probabilities` (classes,) as named classes, the most probable first; judged."""
        order = np.argsort(-probabilities, kind="stable")
        ranked = tuple((self.run.classes[index], float(probabilities[index])) for index in order)
        return Prediction(ranked, self.calibration.judge(ranked[0][1], distance), distance)

    def _read(self, file: Path, thumbnail: int) -> tuple[Pixels, Pixels | None] | UserError:
        """What the network is shown of `file`, and a small copy."""
        try:
            pixels = images.decode(file, fitting=self.run.preparation)
        except UserError as error:
            return error
        return prepare(pixels, self.run.preparation), shrink(pixels, thumbnail) if thumbnail else None

    def _distances(self, prepared: Pixels, features: Array | None) -> Array | None:
        """(n,): 1 is the limit. None where the run keeps nothing to compare with."""
        limit = self.calibration.limit
        by_looks = self._looks.distances(prepared) if self._looks else None
        if features is None or self._bank is None or limit is None:
            return by_looks
        by_features = self._bank.distances(features) / limit
        return by_features if by_looks is None else np.maximum(by_features, by_looks)

    @cached_property
    def _bank(self) -> FeatureBank | None:
        return FeatureBank.load(self.run.folder)

    @cached_property
    def _looks(self) -> Looks | None:
        return Looks.load(self.run.folder)


def slow_reason(run: Run) -> str:
    """Why `run` needs TensorFlow to classify, in a sentence; empty where it does not."""
    if (run.folder / deployment.LITE_MODEL).is_file():
        return ""
    told = deployment.Deployment.load(run.folder)
    why = told.reason if told and told.reason else "This run has no model for the quick engine."
    return f"{why} TensorFlow classifies instead, which is slower."


def _network(run: Run) -> tuple[Network, str]:
    """The quickest network there is, and why it is not the quick one."""
    reason = slow_reason(run)
    if not reason:
        from cnn_desktop.engine.prediction.lite import LiteNetwork

        try:
            manifest.require_whole(run.folder, deployment.LITE_MODEL)
            return LiteNetwork(run.folder / deployment.LITE_MODEL, run.preparation.shape, run.outputs), ""
        except (OSError, ImportError, ValueError, RuntimeError, UserError) as error:
            reason = f"The quick engine cannot be used ({error}). TensorFlow classifies instead, which is slower."
    from cnn_desktop.engine import runtime

    runtime.load()
    from cnn_desktop.engine.prediction import keras_network

    return keras_network.KerasNetwork(keras_network.load(run)), reason
