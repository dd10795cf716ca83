"""Which class was taken for which: only what happened is held, since most pairs of ten thousand classes never meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnn_desktop.core.evaluation import Array

MOST_IN_FULL = 250  # classes: of more, hardly a cell of the matrix holds an image, and 10,000 make 300 MB of text


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """The cells of a confusion matrix that hold images, by true class and then by answer. Arrays are (cells,) int64."""

    classes: int
    true: Array
    predicted: Array
    counts: Array

    @classmethod
    def of(cls, labels: Array, predicted: Array, classes: int) -> Confusion:
        """Of `labels` and `predicted`, (n,) each, below `classes`."""
        cells, counts = np.unique(np.asarray(labels, np.int64) * classes + predicted, return_counts=True)
        true, answers = np.divmod(cells, classes)
        return cls(classes, true, answers, counts.astype(np.int64))

    @property
    def of_class(self) -> Array:
        """(classes,): images of each class."""
        return self._summed(self.true)

    @property
    def answered(self) -> Array:
        """(classes,): images that were taken for each."""
        return self._summed(self.predicted)

    @property
    def right(self) -> Array:
        """(classes,): images of each that were taken for it."""
        return self._summed(self.true, self.true == self.predicted)

    def dense(self) -> Array:
        """(classes, classes) counts, row true, column predicted: 8 bytes each, 800 MB of ten thousand classes."""
        matrix = np.zeros((self.classes, self.classes), np.int64)
        matrix[self.true, self.predicted] = self.counts
        return matrix

    def among(self, chosen: Array) -> Array:
        """(k, k) counts of the classes `chosen` (k,) alone, in their order."""
        place = np.full(self.classes, -1)
        place[chosen] = np.arange(len(chosen))
        true, predicted = place[self.true], place[self.predicted]
        kept = (true >= 0) & (predicted >= 0)
        matrix = np.zeros((len(chosen), len(chosen)), np.int64)
        matrix[true[kept], predicted[kept]] = self.counts[kept]
        return matrix

    def to_json(self, suffix: str = "") -> dict[str, Any]:
        """The whole matrix as “confusion”; of more than `MOST_IN_FULL` classes its cells with images alone, as
        “confusion_cells”: rows of true class, answer (both by their places among the classes) and images.
        """
        if self.classes <= MOST_IN_FULL:
            return {f"confusion{suffix}": self.dense().tolist()}
        return {f"confusion_cells{suffix}": np.stack([self.true, self.predicted, self.counts], axis=1).tolist()}

    def mistakes(self) -> Confusion:
        """Without the diagonal, the most frequent first; equally frequent ones in the order of the classes."""
        wrong = np.flatnonzero(self.true != self.predicted)
        order = wrong[np.argsort(-self.counts[wrong], kind="stable")]
        return Confusion(self.classes, self.true[order], self.predicted[order], self.counts[order])

    def _summed(self, place: Array, chosen: Array | None = None) -> Array:
        """Counts by `place`, exact: a sum of floats is, up to 2**53 images."""
        counts = self.counts if chosen is None else np.where(chosen, self.counts, 0)
        return np.bincount(place, weights=counts, minlength=self.classes).astype(np.int64)
