"""Classifies images with a run; keeps the classifier used last."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.core import runs
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import Classify, ClassifyDone, Emit, ImageClassified, ImageRefused, ShouldStop
from cnn_desktop.engine.service.desk import Desk, Handlers

if TYPE_CHECKING:
    from cnn_desktop.engine.prediction import Classifier


class PredictionDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._classifier: tuple[tuple[Path, int], Classifier] | None = None  # the last used, by model file and its age

    @property
    def handlers(self) -> Handlers:
        return {Classify: self._classify}

    def _classify(self, request: Classify) -> None:
        begun, images = time.monotonic(), 0
        for file, answer, thumbnail in self._classifier_of(request.run).classify(request.files):
            self.heed_stop()
            if isinstance(answer, UserError):
                self.emit(ImageRefused(request.ticket, file, answer.message, answer.hint))
            elif thumbnail is not None:
                self.emit(ImageClassified(request.ticket, file, answer, thumbnail))
                images += 1
        self.emit(ClassifyDone(request.ticket, images, time.monotonic() - begun))

    def _classifier_of(self, run: Path) -> Classifier:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.prediction import Classifier

        model = run / runs.MODEL
        key = model, model.stat().st_mtime_ns if model.exists() else 0  # a run that goes on may better its model
        if self._classifier is None or self._classifier[0] != key:
            self._classifier = None  # two models at once may be too much
            self._classifier = key, Classifier(run)
        return self._classifier[1]
