"""How the value grew, step by step: a line, with its ends in numbers."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.gui.feature_maps.words import number
from cnn_desktop.gui.theme import SMALL, theme


class ValueCurve(QWidget):
    """Draws what it is told; the range follows."""

    def __init__(self) -> None:
        super().__init__()
        self._values: tuple[tuple[int, float], ...] = ()
        self._steps = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("How the value grew")

    def show_values(self, values: tuple[tuple[int, float], ...], steps: int) -> None:
        """(step, value) of some of `steps`."""
        self._values, self._steps = values, steps
        if values:
            self.setAccessibleDescription(f"From {number(values[0][1])} to {number(values[-1][1])}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(2, 4, -2, -SMALL - 8)
        painter.setPen(QColor(tokens.border))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        if len(self._values) > 1:
            low = min(value for _, value in self._values)
            reach = max(value for _, value in self._values) - low or 1.0
            across, up = room.width() / self._steps, room.height() / reach
            points = [
                QPointF(room.left() + across * step, room.bottom() - up * (value - low)) for step, value in self._values
            ]
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawPolyline(QPolygonF(points))
            font = painter.font()
            font.setPixelSize(SMALL)
            painter.setFont(font)
            painter.setPen(QColor(tokens.muted))
            below = QRect(0, self.height() - SMALL - 6, self.width(), SMALL + 6)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, number(self._values[0][1], 3))
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, f"{self._steps:,} steps")
            painter.drawText(below, Qt.AlignmentFlag.AlignRight, number(self._values[-1][1], 3))
        painter.end()
