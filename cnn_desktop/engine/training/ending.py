"""The end of a run: its best weights scored on validation and test, calibrated, kept and put to use."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from cnn_desktop.core.calibration import fit_temperature, probabilities_of
from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.evaluation import Array, Score, score
from cnn_desktop.core.messages import Emit, Reason, ShouldStop, TrainingFinished
from cnn_desktop.core.runs import MODEL, Predictions, Run, RunResult, manifest
from cnn_desktop.engine.networks.temperature import calibrated
from cnn_desktop.engine.pipeline.store import ImageStore
from cnn_desktop.engine.training import checkpoint, finishing
from cnn_desktop.engine.training.data import Data
from cnn_desktop.engine.training.keeping import Keeping
from cnn_desktop.engine.training.lessons import Lesson
from cnn_desktop.engine.training.reporting import reporter


class Ending:
    """Of `run`, by a lesson whose step holds the best weights."""

    def __init__(
        self, run: Run, data: Data, lesson: Lesson, keeping: Keeping, emit: Emit, should_stop: ShouldStop
    ) -> None:
        self._run, self._data, self._lesson = run, data, lesson
        self._keeping, self._emit, self._should_stop = keeping, emit, should_stop

    def close(self, best_epoch: int, logits: Array | None, reason: Reason) -> None:
        """Leave the folder complete, and tell. `logits`: of the validation images, where they are known already."""
        data, lesson = self._data, self._lesson
        if logits is None:
            logits = lesson.step.logits(lesson.shown["validation"], self._should_stop)
        temperature = fit_temperature(logits, data.validation.labels)
        validation = self._score("validation", data.validation, logits, temperature)
        test = None
        if len(data.test):
            logits = lesson.step.logits(lesson.shown["test"], self._should_stop)
            test = self._score("test", data.test, logits, temperature)
        lesson.settle()
        kept = calibrated(lesson.network, temperature)
        self.keep(kept)
        put_to_use = partial(
            finishing.put_to_use,
            self._run,
            kept,
            temperature,
            data.training,
            data.validation,
            lesson.features,
            reporter("finishing", self._emit),
            lambda: self._should_stop() and reason != "stopped",  # who stopped the epochs waits for their result
        )
        self._keeping.until_done(put_to_use)
        result = RunResult(best_epoch, reason, validation, test)
        self._keeping.until_done(lambda: self._run.write_result(result))
        if reason != "stopped":  # it may go on
            self._keeping.until_done(lambda: checkpoint.forget_before(self._run))
        self._emit(TrainingFinished(self._run.folder, result.best_epoch, reason, validation, test))

    def keep(self, model: Any) -> None:
        """As the model of the run."""

        def write() -> None:
            with manifest.saving(self._run.folder) as save:
                model.save(save.place(MODEL, suffix=".keras"))

        self._keeping.until_done(write)

    def _score(self, split: SplitName, store: ImageStore, logits: Array, temperature: float) -> Score:
        probabilities = probabilities_of(logits, temperature)
        answers = Predictions(store.labels.astype(np.int64), probabilities, np.array(store.files, np.str_))
        self._keeping.until_done(lambda: self._run.write_predictions(split, answers))
        return score(split, store.labels, probabilities)
