"""Colours for levels 0..254: even in lightness, and told apart by every eye. 255, what is no map, is the ground."""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.mosaic import GUTTER, TOP
from cnn_desktop.core.preparation import Pixels

# Blue to yellow with near-white in the middle: CET-CBD1 of Peter Kovesi, CC-BY, every sixteenth of 255 entries.
_SIGNED = (
    (58, 144, 254), (97, 156, 253), (125, 167, 251), (148, 179, 250), (169, 190, 248), (187, 202, 247), (205, 214, 245),
    (222, 227, 243), (237, 237, 236), (233, 227, 211), (226, 214, 184), (218, 202, 157), (210, 190, 133),
    (200, 178, 107), (190, 167, 80), (179, 155, 51), (168, 144, 8),
)  # fmt: skip


def table(*, is_signed: bool, ground: tuple[int, int, int] = (255, 255, 255)) -> Pixels:
    """(256, 3) RGB: viridis from 0 up; for signed values two colours that meet in near-white at zero."""
    colours = np.empty((256, 3), np.uint8)
    if is_signed:
        places = np.linspace(0, TOP, len(_SIGNED))
        for part in range(3):
            colours[: TOP + 1, part] = np.rint(np.interp(np.arange(TOP + 1), places, [one[part] for one in _SIGNED]))
    else:
        levels = np.rint(np.linspace(0, 255, TOP + 1)).astype(np.uint8)[:, None]
        colours[: TOP + 1] = cv2.applyColorMap(levels, cv2.COLORMAP_VIRIDIS)[:, 0, ::-1]
    colours[GUTTER] = ground
    return colours


def coloured(levels: Array, *, is_signed: bool) -> Pixels:
    """Levels (rows, columns) as RGB."""
    return np.asarray(table(is_signed=is_signed)[levels], np.uint8)
