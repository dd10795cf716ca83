"""How far a channel prefers one class: the class selectivity index, and what so many images allow to say of it.

Source: Morcos et al. 2018, “On the importance of single directions for generalization”, arXiv:1803.06959, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from cnn_desktop.core.evaluation import Z_95, Array

FEWEST = 5  # images of each class; with fewer, nothing is called certain


@dataclass(frozen=True, slots=True, eq=False)
class Selectivity:
    """Of each channel (c,). The index runs from 0, all classes alike, to 1: it answers to one class only."""

    index: Array
    favourite: Array  # the number of the class that drives it
    low: Array  # of the index, 95 %
    high: Array
    is_certain: Array  # bool: so clear a favourite is more than chance brings where there is none


def selectivity(images: Array, means: Array, deviations: Array) -> Selectivity:
    """From `images` (k,) of each class, and the mean and the standard deviation (k, c) of their activity, 0 or more.

    The index is (a − b) / (a + b): a is the mean activity of the class that has the largest, b that of all other
    classes, each class counting alike. Needs two classes.
    """
    classes = len(images)
    if classes < 2:
        raise ValueError("two classes are needed")
    favourite = means.argmax(axis=0)
    at = (favourite, np.arange(means.shape[1]))
    first = means[at]
    others = (means.sum(axis=0) - first) / (classes - 1)
    total = first + others
    index = np.divide(first - others, total, out=np.zeros_like(total), where=total > 0)
    variances = deviations**2 / np.maximum(images, 1)[:, None]  # of the means
    of_first = variances[at]
    of_others = (variances.sum(axis=0) - of_first) / (classes - 1) ** 2
    slope = np.divide(2, total**2, out=np.zeros_like(total), where=total > 0)
    error = slope * np.sqrt(others**2 * of_first + first**2 * of_others)
    apart = first - others
    # The favourite was chosen among the classes: as many comparisons were made (Bonferroni).
    needed = NormalDist().inv_cdf(1 - 0.025 / classes) * np.sqrt(of_first + of_others)
    has_enough = bool(images.min() >= FEWEST)
    return Selectivity(
        index,
        favourite,
        np.clip(index - Z_95 * error, 0, 1),
        np.clip(index + Z_95 * error, 0, 1),
        (apart > needed) & has_enough,
    )
