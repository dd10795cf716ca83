"""The visible maps of a layer as one picture of levels. NumPy only; the colours come later, from a table.

Draws what is in view at the size it is seen in, so that its cost follows the window and not the layer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.mosaic import GUTTER, TOP
from cnn_desktop.core.preparation import Pixels

HATCHED = TOP  # the level of the lines over a constant map; what is seen is kept below it
HATCH = 12  # pixels between the lines that mark a constant map
_HATCHED_FROM = 24  # a smaller map has no room for lines: every other pixel of it is left out


def enlarged(levels: Pixels, width: int, height: int) -> Pixels:
    """Every map of `levels` (n, rows, columns) as (n, height, width): means where it shrinks, squares where it grows.

    One call for all: they lie one below the other, and each edge falls on an edge.
    """
    count, rows, columns = levels.shape
    if (rows, columns) == (height, width):
        return levels
    shrinks = width < columns or height < rows
    how = cv2.INTER_AREA if shrinks else cv2.INTER_NEAREST
    stacked = np.ascontiguousarray(levels).reshape(count * rows, columns)
    return np.asarray(cv2.resize(stacked, (width, count * height), interpolation=how), np.uint8).reshape(
        count, height, width
    )


def arranged(levels: Pixels, is_constant: Array, columns: int, width: int, height: int, pitch: Sequence[int]) -> Pixels:
    """`levels` (n, rows, columns) in rows of `columns` maps, each `width` × `height`; `pitch` (x, y) from map to map.

    What is no map has the level `GUTTER`. A map without a pattern is hatched with lines of the level `HATCHED`.
    """
    across, down = pitch
    count = len(levels)
    lines = -(-count // columns)
    tiles = np.full((lines * columns, height, width), GUTTER, np.uint8)
    np.minimum(enlarged(levels, width, height), HATCHED - 1, out=tiles[:count])
    if is_constant.any():
        tiles[:count][is_constant] = np.where(_hatch(width, height), HATCHED, tiles[:count][is_constant])
    canvas = np.full((lines * down, columns * across), GUTTER, np.uint8)
    cells = canvas.reshape(lines, down, columns, across)
    cells[:, :height, :, :width] = tiles.reshape(lines, columns, height, width).transpose(0, 2, 1, 3)
    return canvas


def _hatch(width: int, height: int) -> Array:
    rows, columns = np.indices((height, width))
    return np.asarray((rows + columns) % (HATCH if min(width, height) >= _HATCHED_FROM else 2) == 0)
