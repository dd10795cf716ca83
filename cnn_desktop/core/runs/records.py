"""What a run keeps of its training: the epochs, how it ended, and the answers of its best model. To and from text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array, Score
from cnn_desktop.core.messages import EpochDone, Reason
from cnn_desktop.core.runs.names import RESULT

_HISTORY_COLUMNS = (
    "epoch",
    "epochs",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "seconds",
    "images_per_second",
    "is_best",
)


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended. A run without one is under way, or was interrupted."""

    best_epoch: int
    reason: Reason
    validation: Score
    test: Score | None


@dataclass(frozen=True, slots=True)
class Predictions:
    """The best model's answers on one split, as the run folder keeps them."""

    labels: Array  # (n,) int64, indices into the run's classes
    probabilities: Array  # (n, classes) float32
    files: Array  # (n,) str, relative to the dataset

    def require_fit(self, classes: int) -> None:
        """Raise ValueError where these are no answers about so many classes."""
        n = len(self.files)
        kinds = self.labels.dtype.kind + self.probabilities.dtype.kind + self.files.dtype.kind
        if kinds not in ("ifU", "ufU") or self.labels.shape != (n,) or self.files.shape != (n,):
            raise ValueError("other arrays than answers")
        if (
            self.probabilities.ndim != 2
            or len(self.probabilities) != n
            or self.probabilities.shape[1] not in (1, classes)
        ):
            raise ValueError(f"probabilities of shape {self.probabilities.shape} for {n} images in {classes} classes")
        if n and not (self.labels.min() >= 0 and self.labels.max() < classes and np.isfinite(self.probabilities).all()):
            raise ValueError("labels or probabilities that cannot be")


def history_from(text: str) -> tuple[EpochDone, ...]:
    """The inverse of `history_text`. Raises KeyError or ValueError where it is damaged."""
    try:
        return tuple(_epoch(row) for row in csv.DictReader(io.StringIO(text)))
    except csv.Error as error:
        raise ValueError(str(error)) from error


def history_text(history: tuple[EpochDone, ...]) -> str:
    """`history.csv`."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_HISTORY_COLUMNS)
    rows.writerows([_cell(getattr(epoch, name)) for name in _HISTORY_COLUMNS] for epoch in history)
    return text.getvalue()


def result_json(result: RunResult) -> dict[str, Any]:
    """`result.json`."""
    return {
        "best_epoch": result.best_epoch,
        "reason": result.reason,
        "validation": result.validation.to_json(),
        "test": result.test.to_json() if result.test else None,
    }


def result_from(values: dict[str, Any]) -> RunResult:
    """The inverse of `result_json`. Raises UserError where it is damaged."""
    try:
        if values["reason"] not in get_args(Reason):
            raise ValueError(values["reason"])
        test = Score.from_json(values["test"]) if values["test"] else None
        return RunResult(int(values["best_epoch"]), values["reason"], Score.from_json(values["validation"]), test)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"{RESULT} is damaged ({error}).", hint="Evaluate the run again, or train again.") from error


def _epoch(row: dict[str, str]) -> EpochDone:
    return EpochDone(
        epoch=int(row["epoch"]),
        epochs=int(row["epochs"]),
        loss=float(row["loss"]),
        accuracy=float(row["accuracy"]),
        val_loss=float(row["val_loss"]),
        val_accuracy=float(row["val_accuracy"]),
        seconds=float(row["seconds"]),
        images_per_second=float(row["images_per_second"]),
        is_best=row["is_best"] == "1",
    )


def _cell(value: float | int | bool) -> str:
    return str(int(value)) if isinstance(value, bool) else repr(value)
