"""Which labels are probably wrong, from predictions that did not know them: confident learning.

An image is suspect where the class it most probably is, of those it is at least as probably as images labelled so are
in the mean, is not its label. That asks no class to be as easy as another. The least probable label comes first.
Source: Northcutt, Jiang, Chuang 2021, Confident Learning, JAIR 70: confident joint, ranked by self-confidence.
"""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.evaluation import Array


def suspects(labels: Array, probabilities: Array) -> tuple[Array, Array]:
    """Of labels (n,) and probabilities (n, classes): the suspect images, the surest first, and what each may be."""
    n, classes = probabilities.shape
    own = probabilities[np.arange(n), labels]
    counts = np.bincount(labels, minlength=classes)
    usual = np.bincount(labels, weights=own, minlength=classes) / np.maximum(counts, 1)
    usual[counts == 0] = np.inf  # of a class without an image nothing is known
    confident = np.where(probabilities >= usual, probabilities, -1)
    suggested = confident.argmax(axis=1)
    is_suspect = (confident.max(axis=1) >= 0) & (suggested != labels)
    found = np.flatnonzero(is_suspect)
    ranked = found[np.lexsort((found, -probabilities[found, suggested[found]], own[found]))]
    return ranked, suggested[ranked]
