"""How often a map has which value."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.theme import SMALL, theme

BARS = 40  # pixels high
AXIS = 16  # pixels


class Histogram(QWidget):
    """Bars by the root of their count: one that holds nearly all would else hide the others."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: Array = np.zeros(0)
        self._edges: Array = np.zeros(1)
        self._value: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("How often the channel has which value")

    def show_counts(self, counts: Array, edges: Array) -> None:
        """`counts` (bins,), `edges` (bins + 1,)."""
        self._counts, self._edges = counts, edges
        self.update()

    def show_value(self, value: float | None) -> None:
        """Mark where `value` lies."""
        self._value = value
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, BARS + AXIS)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self._counts) or not self._counts.any():
            return
        painter, tokens = QPainter(self), theme().tokens
        low, high = float(self._edges[0]), float(self._edges[-1])
        heights = np.sqrt(self._counts / self._counts.max()) * (BARS - 2)
        wide = self.width() / len(heights)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.outline))
        for number, height in enumerate(heights):
            if height > 0:
                painter.drawRect(QRectF(number * wide, BARS - max(1.0, float(height)), max(1.0, wide - 1), height))
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(0, BARS, self.width(), BARS)
        if self._value is not None and low <= self._value <= high > low:  # else the bars are still another channel's
            x = (self._value - low) / (high - low) * self.width()
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawLine(round(x), 0, round(x), BARS)
        font = self.font()
        font.setPixelSize(SMALL)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        line = QRectF(0, BARS + 2, self.width(), AXIS - 2)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, words.number(low, 3))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, words.number(high, 3))
        if low < 0 < high:
            x = self.width() * -low / (high - low)
            if self.width() * 0.15 < x < self.width() * 0.85:
                painter.drawText(QRectF(x - 20, BARS + 2, 40, AXIS - 2), Qt.AlignmentFlag.AlignHCenter, "0")
        painter.end()
