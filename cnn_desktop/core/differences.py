"""How far apart two sets of values are, and how alike two layers are over many images. Plain NumPy.

The *difference* of a and b is ‖a − b‖ / (‖a‖ + ‖b‖): 0 where they are the same, 1 where one is nothing or the opposite
of the other, whatever their scale; a layer twice as strong as the other differs by a third. Their *angle* is
1 − cos(a, b): it does not see strength. Both compare value with value, so the two must have the same shape.

*CKA* compares layers of any shapes by how alike they find each pair of images (Kornblith et al. 2019, arXiv:1905.00414,
linear); without the bias that few images and many values bring (Nguyen et al. 2021, arXiv:2010.15327, eq. 3). 1: the
same up to rotation and scale; about 0: nothing in common.
"""

from __future__ import annotations

import math

import numpy as np

from cnn_desktop.core.evaluation import Array

FEWEST_IMAGES = 4  # that the unbiased estimate is defined for
_PART = 1024  # values that 32 bits sum
_SMALL = 1e-3


def difference(first: Array, second: Array) -> float:
    """0..1; 0 where both are nothing."""
    lengths = _length(first) + _length(second)
    return _length(first - second) / lengths if lengths else 0.0


def angle(first: Array, second: Array) -> float:
    """0..2; where one is nothing, 0 if both are and 1 otherwise."""
    lengths = _length(first), _length(second)
    if not all(lengths):
        return float(any(lengths))
    found = 1 - _product(first, second) / (lengths[0] * lengths[1])
    if found < _SMALL:  # 1 − a·b loses what 32 bits keep of small angles; the distance of the directions does not
        found = _length(first / lengths[0] - second / lengths[1]) ** 2 / 2
    return min(2.0, found)


def by_channel(first: Array, second: Array) -> Array:
    """(channels,) the difference of each channel of (…, channels)."""
    axes = tuple(range(first.ndim - 1))
    apart, *lengths = (np.sqrt((one.astype(np.float64) ** 2).sum(axis=axes)) for one in (first - second, first, second))
    total = lengths[0] + lengths[1]
    return np.asarray(apart / np.where(total > 0, total, 1))


def likenesses(features: Array) -> Array:
    """What CKA compares: the pairs of images (n·n,) float64, of length 1, from the features (n, values) of one layer.

    All 0 where the features do not tell the images apart.
    """
    n = len(features)
    if n < FEWEST_IMAGES:
        raise ValueError(f"{n} images are too few")
    centred = (features - features.mean(axis=0)).astype(np.float64)
    gram = centred @ centred.T
    np.fill_diagonal(gram, 0)
    sums = gram.sum(axis=0)
    gram += sums.sum() / ((n - 1) * (n - 2)) - (sums[:, None] + sums[None, :]) / (n - 2)
    np.fill_diagonal(gram, 0)
    length = _length(gram)
    spread = float((centred**2).sum())
    return np.asarray(gram.ravel() / length if length > 1e-9 * spread > 0 else np.zeros(n * n))


def cka(first: Array, second: Array) -> float:
    """Of the features (n, …) of two layers for the same n images."""
    pair = (one.reshape(len(one), -1) for one in (first, second))
    return float(np.dot(*(likenesses(one) for one in pair)))


def _length(values: Array) -> float:
    return math.sqrt(_product(values, values))


def _product(first: Array, second: Array) -> float:
    """The scalar product, in parts that 32 bits can sum: as exact as in 64 bits throughout, in a tenth of the time."""
    flat = np.ravel(first), np.ravel(second)
    whole = len(flat[0]) // _PART * _PART
    parts = (one[:whole].reshape(-1, _PART) for one in flat)
    rest = (one[whole:].astype(np.float64) for one in flat)
    return float(np.einsum("ij,ij->i", *parts).sum(dtype=np.float64)) + float(np.dot(*rest))
