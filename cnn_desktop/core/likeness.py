"""How alike an image is to the training images, in the eyes of the network: the distance between features.

Source: Sun et al. 2022, “Out-of-distribution detection with deep nearest neighbors”, arXiv:2204.06507. The features of
training images lie in `features.npz`: of length 1, in half precision, evenly over the classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from cnn_desktop.core import array_files, files
from cnn_desktop.core.evaluation import Array

FEATURES = "features.npz"
MOST_IMAGES = 5_000
MOST_VALUES = 32_000_000  # 64 MB on disk
COMPARED_VALUES = 2_500_000  # that distances are taken to: 1 ms an image; the nearest are looked for among all
K = 5  # the distance is to the fifth nearest: one odd training image makes nothing look familiar
PERCENTILE = 99.0  # of validation images: this share of them is within the limit


@dataclass(frozen=True, eq=False)
class FeatureBank:
    """Features of training images."""

    features: Array  # (n, values) float32, each of length 1
    labels: Array  # (n,) int64
    files: Array  # (n,) str, relative to the dataset

    def distances(self, features: Array) -> Array:
        """(n,): of each row of `features` (n, values), of length 1, to the `K`th nearest training image."""
        alike = np.asarray(features @ self._compared.T)
        place = alike.shape[1] - min(K, alike.shape[1])
        return _apart(np.partition(alike, place, axis=1)[:, place])

    def nearest(self, feature: Array, most: int) -> list[tuple[int, float]]:
        """The training images nearest to `feature` (values,) by number and distance, the nearest first."""
        alike = self.features @ feature
        places = np.argsort(-alike, kind="stable")[:most]
        return [(int(place), float(apart)) for place, apart in zip(places, _apart(alike[places]), strict=True)]

    @cached_property
    def _compared(self) -> Array:
        """Evenly spaced ones, where there are many values."""
        most = max(K, COMPARED_VALUES // self.features.shape[1])
        if len(self.features) <= most:
            return self.features
        return self.features[np.linspace(0, len(self.features) - 1, most).astype(np.int64)]

    def save(self, run: Path) -> None:
        """Replace what the run in the folder `run` keeps, atomically."""
        with files.replacing(run / FEATURES, suffix=".npz") as temporary:
            np.savez(
                temporary,
                features=self.features.astype(np.float16),
                labels=self.labels,
                files=self.files,
                allow_pickle=False,
            )

    @classmethod
    def load(cls, run: Path) -> FeatureBank | None:
        """Of the run in the folder `run`; None where it keeps none. Raises UserError for a damaged one."""
        return array_files.kept(
            run,
            FEATURES,
            lambda kept: cls(kept["features"].astype(np.float32), kept["labels"], kept["files"]),
            "without telling what is unlike its training images",
        )


def _apart(alike: Array) -> Array:
    """The Euclidean distance, from 0 to 2, between vectors of length 1 whose cosine is `alike`."""
    return np.asarray(np.sqrt(np.maximum(2 - 2 * alike, 0)))


def unit(features: Array) -> Array:
    """`features` (n, values), each brought to length 1."""
    length = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.maximum(length, 1e-12), np.float32)


def choose(labels: Array, values: int) -> Array:
    """Which training images stand for all: at most `MOST_IMAGES`, evenly over the classes and within each class."""
    classes = np.unique(labels)
    if len(classes) == 0:
        return np.empty(0, np.int64)
    most = max(1, min(MOST_IMAGES, MOST_VALUES // max(1, values)) // len(classes))
    chosen = []
    for one in classes:
        places = np.flatnonzero(labels == one)
        chosen.append(places[np.linspace(0, len(places) - 1, min(most, len(places))).astype(np.int64)])
    return np.sort(np.concatenate(chosen))


def fit_limit(distances: Array) -> float | None:
    """The distance beyond which an image is unlike the training images, from those of validation images (n,)."""
    if len(distances) == 0:
        return None
    return max(float(np.percentile(distances, PERCENTILE)), 1e-6)
