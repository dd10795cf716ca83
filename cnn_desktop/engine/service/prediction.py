"""Classifies images with a run, and looks into one; keeps the classifier used last."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.core import deployment, runs
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    ClassifyPixels,
    Emit,
    Examine,
    Examined,
    ImageClassified,
    ImageRefused,
    LeastConfidenceSet,
    PixelsClassified,
    SetLeastConfidence,
    ShouldStop,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.service.desk import Desk, Handlers

if TYPE_CHECKING:
    from cnn_desktop.engine.prediction import Classifier


class PredictionDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._classifier: tuple[object, Classifier] | None = None  # the last used, by its files and their age

    @property
    def handlers(self) -> Handlers:
        return {
            Classify: self._classify,
            ClassifyPixels: self._classify_pixels,
            Examine: self._examine,
            SetLeastConfidence: self._set_least_confidence,
        }

    def _classify(self, request: Classify) -> None:
        begun, images = time.monotonic(), 0
        classifier = self._classifier_of(request.run)
        for file, answer, thumbnail in classifier.classify(request.files):
            self.heed_stop()
            if isinstance(answer, UserError):
                self.emit(ImageRefused(request.ticket, file, answer.message, answer.hint))
            elif thumbnail is not None:
                self.emit(ImageClassified(request.ticket, file, answer, thumbnail))
                images += 1
        self.emit(ClassifyDone(request.ticket, images, time.monotonic() - begun, classifier.engine))

    def _classify_pixels(self, request: ClassifyPixels) -> None:
        prediction, seen = self._classifier_of(request.run).classify_pixels(request.pixels)
        self.emit(PixelsClassified(request.ticket, prediction, seen))

    def _examine(self, request: Examine) -> None:
        pixels = _pixels(request)
        self.emit(Examined(request.ticket, *self._classifier_of(request.run).examine(pixels)))

    def _set_least_confidence(self, request: SetLeastConfidence) -> None:
        from cnn_desktop.core.calibration import set_least_confidence

        runs.open_run(request.run)  # a folder that is none keeps nothing
        changed = set_least_confidence(request.run, request.least_confidence)
        self.emit(LeastConfidenceSet(request.ticket, request.run, changed.least_confidence))

    def _classifier_of(self, run: Path) -> Classifier:
        from cnn_desktop.engine.prediction import Classifier

        # a run that goes on may better its model
        key = run, _age(run / runs.MODEL), _age(run / deployment.LITE_MODEL)
        if self._classifier is None or self._classifier[0] != key:
            self._classifier = None  # two models at once may be too much
            self._classifier = key, Classifier(run)
        return self._classifier[1]


def _pixels(request: Examine) -> Pixels:
    """The image of `request`, (h, w, 3) RGB."""
    from cnn_desktop.core import images

    if request.pixels is not None:
        return request.pixels
    if request.file is None:
        raise TypeError("Examine names neither a file nor pixels.")
    return images.decode(request.file)


def _age(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0
