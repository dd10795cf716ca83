"""Classifies images with a run, and looks into one; keeps the classifier used last."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

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
    PixelsClassified,
    ShouldStop,
)
from cnn_desktop.core.preparation import Pixels, Preparation
from cnn_desktop.engine.service.desk import Desk, Handlers
from cnn_desktop.engine.service.kept_network import KeptNetwork

if TYPE_CHECKING:
    from cnn_desktop.engine.prediction import Classifier


class PredictionDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._network = KeptNetwork(open_classifier)

    @property
    def handlers(self) -> Handlers:
        return {
            Classify: self._classify,
            ClassifyPixels: self._classify_pixels,
            Examine: self._examine,
        }

    def _classify(self, request: Classify) -> None:
        begun, images = time.monotonic(), 0
        classifier = self._network.of(request.run)
        for file, answer, thumbnail in classifier.classify(request.files):
            self.heed_stop()
            if isinstance(answer, UserError):
                self.emit(ImageRefused(request.ticket, file, answer.message, answer.hint))
            elif thumbnail is not None:
                self.emit(ImageClassified(request.ticket, file, answer, thumbnail))
                images += 1
        self.emit(ClassifyDone(request.ticket, images, time.monotonic() - begun, classifier.engine))

    def _classify_pixels(self, request: ClassifyPixels) -> None:
        prediction, seen = self._network.of(request.run).classify_pixels(request.pixels)
        self.emit(PixelsClassified(request.ticket, prediction, seen))

    def _examine(self, request: Examine) -> None:
        classifier = self._network.of(request.run)
        pixels = _pixels(request, classifier.run.preparation)
        self.emit(Examined(request.ticket, *classifier.examine(pixels)))


def open_classifier(run: Path) -> Classifier:
    from cnn_desktop.engine.prediction import Classifier

    return Classifier(run)


def _pixels(request: Examine, preparation: Preparation) -> Pixels:
    """The image of `request`, (h, w, 3) RGB, decoded to be prepared so."""
    from cnn_desktop.core import images

    if request.pixels is not None:
        return request.pixels
    if request.file is None:
        raise TypeError("Examine names neither a file nor pixels.")
    return images.decode(request.file, fitting=preparation)
