"""Whether confidences mean what they say: of the images answered with 80 %, are 80 % right?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array, wilson_interval

BINS = 15  # as in Guo et al. 2017
_PART = 256  # images


@dataclass(frozen=True, slots=True)
class Bin:
    """The images whose confidence lies above `low` and up to `high`."""

    low: float
    high: float
    n: int
    right: int
    confidence: float  # mean

    @property
    def accuracy(self) -> float:
        return self.right / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """Of the accuracy; Wilson, 95 %."""
        return wilson_interval(self.right, self.n)


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins that hold images, by rising confidence. `error`: the mean distance of the two, weighted by images."""

    bins: tuple[Bin, ...]
    error: float  # expected calibration error, 0..1
    n: int

    @property
    def overconfidence(self) -> float:
        """How much surer the answers are than right, on the whole; negative: not sure enough."""
        if not self.n:
            return 0.0
        return sum(one.n * (one.confidence - one.accuracy) for one in self.bins) / self.n


def reliability(labels: Array, probabilities: Array, bins: int = BINS) -> Reliability:
    """Of `labels` (n,) and `probabilities` (n, classes). Source: Guo et al. 2017, arXiv:1706.04599, section 2."""
    return reliability_of(probabilities.max(axis=1), probabilities.argmax(axis=1) == labels, bins)


def reliability_of(confidence: Array, right: Array, bins: int = BINS) -> Reliability:
    """Of the `confidence` (n,) of answers and whether each is `right` (n,)."""
    confidence = confidence.astype(np.float64)
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.searchsorted(edges[1:-1], confidence)
    images = np.bincount(place, minlength=bins)
    rights = np.bincount(place, weights=right, minlength=bins)
    sums = np.bincount(place, weights=confidence, minlength=bins)
    found = tuple(
        Bin(float(edges[at]), float(edges[at + 1]), int(images[at]), int(rights[at]), float(sums[at] / images[at]))
        for at in np.flatnonzero(images)
    )
    n = len(right)
    error = sum(one.n / n * abs(one.accuracy - one.confidence) for one in found) if n else 0.0
    return Reliability(found, error, n)


def confidence_without_temperature(probabilities: Array, temperature: float) -> Array:
    """(n,): how sure the same answers would be; in parts, since the powers take twice the memory of `probabilities`."""
    parts = [np.zeros(0)]
    for begin in range(0, len(probabilities), _PART):
        parts.append(without_temperature(probabilities[begin : begin + _PART], temperature).max(axis=1))
    return np.concatenate(parts)


def without_temperature(probabilities: Array, temperature: float) -> Array:
    """(n, classes): what the network would answer with its logits undivided; the inverse of temperature scaling."""
    powers = np.asarray(probabilities, np.float64) ** temperature
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
