"""From the engine's pixels to the screen's, and one way to draw a small picture with rounded corners."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPixmap

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.theme import theme

CORNER = 4  # pixels; radius of a thumbnail's corners
TINY = 6  # times enlarged: from here on the pixels are shown as they are, not as a blur


def pixmap_of(pixels: Pixels) -> QPixmap:
    """`pixels` (h, w, 3) uint8 RGB as a pixmap of its own: the array may go."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    return QPixmap.fromImage(QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888))


def draw_thumbnail(painter: QPainter, rect: QRect, pixmap: QPixmap | None, corner: int = CORNER) -> None:
    """Fill `rect` with the middle of `pixmap`, corners rounded; a plain tile where there is none (yet)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not _is_tiny(pixmap, rect))
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect), corner, corner)
    painter.setClipPath(path)
    if pixmap is None or pixmap.isNull():
        painter.fillPath(path, QColor(theme().tokens.raised))
    else:
        painter.drawPixmap(rect, pixmap, _middle(pixmap, rect))
    painter.restore()


def fitted(pixmap: QPixmap, rect: QRect) -> QRect:
    """The largest place in the middle of `rect` that shows the whole of `pixmap`."""
    size = pixmap.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(0, 0, max(1, size.width()), max(1, size.height()))
    place.moveCenter(rect.center())
    return place


def large_enough(mark: QRectF, least: float, within: QRectF) -> QRectF:
    """`mark`, or a square of `least` pixels around it where it is too small to be seen; never beyond `within`."""
    if max(mark.width(), mark.height()) >= least:
        return mark
    seen = QRectF(0, 0, least, least)
    seen.moveCenter(mark.center())
    seen.moveLeft(max(within.left(), min(seen.left(), within.right() - least)))
    seen.moveTop(max(within.top(), min(seen.top(), within.bottom() - least)))
    return seen


def _is_tiny(pixmap: QPixmap | None, rect: QRect) -> bool:
    return pixmap is not None and TINY * max(pixmap.width(), pixmap.height()) < rect.width()


def _middle(pixmap: QPixmap, rect: QRect) -> QRect:
    """The part of `pixmap` with the proportions of `rect`."""
    size = rect.size().scaled(pixmap.size(), Qt.AspectRatioMode.KeepAspectRatio)
    source = QRect(0, 0, max(1, size.width()), max(1, size.height()))
    source.moveCenter(pixmap.rect().center())
    return source
