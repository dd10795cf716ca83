"""How an image looks, whatever network is asked: its colours, its light, how much there is at which scale.

A network that was trained from nothing on some hundred photos sees too little to tell an X-ray from a fish
(`core.likeness`); these few numbers do. As there, what counts is the distance to the fifth nearest training image,
here where their cloud is as wide in every direction (Mahalanobis's distance).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from cnn_desktop.core import array_files, files
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.likeness import PERCENTILE, K
from cnn_desktop.core.preparation import Pixels, Preparation

LOOKS = "looks.npz"
MOST_IMAGES = 2_000  # of training, to compare with; and of validation
FEWEST_IMAGES = 50  # of training; fewer have no say
SIDE = 64  # pixels: larger images are looked at in this size
_LEAST_SIDE = 8  # pixels: so that there is something left when it was halved twice
LEAST_SPREAD = 0.05  # of what lies between 0 and 1: what never differed in training may differ by this much
_RIDGE = 0.1  # added to the variances of what was brought to deviation 1, so that no direction is too narrow
_COARSE = 4  # cells a side of the coarsest picture
_OPPONENT = np.array([[1 / 3, 1 / 3, 1 / 3], [0.5, -0.5, 0], [0.25, 0.25, -0.5]], np.float32)  # light, red, yellow


@dataclass(frozen=True, eq=False)
class Looks:
    """Training images as points."""

    points: Array  # (n, values) float32, where their cloud is as wide in every direction
    middle: Array  # (values,) float32: of the cloud, as images are described
    spread: Array  # (values, values) float32: takes what differs from the middle to where the points are
    limit: float = 1.0  # of the distance, fitted on validation images

    def distances(self, pixels: Pixels) -> Array:
        """(n,) of prepared images (n, side, side, channels): 1 is the limit."""
        found = ((describe(pixels) - self.middle) @ self.spread).astype(np.float32)
        squared = self._lengths[None] - 2 * found @ self.points.T
        place = min(K, len(self.points)) - 1
        nearest = np.partition(squared, place, axis=1)[:, place] + (found**2).sum(1)
        return np.asarray(np.sqrt(np.maximum(nearest, 0)) / self.limit)

    @cached_property
    def _lengths(self) -> Array:
        """(n,): squared, of the points."""
        return np.asarray((self.points**2).sum(1))

    def save(self, run: Path) -> None:
        """Replace what the run in the folder `run` keeps, atomically."""
        with files.replacing(run / LOOKS, suffix=".npz") as temporary:
            np.savez(
                temporary,
                points=self.points,
                middle=self.middle,
                spread=self.spread,
                limit=np.float64(self.limit),
                allow_pickle=False,
            )

    @classmethod
    def load(cls, run: Path) -> Looks | None:
        """Of the run in the folder `run`; None where it keeps none. Raises UserError for a damaged one."""
        return array_files.kept(
            run,
            LOOKS,
            lambda kept: cls(kept["points"], kept["middle"], kept["spread"], float(kept["limit"])),
            "without telling what looks unlike its training images",
        )


def fit(training: Pixels, validation: Pixels, preparation: Preparation) -> Looks | None:
    """From images (n, side, side, channels) as `preparation` makes them.

    None where there are too few to tell, or where every image is redrawn the same way (`core.centring`).
    """
    if len(training) < FEWEST_IMAGES or len(validation) == 0 or preparation.centring != "none":
        return None
    seen = describe(_evenly(training))
    middle, deviation = seen.mean(0), np.maximum(seen.std(0), LEAST_SPREAD)
    alike = np.cov((seen - middle) / deviation, rowvar=False) + _RIDGE * np.eye(seen.shape[1])
    spread = (np.linalg.cholesky(np.linalg.inv(alike)) / deviation[:, None]).astype(np.float32)
    middle = middle.astype(np.float32)
    looks = Looks(((seen - middle) @ spread).astype(np.float32), middle, spread)
    limit = float(np.percentile(looks.distances(_evenly(validation)), PERCENTILE))
    return replace(looks, limit=max(limit, 1e-6))


def describe(pixels: Pixels) -> Array:
    """(n, values) float64 of images (n, side, side, channels) uint8, each value within 0 and 1 or close to it."""
    return np.stack([_describe(one) for one in pixels])


def _describe(image: Pixels) -> Array:
    side = min(max(image.shape[0], _LEAST_SIDE), SIDE)
    if side != image.shape[0]:
        image = cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA)
    if image.ndim == 2 or image.shape[2] == 1:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2RGB)
    opponent = cv2.transform(image.astype(np.float32) / 255, _OPPONENT)
    means, deviations = cv2.meanStdDev(opponent)
    light = np.ascontiguousarray(opponent[..., 0])
    colour = np.hypot(opponent[..., 1], opponent[..., 2])
    few = max(1, colour.size // 10)  # the tenth with most colour
    shades = np.sort(light, axis=None)[(np.array([0.02, 0.1, 0.5, 0.9, 0.98]) * light.size).astype(int)]
    coarse = cv2.resize(opponent, (_COARSE, _COARSE), interpolation=cv2.INTER_AREA)
    edges = []
    for _ in range(3):
        across, down = cv2.absdiff(light[:, 1:], light[:, :-1]), cv2.absdiff(light[1:], light[:-1])
        edges += [*_sizes(across), *_sizes(down)]
        light = cv2.resize(light, (light.shape[1] // 2, light.shape[0] // 2), interpolation=cv2.INTER_AREA)
    parts = (
        means,
        deviations,
        [_log(float(colour.mean())), _log(float(np.partition(colour, -few, axis=None)[-few]))],
        shades,
        coarse[..., 0],
        edges,
    )
    return np.concatenate([np.ravel(part) for part in parts])


def _sizes(edges: Array) -> tuple[float, float, float]:
    """How strong edges are, how uneven, and what share of the image has none."""
    mean, deviation = cv2.meanStdDev(edges)
    return _log(float(mean[0, 0])), _log(float(deviation[0, 0])), float((edges < 1 / 200).mean())


def _log(value: float) -> float:
    """From about 0 for nothing to 1 for 1, alike steps for alike ratios."""
    return float(np.log2(1 / 1024 + value) / 10 + 1)


def _evenly(images: Pixels) -> Pixels:
    return images[np.linspace(0, len(images) - 1, min(MOST_IMAGES, len(images))).astype(np.int64)]
