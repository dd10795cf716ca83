"""From what a network answers to one probability a class, whatever its last layer."""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.evaluation import Array


def every_class(answers: Array) -> Array:
    """(n, classes) probabilities; one sigmoid unit, (n, 1), says the second of two classes."""
    if answers.shape[1] == 1:
        return np.concatenate([1 - answers, answers], axis=1)
    return answers
