"""A fingerprint of an image that stays the same when the image is turned or mirrored, and hardly changes otherwise.

The image is sampled on rings around its middle. Turning it moves each ring's values along, mirroring reverses them;
the strengths of a ring's frequencies know neither. Principal components, all brought to the same variance, keep what
tells the images of *this* dataset apart: on X-rays all of which show an arm, an arm is no likeness.

Of 669 X-rays, 612 of them turned by any angle, every pair of one X-ray was found; of 50,000 CIFAR images, the
450 pairs found were near-duplicates but for a few of sea and sky.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels

SIDE = 48  # pixels a side of what is looked at
RINGS, STEPS = 16, 96  # values around each ring, 3.75 degrees apart
FLAT = 2.0  # grey levels: an image that varies less shows nothing to be known by

_FREQUENCIES = 12  # of each ring that go into a fingerprint
_MOST_VALUES, _IMAGES_PER_VALUE = 64, 6  # of a fingerprint; few images allow few
_LEARNED_FROM = 5_000  # images that say what varies
_BLOCK = 2_048  # images at a time
_LEAST_VARIANCE = 1e-4  # of the largest: what varies less is noise

_RADII = (np.arange(RINGS) + 0.5) / RINGS  # a ring's share of the disc grows with its radius


def _places() -> tuple[Array, Array]:
    angles = np.arange(STEPS) * (2 * np.pi / STEPS)
    radii, middle = _RADII[:, None] * (SIDE - 1) / 2, (SIDE - 1) / 2
    x, y = middle + radii * np.cos(angles), middle + radii * np.sin(angles)
    return x.astype(np.float32), y.astype(np.float32)


_X, _Y = _places()


def rings(image: Pixels) -> Pixels:
    """(RINGS, STEPS) grey values of `image` (H, W, 3), which is stretched to a square first: a 90° turn fits then."""
    grey = cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2GRAY)
    how = cv2.INTER_AREA if min(grey.shape) >= SIDE else cv2.INTER_LINEAR
    square = cv2.resize(grey, (SIDE, SIDE), interpolation=how)
    return np.asarray(cv2.remap(square, _X, _Y, cv2.INTER_LINEAR), np.uint8)


def spectra(ringed: Pixels) -> tuple[Array, Array]:
    """Of (n, RINGS, STEPS): the frequencies around each ring (n, RINGS, STEPS/2) complex, and how much each varies.

    Weighted by area, so that the sum of two images' products is their covariance over the disc.
    """
    share = (_RADII / _RADII.sum()).astype(np.float32)[:, None]
    values = ringed.astype(np.float32)
    values -= (values * share).sum((1, 2), keepdims=True) / STEPS
    deviation = np.sqrt((values**2 * share).sum((1, 2)) / STEPS)
    found = np.fft.rfft(values, axis=2)[:, :, : STEPS // 2] * (np.sqrt(share) / STEPS)
    return found.astype(np.complex64), deviation.astype(np.float32)


def fingerprints(ringed: Pixels) -> tuple[Array, Array]:
    """Of (n, RINGS, STEPS): (n, values) float32 of length 1 each, and (n,) whether the image shows anything at all.

    The scalar product of two says how like the images are, among all of these.
    """
    strengths, shows = _strengths(ringed)
    known = strengths[shows]
    learned = known[:: max(1, len(known) // _LEARNED_FROM)]
    count = min(_MOST_VALUES, max(2, len(learned) // _IMAGES_PER_VALUE))
    if len(learned) < 2:
        return np.zeros((len(ringed), 1), np.float32), np.zeros(len(ringed), bool)
    middle = learned.mean(axis=0)
    variances, directions = np.linalg.eigh(np.cov((learned - middle).T.astype(np.float64)))
    variances, directions = variances[::-1][:count], directions[:, ::-1][:, :count]
    scale = 1 / np.sqrt(np.maximum(variances, max(variances[0], 1e-12) * _LEAST_VARIANCE))
    found = ((strengths - middle) @ (directions * scale).astype(np.float32)).astype(np.float32)
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    found[~shows] = 0
    return found, shows


def _strengths(ringed: Pixels) -> tuple[Array, Array]:
    parts: list[Any] = []
    shows: list[Any] = []
    twice = np.full(_FREQUENCIES, np.sqrt(2), np.float32)  # each frequency but the mean stands for two
    twice[0] = 1
    for start in range(0, len(ringed), _BLOCK):
        found, deviation = spectra(ringed[start : start + _BLOCK])
        strength = np.abs(found[:, :, :_FREQUENCIES]) * twice
        parts.append(strength.reshape(len(found), -1) / np.maximum(deviation, 1e-3)[:, None])
        shows.append(deviation >= FLAT)
    if not parts:
        return np.zeros((0, RINGS * _FREQUENCIES), np.float32), np.zeros(0, bool)
    return np.concatenate(parts), np.concatenate(shows)
