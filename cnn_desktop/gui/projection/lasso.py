"""What lies above the points while the pointer works: a line drawn around some of them, the picture of one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.gui.theme import RADIUS, SPACE, theme
from cnn_desktop.gui.widgets.pixels import draw_thumbnail

PICTURE = 112  # pixels; of the image under the pointer


def within(pixels: Array, line: Sequence[QPointF], size: tuple[int, int]) -> Array:
    """(n,) bool: which of `pixels` (n, 2), all in a view of `size` (width, height), a closed `line` encloses."""
    corners = np.array([[point.x(), point.y()] for point in line], np.int32)
    ground = np.zeros((max(1, size[1]), max(1, size[0])), np.uint8)
    cv2.fillPoly(ground, [corners], (1,))
    across, down = pixels.astype(np.int64).T
    return np.asarray(ground[down, across] > 0)


def draw_lasso(painter: QPainter, line: Sequence[QPointF]) -> None:
    fill = QColor(theme().tokens.accent)
    painter.setPen(QPen(fill, 1.5))
    fill.setAlpha(30)
    painter.setBrush(fill)
    painter.drawPolygon(QPolygonF(list(line)))


def draw_picture(painter: QPainter, pixmap: QPixmap, point: Array, view: QRect) -> None:
    """Beside a point (x, y), where there is room in the view."""
    x, y = (round(float(side)) for side in point)
    left = x + 2 * SPACE if x + 2 * SPACE + PICTURE + SPACE < view.width() else x - 2 * SPACE - PICTURE
    top = min(max(y - PICTURE // 2, SPACE), view.height() - PICTURE - SPACE)
    place, tokens = QRect(left, top, PICTURE, PICTURE), theme().tokens
    painter.setPen(QPen(QColor(tokens.border), 1))
    painter.setBrush(QColor(tokens.surface))
    painter.drawRoundedRect(QRectF(place).adjusted(-4.5, -4.5, 4.5, 4.5), RADIUS, RADIUS)
    draw_thumbnail(painter, place, pixmap)
