"""All points as one picture, as they are seen until the view or the points change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from cnn_desktop.core.evaluation import Array
from cnn_desktop.gui.projection import marks
from cnn_desktop.gui.projection.marks import Mark
from cnn_desktop.gui.theme import theme


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """`pixels` (n, 2) in the view; `kinds` (n,) numbers into `marks`; `selected` (n,) bool, or empty: none is."""

    pixels: Array
    kinds: Array
    marks: list[Mark]
    selected: Array


def picture_of(points: Points, size: QSize, *, ratio: float, diameter: float) -> QImage:
    """`size` at a device-pixel `ratio`; points are `diameter` across.

    Those of the last mark lie above the others; where any are selected, the others are paled and lie below.
    """
    width, height = (max(1, round(side * ratio)) for side in (size.width(), size.height()))
    ground = marks.rgb(theme().tokens.surface)
    shown, kinds = list(points.marks), points.kinds
    order = np.argsort(kinds == len(shown) - 1, kind="stable")
    if points.selected.any() and len(points.selected) == len(kinds):
        shown += [marks.paled(mark, ground) for mark in points.marks]
        kinds = np.where(points.selected, kinds, kinds + len(points.marks))
        order = np.argsort(points.selected, kind="stable")
    levels = marks.drawn(
        points.pixels[order] * ratio, kinds[order], shown, (width, height), ground, round(diameter * ratio)
    )
    image = QImage(levels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()  # of its own
    image.setDevicePixelRatio(ratio)
    return image
