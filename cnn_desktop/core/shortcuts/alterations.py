"""Ways to alter prepared images: each takes something away that a network should do without, or cannot.

What is masked gets the mean colour of the rest: black would be an edge that no image had.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels

BORDER = 0.15  # of the side, all around: half of the image
CENTRE = 0.25  # of the side, kept all around: a quarter of the image is masked
BLUR = 0.03  # of the side: the deviation of the Gaussian
TURN = 10  # degrees
DARKER = 0.5  # of each value


def _without_border(image: Pixels) -> Pixels:
    inside = _inside(image, BORDER)
    return np.where(inside, image, _mean(image, inside))


def _without_centre(image: Pixels) -> Pixels:
    inside = _inside(image, CENTRE)
    return np.where(inside, _mean(image, ~inside), image)


def _grey(image: Pixels) -> Pixels:
    if image.shape[2] == 1:
        return image
    grey = cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2GRAY)
    return np.repeat(grey[:, :, None], 3, axis=2)


def _blurred(image: Pixels) -> Pixels:
    deviation = max(0.8, BLUR * image.shape[0])
    return np.asarray(cv2.GaussianBlur(image, (0, 0), deviation), np.uint8).reshape(image.shape)


def _turned(image: Pixels) -> Pixels:
    side = image.shape[0]
    middle = ((side - 1) / 2, (side - 1) / 2)
    matrix = cv2.getRotationMatrix2D(middle, TURN, 1)
    turned = cv2.warpAffine(image, matrix, (side, side), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8).reshape(image.shape)


def _darker(image: Pixels) -> Pixels:
    return np.asarray(image * DARKER, np.uint8)


WAYS: Mapping[str, Callable[[Pixels], Pixels]] = MappingProxyType(
    {
        "border": _without_border,
        "centre": _without_centre,
        "grey": _grey,
        "blurred": _blurred,
        "turned": _turned,
        "darker": _darker,
    }
)


def altered(images: Pixels, way: str) -> Pixels:
    """(n, side, side, channels) uint8, each in one of `WAYS`."""
    return np.stack([WAYS[way](image) for image in images])


def _inside(image: Pixels, share: float) -> Array:
    """(side, side, 1): whether a place lies farther than `share` from every edge."""
    side = image.shape[0]
    edge = max(1, round(side * share))
    inside = np.zeros((side, side, 1), bool)
    inside[edge : side - edge, edge : side - edge] = True
    return inside


def _mean(image: Pixels, seen: Array) -> Pixels:
    """(channels,) the mean colour of what stays in sight: that of the whole would tell what is masked."""
    return np.asarray(np.rint(image[seen[:, :, 0]].mean(axis=0)), np.uint8)
