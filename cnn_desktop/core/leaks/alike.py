"""Pairs of images with nearly the same picture: found by their fingerprints, held against each other by their details.

Of the thresholds: JPEG at quality 40, half the size, a darker, noisy or grey copy, a mirrored one and turns by any
angle keep a likeness of 0.85 and details of 0.8 in 95 of 100 photos; moving the picture by 3 % does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.leaks.fingerprints import RINGS, STEPS, spectra
from cnn_desktop.core.preparation import Pixels

LEAST_LIKENESS = 0.8  # of fingerprints
LEAST_DETAILS, LEAST_COVARIANCE = 0.8, 0.9  # once turned to fit: of the edges, and of all but each ring's mean
_SURE_LIKENESS, _SURE_DETAILS = 0.97, 0.95  # so like that it does not matter how many others are

# Handwritten ones are all alike. A pair counts where it is so much nearer than the 20th nearest of either image.
_CROWD, _NEARER = 20, 0.4

_MOST_PARTNERS = 64  # of an image
_BLOCK = 512  # images at a time; 100 MB against 50,000
_SHARPEST = 20  # turns around a ring; finer ones are noise
_STRAIGHT = 4  # degrees: a smaller turn is none

KeepGoing = Callable[[int], object]  # told how many images are done; may raise to end it


@dataclass(frozen=True, slots=True)
class Fit:
    """How pairs (m,) fit, each turned and mirrored as it fits best."""

    details: Array
    covariance: Array
    turn: Array  # degrees, whole
    is_mirrored: Array

    @property
    def holds(self) -> Array:
        return np.asarray((self.details >= LEAST_DETAILS) & (self.covariance >= LEAST_COVARIANCE))


def alike(prints: Array, ringed: Pixels, keep_going: KeepGoing) -> tuple[Array, Fit]:
    """The pairs (m, 2) of images nearly the same, and how they fit. `prints` are all that `fingerprints` gave."""
    pairs, likeness = _near(prints, keep_going)
    fit = fitted(ringed, pairs)
    stands_out = _stands_out(prints, pairs, likeness)
    is_sure = (likeness >= _SURE_LIKENESS) & (fit.details >= _SURE_DETAILS)
    kept = fit.holds & (stands_out | is_sure)
    return pairs[kept], Fit(fit.details[kept], fit.covariance[kept], fit.turn[kept], fit.is_mirrored[kept])


def likeness_of(prints: Array, pairs: Array) -> Array:
    """(m,) of pairs (m, 2)."""
    return np.asarray((prints[pairs[:, 0]] * prints[pairs[:, 1]]).sum(axis=1))


def _near(prints: Array, keep_going: KeepGoing) -> tuple[Array, Array]:
    found = [np.zeros((0, 2), np.int64)]
    for start in range(0, len(prints), _BLOCK):
        keep_going(start)
        products = prints[start : start + _BLOCK] @ prints[start:].T
        rows, columns = np.nonzero(products >= LEAST_LIKENESS)
        is_later = columns > rows
        rows, columns = rows[is_later], columns[is_later]
        order = np.lexsort((-products[rows, columns], rows))  # the likest of each image first
        rows, columns = rows[order], columns[order]
        rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
        chosen = rank < _MOST_PARTNERS
        found.append(np.stack([rows[chosen], columns[chosen]], axis=1) + start)
    pairs = np.concatenate(found)
    return pairs, likeness_of(prints, pairs)


def _stands_out(prints: Array, pairs: Array, likeness: Array) -> Array:
    if len(prints) <= 3 * _CROWD:
        return np.ones(len(pairs), bool)
    images, places = np.unique(pairs, return_inverse=True)
    crowd = np.empty(len(images), np.float32)
    for start in range(0, len(images), _BLOCK):
        products = prints[images[start : start + _BLOCK]] @ prints.T
        crowd[start : start + _BLOCK] = np.partition(products, -_CROWD - 1, axis=1)[:, -_CROWD - 1]
    nearest = crowd[places.reshape(pairs.shape)].max(axis=1) if len(pairs) else likeness
    return np.asarray(1 - likeness <= _NEARER * (1 - nearest))


def fitted(ringed: Pixels, pairs: Array) -> Fit:
    """Turn and mirror the second of each pair until it fits the first best."""
    parts = [_fit(ringed[pairs[at : at + _BLOCK, 0]], ringed[pairs[at : at + _BLOCK, 1]])
             for at in range(0, len(pairs), _BLOCK)]  # fmt: skip
    if not parts:
        nothing = np.zeros(0, np.float32)
        return Fit(nothing, nothing, np.zeros(0, np.int64), np.zeros(0, bool))
    return Fit(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _fit(first: Pixels, second: Pixels) -> tuple[Array, Array, Array, Array]:
    """Details, covariance, turn and mirroring. Circular correlation by frequency: all turns at once."""
    one, other = spectra(first)[0], spectra(second)[0]
    one[:, :, 0] = other[:, :, 0] = 0  # a ring's mean is the same for a ball and the sun
    frequencies = np.arange(one.shape[2], dtype=np.float32)
    radii = np.maximum((np.arange(RINGS, dtype=np.float32) + 0.5) / RINGS, 0.2)[:, None]
    edges = np.where(frequencies <= _SHARPEST, frequencies, 0) / radii
    details, covariance = [], []
    for turned in (one.conj() * other, one * other):  # as it is; mirrored
        covariance.append(_by_turn(turned) / _lengths(one, other))
        details.append(_by_turn(turned * edges**2) / _lengths(one * edges, other * edges))
    by_turn = np.concatenate(details, axis=1)  # (m, 2 · STEPS)
    best = by_turn.argmax(axis=1)
    rows = np.arange(len(first))
    turn = np.rint((best % STEPS) * (360 / STEPS)).astype(np.int64)
    turn[(turn < _STRAIGHT) | (turn > 360 - _STRAIGHT)] = 0
    return by_turn[rows, best], np.concatenate(covariance, axis=1).max(axis=1), turn, best >= STEPS


def _by_turn(products: Array) -> Array:
    """(m, STEPS): of each turn, the sum of `products` (m, RINGS, frequencies)."""
    whole = np.pad(products.sum(axis=1), ((0, 0), (0, 1)))
    return np.asarray(np.fft.irfft(whole, STEPS, axis=1) * STEPS)


def _lengths(one: Array, other: Array) -> Array:
    """(m, 1): what the products of the same picture would come to."""
    powers = [2 * (np.abs(values) ** 2).sum(axis=(1, 2)) for values in (one, other)]
    return np.asarray(np.sqrt(powers[0] * powers[1]).clip(1e-12)[:, None])
