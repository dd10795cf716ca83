"""A share as a bar from nothing to all, with its 95 % interval, and where guessing would be."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.gui.theme import theme

HEIGHT, THICK = 20, 8  # pixels


class IntervalBar(QWidget):
    """Fixed when it is made."""

    def __init__(self, share: float, interval: tuple[float, float], guessing: float) -> None:
        super().__init__()
        self._share, self._interval, self._guessing = share, interval, guessing
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width, top = self.width() - 1, (self.height() - THICK) / 2
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(QRectF(0, top, width, THICK), THICK / 2, THICK / 2)
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(QRectF(0, top, max(THICK, width * self._share), THICK), THICK / 2, THICK / 2)
        painter.setPen(QPen(QColor(tokens.text), 1.5))
        middle, low, high = self.height() / 2, *(width * end for end in self._interval)
        painter.drawLine(round(low), round(middle), round(high), round(middle))
        for end in (low, high):
            painter.drawLine(round(end), round(middle) - 4, round(end), round(middle) + 4)
        painter.setPen(QPen(QColor(tokens.muted), 1))
        guessing = round(width * self._guessing)
        painter.drawLine(guessing, 1, guessing, self.height() - 1)
        painter.end()
