"""What a unit saw of an image, cut out of what its network saw: as large as its field, grey beside the image."""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.receptive_field import Box

BESIDE = 128  # the grey beside the image
LEAST = 9  # pixels; around a smaller field something of the image is shown, or it would say nothing


def patch(seen: Pixels, box: Box, side: int) -> Pixels:
    """The part of `seen` (size, size, 1 or 3) in `box`, (side, side, 3): each pixel a square where it is enlarged."""
    reach = max(int(box.height), int(box.width), LEAST)
    top = round((box.top + box.bottom - reach) / 2)
    left = round((box.left + box.right - reach) / 2)
    canvas = np.full((reach, reach, 3), BESIDE, np.uint8)
    rows = slice(max(0, top), min(seen.shape[0], top + reach))
    columns = slice(max(0, left), min(seen.shape[1], left + reach))
    canvas[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = seen[rows, columns]
    how = cv2.INTER_NEAREST if reach < side else cv2.INTER_AREA
    return np.asarray(cv2.resize(canvas, (side, side), interpolation=how), np.uint8)
