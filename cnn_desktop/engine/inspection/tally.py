"""What is kept of a scan while it goes on: statistics of each channel, and the images it answers to. NumPy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import ScannedChannels

TOP = 12  # images that are named for each channel
TYPICAL = 6  # others, which it answers to as it usually does
_SAMPLE = 512  # images, evenly spread, among which those are looked for


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is kept of n images: (n, c) each, places (n, c, 2)."""

    minimum: Array
    mean: Array
    variance: Array
    maximum: Array
    places: Array
    active: Array
    saturated: Array
    activity: Array  # mean of what lies above 0


class Tally:
    """What has been seen so far, in float64; the order of the images changes nothing but rounding."""

    def __init__(self, channels: int, classes: int, files: int) -> None:
        self._count = 0
        self._sample = set(np.linspace(0, files - 1, min(files, _SAMPLE)).astype(int).tolist())
        self._sampled: list[tuple[int, Array, Array]] = []  # image, its maxima (c,) and their places (c, 2)
        self._class_count = np.zeros(classes, np.int64)
        self._class_mean, self._class_squares = np.zeros((classes, channels)), np.zeros((classes, channels))
        self._mean, self._squares = np.zeros(channels), np.zeros(channels)  # of all places; squared distances from it
        self._active, self._saturated = np.zeros(channels), np.zeros(channels)
        self._minimum, self._maximum = np.full(channels, np.inf), np.full(channels, -np.inf)
        self._top = np.empty((channels, 0), np.int64)
        self._values = np.empty((channels, 0), np.float32)
        self._places = np.empty((channels, 0, 2), np.int64)

    def add(self, part: Part, first: int, labels: Array) -> None:
        """Images of the numbers `first`, `first` + 1, … and the classes `labels` (−1: of none). All have the same
        number of places.
        """
        for mean, variance in zip(part.mean.astype(np.float64), part.variance.astype(np.float64), strict=True):
            self._count += 1
            apart = mean - self._mean
            self._mean += apart / self._count
            self._squares += variance + apart * (mean - self._mean)
        self._active += part.active.sum(axis=0, dtype=np.float64)
        self._saturated += part.saturated.sum(axis=0, dtype=np.float64)
        self._minimum = np.minimum(self._minimum, part.minimum.min(axis=0))
        self._maximum = np.maximum(self._maximum, part.maximum.max(axis=0))
        self._merge(part, first)
        for number, maximum, places in zip(range(first, first + len(labels)), part.maximum, part.places, strict=True):
            if number in self._sample:
                self._sampled.append((number, maximum, places.astype(np.int16)))  # of all layers of a network: much
        for label, activity in zip(labels.tolist(), part.activity.astype(np.float64), strict=True):
            if label >= 0:
                self._add_to_class(label, activity)

    def _add_to_class(self, label: int, activity: Array) -> None:
        self._class_count[label] += 1
        apart = activity - self._class_mean[label]
        self._class_mean[label] += apart / self._class_count[label]
        self._class_squares[label] += apart * (activity - self._class_mean[label])

    def _merge(self, part: Part, first: int) -> None:
        """Keep the images with the highest values, one place of each; of equal ones the earlier."""
        numbers = np.broadcast_to(first + np.arange(len(part.maximum)), part.maximum.T.shape)
        values = np.concatenate([self._values, part.maximum.T], axis=1)
        order = np.argsort(-values, axis=1, kind="stable")[:, :TOP]
        self._values = np.take_along_axis(values, order, axis=1)
        self._top = np.take_along_axis(np.concatenate([self._top, numbers], axis=1), order, axis=1)
        places = np.concatenate([self._places, part.places.transpose(1, 0, 2)], axis=1)
        self._places = np.take_along_axis(places, order[..., None], axis=1)

    def _typical(self) -> tuple[Array, Array, Array]:
        """Of each channel, the sampled images whose maxima are nearest the median: (c, m), (c, m), (c, m, 2)."""
        maxima = np.stack([maximum for _, maximum, _ in self._sampled], axis=1)  # (c, sampled)
        apart = np.abs(maxima - np.median(maxima, axis=1, keepdims=True))
        chosen = np.argsort(apart, axis=1, kind="stable")[:, :TYPICAL]
        places = np.stack([places for _, _, places in self._sampled], axis=1)
        numbers = np.array([number for number, _, _ in self._sampled])
        return (
            numbers[chosen],
            np.take_along_axis(maxima, chosen, axis=1),
            np.take_along_axis(places, chosen[..., None], axis=1).astype(np.int64),
        )

    def told(
        self,
        key: str,
        pre: bool,
        names: tuple[str, ...],
        refused: tuple[tuple[str, str], ...],
        classes: tuple[str, ...],
    ) -> ScannedChannels:
        seen = np.flatnonzero(self._class_count)  # a class may hold nothing but files that cannot be read
        seen = seen if len(seen) > 1 else seen[:0]
        spread = self._class_squares[seen] / np.maximum(self._class_count[seen] - 1, 1)[:, None]
        return ScannedChannels(
            key,
            pre,
            self._count,
            refused,
            self._minimum,
            self._mean,
            np.sqrt(self._squares / self._count),
            self._maximum,
            self._active / self._count,
            self._saturated / self._count,
            names,
            self._top,
            self._values,
            self._places,
            *self._typical(),
            tuple(classes[number] for number in seen),
            self._class_count[seen],
            self._class_mean[seen],
            np.sqrt(spread),
        )
