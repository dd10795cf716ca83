"""From a run's progress to what the curves show: points, the best epoch, overfitting, ranges. Pure NumPy, no widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from cnn_desktop.core.evaluation import Array, wilson_interval
from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.progress import Progress

Measure: TypeAlias = Literal["accuracy", "loss"]

_FIRST_SPAN = 10  # epochs shown at first, where more are planned
_HEADROOM = 1.05  # of the highest loss
_MARGIN = 1.012  # of the last epoch, so that its dot is whole
_BATCHES_FOR_RANGE = 20  # until an epoch is done, the newest batches give the range


@dataclass(frozen=True, slots=True)
class Best:
    """The epoch whose weights are kept; `half_interval` is of its accuracy, 95 %, None where n is not known."""

    epoch: int
    value: float
    half_interval: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CurveData:
    """One plot: x in epochs (the end of epoch 3 is at 3), y the measure. Arrays are (n,) float64."""

    measure: Measure
    epochs: Array
    training: Array
    validation: Array
    batches_at: Array
    batches: Array
    best: Best | None
    x_range: tuple[float, float]
    y_range: tuple[float, float]


def curve_data(progress: Progress, measure: Measure, planned: int = 10) -> CurveData:
    """What the plot of `measure` shows of `progress`; `planned` epochs where nothing has started yet."""
    done, points = progress.epochs, progress.points
    training = _array([getattr(epoch, measure) for epoch in done])
    validation = _array([getattr(epoch, f"val_{measure}") for epoch in done])
    batches = _array([getattr(point, measure) for point in points])
    return CurveData(
        measure=measure,
        epochs=_array([epoch.epoch for epoch in done]),
        training=training,
        validation=validation,
        batches_at=_array([point.at for point in points]),
        batches=batches,
        best=_best(progress, measure),
        x_range=(0.0, x_end(progress, planned) * _MARGIN),
        y_range=_y_range(measure, np.concatenate([training, validation]), batches),
    )


def x_end(progress: Progress, planned: int = 10) -> float:
    """Where the shared x axis ends: it grows by doubling, so that it seldom moves, up to what is planned."""
    done = max(len(progress.epochs), progress.batch.epoch if progress.batch else 0)
    if progress.epochs and not progress.is_active:
        return float(max(2, len(progress.epochs)))
    planned = (progress.config.epochs if progress.config else None) or planned
    span = _FIRST_SPAN
    while span < 1.25 * done:
        span *= 2
    return float(max(2, done, min(planned, span) if planned > 3 * _FIRST_SPAN else planned))


def overfitting(progress: Progress) -> tuple[float, float] | None:
    """The epochs (from, to) since the best, where training went on getting better and validation did not.

    Two epochs or more: a single worse one is chance.
    """
    best, done = progress.best, progress.epochs
    if best is None or not done:
        return None
    last: EpochDone = done[-1]
    has_risen = last.epoch - best.epoch >= 2 and last.val_loss > best.val_loss and last.loss < best.loss
    return (float(best.epoch), float(last.epoch)) if has_risen else None


def nearest_epoch(progress: Progress, at: float) -> EpochDone | None:
    """The whole epoch that ended nearest to `at`."""
    return min(progress.epochs, key=lambda epoch: abs(epoch.epoch - at), default=None)


def _best(progress: Progress, measure: Measure) -> Best | None:
    best = progress.best
    if best is None:
        return None
    if measure == "loss":
        return Best(best.epoch, best.val_loss)
    images = dict(progress.started.images).get("validation", 0) if progress.started else 0
    if not images:
        return Best(best.epoch, best.val_accuracy)
    low, high = wilson_interval(round(best.val_accuracy * images), images)
    return Best(best.epoch, best.val_accuracy, (high - low) / 2)


def _y_range(measure: Measure, of_epochs: Array, of_batches: Array) -> tuple[float, float]:
    """Accuracy: from a round tenth below the lowest up to 1. Loss: from 0, unless half the plot would stay empty.

    Whole epochs decide, once there are any.
    """
    shown = of_epochs if of_epochs.size else of_batches[-_BATCHES_FOR_RANGE:]
    shown = shown[np.isfinite(shown)]
    if measure == "loss":
        highest = max(1e-6, float(shown.max())) if shown.size else 1.0
        lowest = float(shown.min()) if shown.size else 0.0
        return 0.8 * lowest if lowest > 0.5 * highest else 0.0, highest * _HEADROOM
    lowest = float(shown.min()) if of_epochs.size and shown.size else 0.0
    return max(0.0, min(0.9, np.floor(lowest * 10) / 10)), 1.0


def _array(values: list[float] | list[int]) -> Array:
    return np.asarray(values, dtype=np.float64)
