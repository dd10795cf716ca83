"""The colours and the numbers they stand for."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.mosaic import TOP
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.theme import SMALL, SPACE, theme

BAR = 8  # pixels; the height of the colours
WIDEST = 320  # pixels


class Legend(QWidget):
    """A bar from the lowest to the highest value, zero marked where it lies between them."""

    def __init__(self) -> None:
        super().__init__()
        self._low, self._high, self._is_cut = 0.0, 1.0, False
        self._palette: Palette = ()
        self._ramp = np.arange(TOP + 1, dtype=np.uint8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(WIDEST)

    def show_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def show_limits(self, low: float, high: float, *, is_cut: bool) -> None:
        """`is_cut`: some values lie beyond, and have the last colour too."""
        self._low, self._high, self._is_cut = low, high, is_cut
        self.setAccessibleName(f"Colours from {words.number(low)} to {words.number(high)}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, BAR + 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, BAR + 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._palette:
            return
        painter, tokens = QPainter(self), theme().tokens
        image = QImage(self._ramp.data, TOP + 1, 1, TOP + 1, QImage.Format.Format_Indexed8)
        image.setColorTable(list(self._palette))
        painter.drawImage(QRect(0, 0, self.width(), BAR), image)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawRect(QRect(0, 0, self.width() - 1, BAR - 1))
        font = self.font()
        font.setPixelSize(SMALL)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        place = QRect(0, BAR + 2, self.width(), 14)
        below = "≤ " if self._is_cut and self._low < 0 else ""
        above = "≥ " if self._is_cut else ""
        for text, side in (
            (below + words.number(self._low, 3), Qt.AlignmentFlag.AlignLeft),
            (above + words.number(self._high, 3), Qt.AlignmentFlag.AlignRight),
        ):
            painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, text)
        if self._low < 0 < self._high:
            x = round(self.width() * -self._low / (self._high - self._low))
            painter.drawLine(x, BAR, x, BAR + 2)
            painter.drawText(
                QRect(x - 2 * SPACE, BAR + 2, 4 * SPACE, 14),
                Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter,
                "0",
            )
        painter.end()
