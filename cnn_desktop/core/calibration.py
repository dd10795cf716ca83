"""What a run knows about its own certainty, fitted on validation images and never on test images.

The temperature makes confidences mean what they say; below `least_confidence` an answer is not sure; and an image
farther from the training images than validation images are (`core.likeness`) is unlike them. Plain NumPy.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core import files, json_files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Judgement

CALIBRATION = "calibration.json"
COLDEST, HOTTEST = 0.25, 10.0
_PRIOR = math.log(2)  # of the logarithm of the temperature: how far it lies from 1 before any image was seen
_MOST_AT_ONCE = 1 << 22  # values: 10,000 images in as many classes take 30 MB in place of 2.4 GB
_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How a run's answers are judged. `temperature` lies in its model already; here it is told."""

    temperature: float = 1.0
    least_confidence: float = 0.0  # may be set by hand
    suggested: float = 0.0  # `least_confidence` as it was fitted
    limit: float | None = None  # of the distance to the training images, which is told as 1; None: no features kept
    images: int = 0  # of validation, that all this was fitted on

    def judge(self, confidence: float, distance: float | None) -> Judgement:
        """`distance` as in `Prediction.distance`."""
        if distance is not None and distance > 1:
            return "unlike"
        return "unsure" if confidence < self.least_confidence else "sure"

    @classmethod
    def load(cls, run: Path) -> Calibration | None:
        """Of the run in the folder `run`; None where it keeps none. Raises UserError for a damaged one."""
        try:
            values: dict[str, Any] = json_files.read(run / CALIBRATION)
            limit = values["limit"]
            return cls(
                temperature=float(values["temperature"]),
                least_confidence=float(values["least_confidence"]),
                suggested=float(values["suggested"]),
                limit=None if limit is None else float(limit),
                images=int(values["images"]),
            )
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise UserError(
                f"{CALIBRATION} of “{run.name}” is damaged ({error}).",
                hint="Remove that file: the run then answers without saying when it is not sure.",
            ) from error

    def save(self, run: Path) -> None:
        """Replace what the run in the folder `run` keeps, atomically."""
        files.write_json(run / CALIBRATION, dataclasses.asdict(self))


def set_least_confidence(run: Path, least_confidence: float) -> Calibration:
    """Let the run in the folder `run` be sure from `least_confidence` on, in every door."""
    if not 0 <= least_confidence <= 1:
        raise UserError(
            f"The least confidence must be from 0 to 1, not {least_confidence:g}.", hint="Correct it and try again."
        )
    changed = dataclasses.replace(Calibration.load(run) or Calibration(), least_confidence=least_confidence)
    changed.save(run)
    return changed


# ---------------------------------------------------------------- temperature


def probabilities_of(logits: Array, temperature: float = 1.0) -> Array:
    """(n, classes) float32 of logits (n, classes), or (n, 1): one sigmoid unit for the second of two classes."""
    powers = _one_each(logits) * np.float32(1 / temperature)  # all that follows in its place: it may be 400 MB
    powers -= powers.max(axis=1, keepdims=True)
    np.exp(powers, out=powers)
    powers /= powers.sum(axis=1, keepdims=True)
    return np.asarray(powers, np.float32)


def fit_temperature(logits: Array, labels: Array) -> float:
    """The temperature that makes validation images most likely. Source: Guo et al. 2017, arXiv:1706.04599, section 4.2.

    Few images, or all of them classified right, would allow any temperature: ln T is therefore expected about 0 with a
    deviation of ln 2, worth little beside some hundred images; and T stays within `COLDEST` and `HOTTEST`.
    """
    if len(labels) == 0:
        return 1.0
    values = _one_each(logits)
    at_once = max(1, _MOST_AT_ONCE // values.shape[1])  # images
    parts = [slice(start, start + at_once) for start in range(0, len(labels), at_once)]

    def cost(log_temperature: float) -> float:
        surprise = sum(_surprise(values[part], labels[part], math.exp(-log_temperature)) for part in parts)
        return surprise + (log_temperature / _PRIOR) ** 2 / 2

    low, high = math.log(COLDEST), math.log(HOTTEST)
    grid = np.linspace(low, high, 25)
    best = int(np.argmin([cost(one) for one in grid]))
    return math.exp(_lowest(cost, float(grid[max(0, best - 1)]), float(grid[min(len(grid) - 1, best + 1)])))


def _surprise(logits: Array, labels: Array, factor: float) -> float:
    """Minus the logarithm of the probability that `labels` (n,) get by `logits` (n, classes) times `factor`."""
    values = logits.astype(np.float64)
    values -= values.max(axis=1, keepdims=True)
    own = values[np.arange(len(labels)), labels]
    return float((np.log(np.exp(values * factor).sum(axis=1)) - own * factor).sum())


def _one_each(logits: Array) -> Array:
    return np.concatenate([np.zeros_like(logits), logits], axis=1) if logits.shape[1] == 1 else logits


def _lowest(cost: Callable[[float], float], low: float, high: float) -> float:
    """Golden-section search, to a ten-thousandth."""
    while high - low > 1e-4:
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if cost(left) < cost(right):
            high = right
        else:
            low = left
    return (low + high) / 2


# ---------------------------------------------------------------- confidence


@dataclass(frozen=True, slots=True)
class Coverage:
    """What asking for a confidence of `least_confidence` gives."""

    least_confidence: float
    coverage: float  # share of the images that are answered surely
    accuracy: float  # share of those that are right; 1 where there are none


def coverage_curve(labels: Array, probabilities: Array, points: int = 101) -> tuple[Coverage, ...]:
    """Coverage against accuracy, for every hundredth of confidence from 0 to 1; from stored validation predictions."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    curve = []
    for least in np.linspace(0, 1, points):
        sure = confidence >= least
        accuracy = float(right[sure].mean()) if sure.any() else 1.0
        curve.append(Coverage(float(least), float(sure.mean()) if len(sure) else 0.0, accuracy))
    return tuple(curve)


def fit_least_confidence(labels: Array, probabilities: Array) -> float:
    """The lowest confidence from which on mistakes are half as frequent as among all validation images.

    Never so high that fewer than half of them are answered surely; and at least ½, below which an answer is more
    likely wrong than right (0.6 of two classes, whose confidence is never lower than ½).
    """
    classes: int = probabilities.shape[1]
    floor = max(0.5, 1 / classes + 0.1)
    n = len(labels)
    if n == 0:
        return floor
    confidence = probabilities.max(axis=1)
    order = np.argsort(-confidence, kind="stable")
    wrong = (probabilities.argmax(axis=1) != labels)[order]
    share = np.cumsum(wrong) / np.arange(1, n + 1)  # of mistakes among the surest 1, 2, … n
    fits = np.flatnonzero(share <= wrong.mean() / 2)
    kept = max(int(fits[-1]) + 1 if len(fits) else 0, math.ceil(n / 2))
    return min(1.0, max(floor, math.floor(1e4 * float(confidence[order[kept - 1]])) / 1e4))
