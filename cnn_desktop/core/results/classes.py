"""How well each class is recognised: precision, recall and F1 with the counts and intervals behind them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array, wilson_interval
from cnn_desktop.core.results.confusion import Confusion


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One class of a confusion matrix. What would be a share of nothing is None."""

    name: str
    n: int  # images of it
    answered: int  # images that were taken for it
    right: int  # images of it that were taken for it

    @property
    def recall(self) -> float | None:
        """Of its images, how many were found."""
        return self.right / self.n if self.n else None

    @property
    def precision(self) -> float | None:
        """Of what was taken for it, how much is it."""
        return self.right / self.answered if self.answered else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two; None where there is neither such an image nor such an answer."""
        return 2 * self.right / (self.n + self.answered) if self.n + self.answered else None

    @property
    def recall_interval(self) -> tuple[float, float]:
        """Wilson, 95 %, of `n` images."""
        return wilson_interval(self.right, self.n)

    @property
    def precision_interval(self) -> tuple[float, float]:
        """Wilson, 95 %, of `answered` images."""
        return wilson_interval(self.right, self.answered)


def class_scores(classes: tuple[str, ...], confusion: Confusion) -> tuple[ClassScore, ...]:
    """In the order of `classes`."""
    of_class, answered, right = confusion.of_class.tolist(), confusion.answered.tolist(), confusion.right.tolist()
    return tuple(ClassScore(*one) for one in zip(classes, of_class, answered, right, strict=True))


def row_shares(confusion: Array) -> Array:
    """(classes, classes) float64: of the images of each true class, the share that was taken for each; 0 of none."""
    images = confusion.sum(axis=1, keepdims=True)
    shares: Array = np.divide(confusion, images, out=np.zeros(confusion.shape), where=images > 0)
    return shares
