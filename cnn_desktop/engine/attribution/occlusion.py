"""Occlusion: what the logit loses where a part of the image is covered. Needs no gradient; sees what really happens.

Covered with the mean colour of the image, by squares that overlap by half; a pixel's value is the mean of all squares
over it. Source: Zeiler and Fergus 2013, arXiv:1311.2901, section 4.2.
"""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.attribution.integrated_gradients import refuse_layer
from cnn_desktop.engine.attribution.network import Explained, Explanation, Watch, unwatched

ACROSS = 8  # squares beside each other, without the overlap
_BATCH = 32


def occlusion(
    network: Explained, seen: Pixels, class_index: int, layer: str | None = None, *, watch: Watch = unwatched
) -> Explanation:
    """`values` have the size of the image. Raises UserError for a `layer`."""
    refuse_layer(layer, "occlusion")
    side, image = seen.shape[0], seen.astype(np.float32)
    square = max(1, round(side / ACROSS))
    corners = [(row, column) for row in _starts(side, square) for column in _starts(side, square)]
    (logit,) = network.logits(image[None], class_index)
    total, count = np.zeros((side, side), np.float64), np.zeros((side, side), np.float64)
    for start in range(0, len(corners), _BATCH):
        some = corners[start : start + _BATCH]
        covered = np.stack([_covered(image, corner, square) for corner in some])
        for (row, column), left in zip(some, network.logits(covered, class_index), strict=True):
            total[row : row + square, column : column + square] += logit - left
            count[row : row + square, column : column + square] += 1
        watch(start + len(some), len(corners), lambda: _mean(total, count))
    return Explanation(_mean(total, count), "", float(logit))


def _mean(total: Array, count: Array) -> Array:
    return np.asarray(total / np.maximum(count, 1), np.float32)


def _starts(side: int, square: int) -> list[int]:
    """Every half square, and the last one at the border, so that every pixel is covered."""
    return sorted({*range(0, side - square + 1, max(1, square // 2)), side - square})


def _covered(image: Array, corner: tuple[int, int], square: int) -> Array:
    row, column = corner
    covered = image.copy()
    covered[row : row + square, column : column + square] = image.mean(axis=(0, 1))
    return covered
