"""Class probabilities of images by a linear classifier that did not learn from them: k folds, each held out once.

Softmax regression on an image's features, in plain NumPy and SciPy: convex, so that the same images give the same.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from cnn_desktop.core.evaluation import Array

FOLDS = 5
_MOST_LEARNED = 20_000  # images of a fold: more change little and take long
_STEPS = 60  # of L-BFGS
_DECAY = 0.1  # of the weights, per image: of 5 % planted, 19 and 20 of the first 20 were found with it


def held_out_probabilities(
    features: Array, labels: Array, classes: int, keep_going: Callable[[], object], folds: int = FOLDS, seed: int = 0
) -> Array:
    """(n, classes) of `features` (n, values). Each fold holds its share of each class. `keep_going` may raise."""
    with threadpool_limits(1, "blas"):  # its threads wait for each other where other programs compute too
        return _held_out(features, labels, classes, keep_going, _folds(labels, folds, seed), folds)


def _held_out(
    features: Array, labels: Array, classes: int, keep_going: Callable[[], object], fold: Array, folds: int
) -> Array:
    scaled = (features - features.mean(axis=0)) / np.maximum(features.std(axis=0), 1e-6)
    scaled = np.concatenate([scaled, np.ones((len(scaled), 1))], axis=1).astype(np.float32)  # the last: a bias
    answers = np.zeros((len(labels), classes), np.float32)
    for held_out in range(folds):
        keep_going()
        learned = np.flatnonzero(fold != held_out)
        learned = learned[:: max(1, -(-len(learned) // _MOST_LEARNED))]
        weights = _learned(scaled[learned], labels[learned], classes, keep_going)
        places = np.flatnonzero(fold == held_out)
        answers[places] = _softmax(scaled[places] @ weights)
    return answers


def _folds(labels: Array, folds: int, seed: int) -> Array:
    """(n,) the fold of each image: dealt out class by class."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]
    fold = np.empty(len(labels), np.int64)
    fold[order] = np.arange(len(labels)) % folds
    return fold


def _learned(features: Array, labels: Array, classes: int, keep_going: Callable[[], object]) -> Array:
    n, values = features.shape
    wanted = np.zeros((n, classes), np.float32)
    wanted[np.arange(n), labels] = 1
    decay = np.full((values, 1), _DECAY, np.float32)
    decay[-1] = 0

    def loss(flat: Array) -> tuple[float, Array]:
        keep_going()
        weights = flat.reshape(values, classes).astype(np.float32)
        answers = _softmax(features @ weights)
        cost = -np.log(np.maximum(answers[np.arange(n), labels], 1e-12)).mean() + (decay * weights**2).sum() / 2
        return float(cost), (features.T @ (answers - wanted) / n + decay * weights).ravel().astype(np.float64)

    found = minimize(loss, np.zeros(values * classes), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x.reshape(values, classes), np.float32)


def _softmax(logits: Array) -> Array:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
