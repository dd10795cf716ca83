"""Scores from labels and probabilities, in plain NumPy. Every score says its split and its n."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

Z_95 = 1.959963984540054  # the 97.5 % point of the normal distribution


@dataclass(frozen=True, slots=True)
class Score:
    """How good a model is on one split, with the 95 % interval of its accuracy."""

    split: str  # "training", "validation" or "test"; "dataset" for images of another folder
    n: int
    accuracy: float
    interval: tuple[float, float]  # Wilson, 95 %
    balanced_accuracy: float
    macro_f1: float
    majority: float  # accuracy of always answering the most frequent class

    def to_json(self) -> dict[str, Any]:
        return {
            "split": self.split, "n": self.n, "accuracy": self.accuracy, "interval": list(self.interval),
            "balanced_accuracy": self.balanced_accuracy, "macro_f1": self.macro_f1, "majority": self.majority,
        }  # fmt: skip

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Score:
        low, high = values["interval"]
        return cls(**values | {"interval": (low, high)})


def every_class(answers: Array) -> Array:
    """(n, classes) probabilities; an answer of one sigmoid unit, (n, 1), is that of the second of two classes."""
    if answers.shape[1] == 1:
        return np.concatenate([1 - answers, answers], axis=1)
    return answers


def wilson_interval(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of `right` in `n`. Source: Wilson 1927; (0, 1) for n = 0."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = right / n, Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def confusion_matrix(labels: Array, predicted: Array, classes: int) -> Array:
    """Counts (classes, classes): row true, column predicted."""
    flat = np.asarray(labels, np.int64) * classes + np.asarray(predicted, np.int64)
    return np.bincount(flat, minlength=classes * classes).reshape(classes, classes)


def score(split: str, labels: Array, probabilities: Array) -> Score:
    """`labels` (n,) integers; `probabilities` (n, classes). Classes without an image are left out of the means."""
    classes = probabilities.shape[1]
    labels, answers = np.asarray(labels, np.int64), probabilities.argmax(axis=1)
    true, predicted, right = (  # not by the matrix, which takes 800 MB of ten thousand classes
        np.bincount(chosen, minlength=classes) for chosen in (labels, answers, labels[labels == answers])
    )
    n, correct, present = int(true.sum()), int(right.sum()), true > 0
    recall = right[present] / true[present]
    f1 = 2 * right[present] / (true[present] + predicted[present])
    return Score(
        split=split,
        n=n,
        accuracy=correct / n if n else 0.0,
        interval=wilson_interval(correct, n),
        balanced_accuracy=float(recall.mean()) if n else 0.0,
        macro_f1=float(f1.mean()) if n else 0.0,
        majority=float(true.max() / n) if n else 0.0,
    )
