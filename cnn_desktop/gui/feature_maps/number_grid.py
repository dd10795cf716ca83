"""A small table of numbers on their colours: a window of the input, a kernel, or the products of both."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.theme import SMALL, theme

LARGEST, SMALLEST = 56, 3  # pixels; the side of a cell
HIGHEST = 252  # pixels; of all rows
LINED = 8  # pixels: a narrower cell has no frame
READABLE = 30  # pixels: a narrower cell has no room for a number


class NumberGrid(QWidget):
    """`values` (rows, columns) in the palette of signed values, on a scale of their own."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._values: Array | None = None
        self._inside: Array | None = None
        self._palette: Palette = ()
        self._side = LARGEST
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def show_values(self, values: Array, inside: Array | None, room: int) -> None:
        """`inside` is False where there is only padding; `room` is the width there is for it, in pixels."""
        self._values, self._inside = values, inside
        rows, columns = values.shape
        self._side = min(max(min(room // columns, max(HIGHEST // rows, 36 if rows <= 7 else 0)), SMALLEST), LARGEST)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if self._values is None:
            return QSize(0, 0)
        rows, columns = self._values.shape
        return QSize(columns * self._side + 1, rows * self._height() + 1)

    def _height(self) -> int:
        return min(self._side, 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._values is None or not self._palette:
            return
        painter, tokens = QPainter(self), theme().tokens
        font = self.font()
        font.setPixelSize(SMALL if self._side < 48 else SMALL + 1)
        painter.setFont(font)
        span = max(float(np.abs(self._values).max()), 1e-12)
        for row, column in np.ndindex(self._values.shape):
            value = float(self._values[row, column])
            place = QRect(column * self._side, row * self._height(), self._side, self._height())
            colour = QColor(self._palette[round(127 + 127 * value / span)])
            painter.fillRect(place, colour)
            if self._inside is not None and not self._inside[row, column]:
                painter.fillRect(place, QBrush(QColor(tokens.outline), Qt.BrushStyle.BDiagPattern))
            if self._side >= LINED:
                painter.setPen(QPen(QColor(tokens.border), 1))
                painter.drawRect(place)
            if self._side >= READABLE:
                painter.setPen(_ink(colour))
                digits = 3 if self._side >= 46 else 2
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words.number(_short(value, digits), digits))
        painter.end()

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent) and self._values is not None:
            cell = self._cell_at(event.pos())
            if cell is not None:
                QToolTip.showText(event.globalPos(), words.number(float(self._values[cell]), 7), self)
            return True
        return super().event(event)  # type: ignore[arg-type]  # Qt calls it with a QEvent

    def _cell_at(self, point: QPoint) -> tuple[int, int] | None:
        row, column = point.y() // self._height(), point.x() // self._side
        rows, columns = self._values.shape if self._values is not None else (0, 0)
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None


def _short(value: float, digits: int) -> float:
    """So small that it would need a power of ten: 0, as far as the cell can say."""
    return 0.0 if abs(value) < 10.0**-digits / 2 else round(value, digits) if abs(value) < 1 else value


def _ink(ground: QColor) -> QColor:
    bright = 0.299 * ground.red() + 0.587 * ground.green() + 0.114 * ground.blue()
    return QColor("#16181d" if bright > 130 else "#f4f5f7")
