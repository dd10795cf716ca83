"""Two classes, and from which probability on an image is taken for the second: ROC and precision against recall.

The areas are those of scikit-learn to the last digit: the same sums in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array, wilson_interval


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What asking for one probability gives. `positive` is the class that is looked for."""

    threshold: float
    found: int  # positives taken for positive
    missed: int
    false_alarms: int  # negatives taken for positive
    passed: int  # negatives taken for negative

    @property
    def n(self) -> int:
        return self.found + self.missed + self.false_alarms + self.passed

    @property
    def recall(self) -> float:
        """Also called sensitivity, or true positive rate."""
        return _share(self.found, self.found + self.missed)

    @property
    def false_positive_rate(self) -> float:
        return _share(self.false_alarms, self.false_alarms + self.passed)

    @property
    def specificity(self) -> float:
        return _share(self.passed, self.false_alarms + self.passed)

    @property
    def precision(self) -> float:
        """1 where nothing is taken for positive: there is no false alarm."""
        alarms = self.found + self.false_alarms
        return self.found / alarms if alarms else 1.0

    @property
    def accuracy(self) -> float:
        return _share(self.found + self.passed, self.n)

    @property
    def accuracy_interval(self) -> tuple[float, float]:
        """Wilson, 95 %."""
        return wilson_interval(self.found + self.passed, self.n)


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdCurve:
    """Every threshold that changes anything, falling; one point a distinct probability. Arrays are (points,) float64.

    An image is taken for positive where its probability is at least the threshold.
    """

    thresholds: Array
    found: Array  # positives at or above it
    false_alarms: Array  # negatives at or above it
    positives: int
    negatives: int

    @property
    def recall(self) -> Array:
        return np.asarray(self.found / self.positives)

    @property
    def precision(self) -> Array:
        return np.asarray(self.found / (self.found + self.false_alarms))

    @property
    def false_positive_rate(self) -> Array:
        return np.asarray(self.false_alarms / self.negatives)

    @property
    def roc_area(self) -> float:
        """½: no better than chance."""
        found, alarms = np.r_[0, self.found], np.r_[0, self.false_alarms]
        if len(found) > 2:  # points on a straight line add nothing
            kept = np.flatnonzero(np.r_[True, np.logical_or(np.diff(alarms, 2), np.diff(found, 2)), True])
            found, alarms = found[kept], alarms[kept]
        return float(np.trapezoid(found / found[-1], alarms / alarms[-1]))

    @property
    def average_precision(self) -> float:
        """The mean precision over all recalls, by steps and not by straight lines."""
        recall, precision = np.r_[self.recall[::-1], 0], np.r_[self.precision[::-1], 1]
        return max(0.0, float(-np.sum(np.diff(recall) * precision[:-1])))

    def at(self, threshold: float) -> AtThreshold:
        reached = int(np.searchsorted(-self.thresholds, -threshold, side="right"))
        found = int(self.found[reached - 1]) if reached else 0
        alarms = int(self.false_alarms[reached - 1]) if reached else 0
        return AtThreshold(threshold, found, self.positives - found, alarms, self.negatives - alarms)


def threshold_curve(labels: Array, probabilities: Array) -> ThresholdCurve | None:
    """Of the second of two classes, for `labels` (n,) and `probabilities` (n, 2).

    None for another number of classes, or where all images are of one class: there is nothing to tell apart.
    """
    positives = int((labels == 1).sum())
    negatives = len(labels) - positives
    if probabilities.shape[1] != 2 or not positives or not negatives:
        return None
    order = np.argsort(probabilities[:, 1], kind="stable")[::-1]
    values, is_positive = probabilities[order, 1].astype(np.float64), labels[order] == 1
    last = np.r_[np.flatnonzero(np.diff(values)), len(values) - 1]  # of each run of equal probabilities
    found = np.cumsum(is_positive, dtype=np.float64)[last]
    return ThresholdCurve(values[last], found, 1.0 + last - found, positives, negatives)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
