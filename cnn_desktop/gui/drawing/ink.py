"""Strokes as pixels, the same on the screen and for the network."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.models.drawing import Drawing, Stroke

SIDE = 448  # pixels of the sheet that the network is given: 16 times those of MNIST
_PAPER, _BOARD = 255, 0


def sheet(strokes: tuple[Stroke, ...], *, is_light_on_dark: bool, side: int = SIDE) -> QImage:
    """All `strokes` on an empty sheet of `side` pixels."""
    image = QImage(side, side, QImage.Format.Format_RGB888)
    image.fill(QColor(*[_BOARD if is_light_on_dark else _PAPER] * 3))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for stroke in strokes:
        draw(painter, stroke, side, is_light_on_dark=is_light_on_dark)
    painter.end()
    return image


def draw(painter: QPainter, stroke: Stroke, side: float, *, is_light_on_dark: bool) -> None:
    """One stroke, or its newest part; a single point is a dot. Parts of one width are one line: quicker, no seams."""
    pen = QPen(QColor(*[_PAPER if is_light_on_dark else _BOARD] * 3))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    points = [QPointF(x * side, y * side) for x, y, _ in stroke]
    if len(points) == 1:
        points.append(points[0] + QPointF(0.01, 0))
    widths = [round(2 * width * side) / 2 for _, _, width in stroke[1:] or stroke]  # of the segment that ends there
    first = 0
    for width, segments in itertools.groupby(widths):
        count = len(list(segments))
        pen.setWidthF(max(1.0, width))
        painter.setPen(pen)
        painter.drawPolyline(points[first : first + count + 1])
        first += count


def pixels_of_drawing(drawing: Drawing, is_light_on_dark: bool) -> Pixels:
    """The sheet as the network is given it: (SIDE, SIDE, 3) uint8 RGB."""
    image = sheet(drawing.strokes, is_light_on_dark=is_light_on_dark)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return lines[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()
