"""A row of small square pictures, as many as fit. Draws only; what to load is its owner's business."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.pixels import draw_thumbnail


class ThumbnailStrip(QWidget):
    """`None` stands for a picture that is still being read: an empty tile."""

    def __init__(self, side: int = 40) -> None:
        super().__init__()
        self._side = side
        self._pixmaps: tuple[QPixmap | None, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_pixmaps(self, pixmaps: Sequence[QPixmap | None]) -> None:
        self._pixmaps = tuple(pixmaps)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        count = max(1, len(self._pixmaps))
        return QSize(count * (self._side + SPACE // 2) - SPACE // 2, self._side)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = QRect(0, 0, self._side, self._side)
        for pixmap in self._pixmaps:
            if place.right() > self.width():
                break
            draw_thumbnail(painter, place, pixmap)
            place.translate(self._side + SPACE // 2, 0)
        painter.end()
