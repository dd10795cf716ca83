"""Everything the window shows of one run, read from its folder at once: no image, no network.

In columns, not an object an image: 50,000 answers are read, ranked and sent to the window in a fraction of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from cnn_desktop.core.calibration import Calibration
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array, Score, every_class, score
from cnn_desktop.core.messages.training import EpochDone
from cnn_desktop.core.names import quoted
from cnn_desktop.core.results.classes import ClassScore, class_scores
from cnn_desktop.core.results.confusion import Confusion
from cnn_desktop.core.results.reliability import Reliability, confidence_without_temperature, reliability_of
from cnn_desktop.core.results.thresholds import ThresholdCurve, threshold_curve
from cnn_desktop.core.runs import Predictions, Run, RunResult, open_run

SCORED: tuple[SplitName, ...] = ("validation", "test")
_LEAST = 1e-12  # of a probability, before its logarithm


@dataclass(frozen=True, slots=True, eq=False)
class SplitResult:
    """What the best model of a run answered on one split. Arrays are (n,), an image each, in the order stored."""

    split: SplitName
    folder: Path  # of the dataset
    classes: tuple[str, ...]
    files: Array  # str, relative to the dataset
    labels: Array  # int64
    predicted: Array  # int64
    confidence: Array  # float32, of the predicted class
    loss: Array  # float32: minus the logarithm of the true class's probability
    by_worth: Array  # int64 places: mistakes, the surest first; then what is right, the least sure first
    score: Score
    confusion: Confusion
    by_class: tuple[ClassScore, ...]
    reliability: Reliability
    untempered: Reliability | None  # as it would be without the temperature; None where there is none
    thresholds: ThresholdCurve | None  # of the second of two classes

    @property
    def n(self) -> int:
        return len(self.files)

    @property
    def is_right(self) -> Array:
        return np.asarray(self.labels == self.predicted)

    def in_cell(self, true: int | None, predicted: int | None) -> Array:
        """The places of one cell of the matrix, most telling first; None stands for every class."""
        chosen = np.ones(self.n, bool)
        if true is not None:
            chosen &= self.labels == true
        if predicted is not None:
            chosen &= self.predicted == predicted
        return self.by_worth[chosen[self.by_worth]]


@dataclass(frozen=True, slots=True, eq=False)
class RunResults:
    """One run as the Results tab shows it. `splits` are those it was scored on."""

    folder: Path
    classes: tuple[str, ...]
    config: TrainingConfig | None  # None: it was imported
    history: tuple[EpochDone, ...]
    result: RunResult | None
    calibration: Calibration | None
    splits: tuple[SplitResult, ...]

    @property
    def name(self) -> str:
        return self.folder.name

    def split(self, name: SplitName) -> SplitResult | None:
        return next((one for one in self.splits if one.split == name), None)


def read_results(folder: Path) -> RunResults:
    """Raises UserError where the run, or what it stored about its answers, cannot be read."""
    run = open_run(folder)
    try:
        calibration = Calibration.load(folder)
        temperature = calibration.temperature if calibration else 1.0
        stored = ((name, run.predictions(name)) for name in SCORED)
        splits = tuple(split_result(run, name, found, temperature) for name, found in stored if found is not None)
        history, result = run.history, run.result
    except (OSError, ValueError, KeyError, IndexError, TypeError, BadZipFile) as error:
        raise UserError(
            f"What {quoted(run.name)} stored about its answers cannot be read ({error}).",
            hint="Evaluate the run again, or train again.",
        ) from error
    config = None if run.imported else run.config
    return RunResults(folder, run.classes, config, history, result, calibration, splits)


def split_result(run: Run, split: SplitName, stored: Predictions, temperature: float = 1.0) -> SplitResult:
    """All figures of one split. Raises ValueError or IndexError where the predictions do not fit the run."""
    labels, probabilities = stored.labels.astype(np.int64), every_class(stored.probabilities)
    n, classes = len(labels), len(run.classes)
    if probabilities.shape != (n, classes) or len(stored.files) != n:
        raise ValueError(f"{n} labels, {len(stored.files)} files, probabilities of shape {probabilities.shape}")
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities[np.arange(n), predicted]
    confusion = Confusion.of(labels, predicted, classes)
    untempered = None if temperature == 1.0 else confidence_without_temperature(probabilities, temperature)
    return SplitResult(
        split=split,
        folder=run.config.dataset,
        classes=run.classes,
        files=stored.files,
        labels=labels,
        predicted=predicted,
        confidence=confidence,
        loss=-np.log(np.maximum(probabilities[np.arange(n), labels], _LEAST)),
        by_worth=_by_worth(labels == predicted, confidence, stored.files),
        score=score(split, labels, probabilities),
        confusion=confusion,
        by_class=class_scores(run.classes, confusion),
        reliability=reliability_of(confidence, labels == predicted),
        untempered=reliability_of(untempered, labels == predicted) if untempered is not None else None,
        thresholds=threshold_curve(labels, probabilities),
    )


def _by_worth(is_right: Array, confidence: Array, files: Array) -> Array:
    """The surest mistake tells most, and of what is right the most doubtful; equal ones by name."""
    return np.lexsort((files, np.where(is_right, confidence, -confidence), is_right))
