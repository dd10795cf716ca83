"""Images that begin small and grow while a network trains: early steps cost a fraction, and learn nearly as much.

Progressive resizing. Source: Howard 2018, https://www.fast.ai/posts/2018-08-10-fastai-diu-imagenet.html; Touvron et al.
2019, arXiv:1906.06423, for why the end is trained at the size that is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels

GROWING = 0.8  # of all steps; the rest are at full size
_STEP = 4  # pixels: so much larger at a time


@dataclass(frozen=True, slots=True)
class Growth:
    """From `first` to `full` pixels a side over the first part of `steps` steps."""

    first: int
    full: int
    steps: int

    def side(self, step: int) -> int:
        """Pixels a side of the batch of `step`, from 0."""
        growing = GROWING * self.steps
        if step >= growing:
            return self.full
        sides = range(self.first, self.full, _STEP)
        return sides[int(step / growing * len(sides))]

    def costs(self) -> Array:
        """(steps,) float64: how long each step takes, as a share of one at full size. By the number of pixels."""
        return np.array([(self.side(step) / self.full) ** 2 for step in range(self.steps)])


def resized(images: Pixels, side: int) -> Pixels:
    """`images` (n, full, full, channels) uint8 as (n, side, side, channels): each pixel the mean of what it covers."""
    if images.shape[1] == side:
        return images
    small = np.empty((len(images), side, side, images.shape[3]), np.uint8)
    for image, out in zip(images, small, strict=True):
        cv2.resize(image, (side, side), dst=out, interpolation=cv2.INTER_AREA)
    return small
