"""One map enlarged: the value under the pointer is told, a click or an arrow key chooses a unit."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.receptive_field import Pair
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.widgets.pixels import CORNER, large_enough

GRID_FROM = 10  # pixels for a value: from here on a grid tells them apart
SINGLE = 72  # pixels; the height of a map of one value
LEAST, ENOUGH = 80, 112  # pixels; of any other: with less, what stands below it gives way too
MARKED = 9  # pixels; the smallest frame that can be seen

_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class MapView(QWidget):
    """`levels` (rows, columns) in the colours of the mosaic."""

    unit_chosen = Signal(object)  # (row, column)
    unit_pointed = Signal(object)  # (row, column) | None
    explain_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._levels: Pixels | None = None
        self._palette: Palette = ()
        self._unit: Pair = (0, 0)
        self._pointed: Pair | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("The chosen channel")

    def show_levels(self, levels: Pixels | None) -> None:
        self._levels = None if levels is None else np.ascontiguousarray(levels)
        self._pointed = None
        self._limit_height()
        self.update()

    def renew(self, levels: Pixels) -> None:
        """Other values of the same map."""
        self._levels = np.ascontiguousarray(levels)
        self.update()

    def show_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def show_unit(self, unit: Pair) -> None:
        self._unit = unit
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, ENOUGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._limit_height()

    def _limit_height(self) -> None:
        """Square where there is room for it; a single value needs little."""
        is_single = self._levels is not None and self._levels.size == 1
        self.setMinimumHeight(SINGLE if is_single else LEAST)
        self.setMaximumHeight(SINGLE if is_single else max(LEAST, self.width()))

    # ------------------------------------------------------------ drawing

    def _place(self) -> QRectF:
        """Where the map lies: as large as it can be, in the middle."""
        if self._levels is None:
            return QRectF()
        rows, columns = self._levels.shape
        scale = min(self.width() / columns, self.height() / rows)
        place = QRectF(0, 0, scale * columns, scale * rows)
        place.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        return place

    def _rect_of(self, unit: Pair) -> QRectF:
        rows, columns = self._levels.shape if self._levels is not None else (1, 1)
        place = self._place()
        wide, high = place.width() / columns, place.height() / rows
        return QRectF(place.left() + unit[1] * wide, place.top() + unit[0] * high, wide, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        if self._levels is None or not self._palette:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.raised))
            painter.drawRoundedRect(self.rect(), CORNER, CORNER)
            painter.end()
            return
        rows, columns = self._levels.shape
        image = QImage(self._levels.data, columns, rows, columns, QImage.Format.Format_Indexed8)
        image.setColorTable(list(self._palette))
        place = self._place()
        painter.drawImage(place, image)
        if place.width() / columns >= GRID_FROM:
            self._draw_grid(painter, place, rows, columns)
        is_single = self._levels.size == 1
        if not is_single and self._pointed is not None and self._pointed != self._unit:
            self._draw_mark(painter, self._pointed, tokens.text, 1)
        if not is_single:
            self._draw_mark(painter, self._unit, tokens.accent, 2)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _draw_grid(self, painter: QPainter, place: QRectF, rows: int, columns: int) -> None:
        painter.setPen(QPen(QColor(128, 128, 128, 70), 1))
        for column in range(1, columns):
            x = round(place.left() + column * place.width() / columns)
            painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
        for row in range(1, rows):
            y = round(place.top() + row * place.height() / rows)
            painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))

    def _draw_mark(self, painter: QPainter, unit: Pair, colour: str, thickness: int) -> None:
        """A frame that is seen on any colour: dark, bright, dark."""
        rect = large_enough(self._rect_of(unit), MARKED, self._place())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 200), thickness + 4))
        painter.drawRect(rect)
        painter.setPen(QPen(QColor("#ffffff"), thickness + 2))
        painter.drawRect(rect)
        painter.setPen(QPen(QColor(colour), thickness))
        painter.drawRect(rect)

    # ------------------------------------------------------------ pointer and keys

    def unit_at(self, point: QPointF) -> Pair | None:
        place = self._place()
        if self._levels is None or not place.contains(point):
            return None
        rows, columns = self._levels.shape
        row = int((point.y() - place.top()) * rows / place.height())
        column = int((point.x() - place.left()) * columns / place.width())
        return min(row, rows - 1), min(column, columns - 1)

    def centre_of(self, unit: Pair) -> QRect:
        """Where a unit is drawn."""
        return self._rect_of(unit).toAlignedRect()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        unit = self.unit_at(event.position())
        if event.buttons() & Qt.MouseButton.LeftButton and unit is not None:
            self.unit_chosen.emit(unit)
        self._point_at(unit)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        unit = self.unit_at(event.position())
        if unit is not None:
            self.unit_chosen.emit(unit)
            self.explain_asked.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is not None:
            self.unit_chosen.emit((self._unit[0] + way[0], self._unit[1] + way[1]))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.explain_asked.emit()
        else:
            super().keyPressEvent(event)

    def _point_at(self, unit: Pair | None) -> None:
        if unit != self._pointed:
            self._pointed = unit
            self.unit_pointed.emit(unit)
            self.update()
