"""A table of numbers large enough for a wall: one place is chosen, a window may stand on it, numbers can be typed in.

Arrow keys and clicks choose; a digit, Enter, F2 or a double click begins to write. Told what to show, and how large.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.learn.cell_editor import CellEditor
from cnn_desktop.gui.theme import SMALL, Tokens, theme

Place: TypeAlias = tuple[int, int]  # row, column

NOTED = 40  # pixels: a smaller cell has no room for a note under its number
_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


class NumberTable(QWidget):
    """`show_values` (rows, columns); every cell has `side` pixels."""

    chosen = Signal(object)  # Place
    written = Signal(object)  # Array: all values, one of them new
    refused = Signal(object)  # UserError: what was written is no number
    accepted = Signal()  # what was written is one

    def __init__(self, name: str, *, is_editable: bool = False, digits: int = 4) -> None:
        """`digits`: how many figures of a number are shown; its tooltip shows all."""
        super().__init__()
        self._digits = digits
        self._is_editable = is_editable
        self._values: Array = np.zeros((1, 1))
        self._notes: dict[Place, str] = {}
        self._window: QRect | None = None  # in cells
        self._hatched: Array | None = None
        self._struck: Array | None = None
        self._place: Place = (0, 0)
        self._side = NOTED
        self._editor: CellEditor | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        theme().changed.connect(self._on_theme)

    # ------------------------------------------------------------ told from outside

    @property
    def values(self) -> Array:
        return self._values

    @property
    def place(self) -> Place:
        return self._place

    @property
    def shape(self) -> Place:
        rows, columns = self._values.shape
        return int(rows), int(columns)

    def show_values(self, values: Array, *, hatched: Array | None = None, struck: Array | None = None) -> None:
        """`hatched` and `struck` are True where a number is no part of it, and where it is wrong."""
        self._values, self._hatched, self._struck = np.asarray(values, np.float64), hatched, struck
        self._place = (min(self._place[0], self.shape[0] - 1), min(self._place[1], self.shape[1] - 1))
        self._describe()
        self.update()

    def show_place(self, place: Place) -> None:
        self._place = place
        self._describe()
        self.update()

    def show_window(self, window: QRect | None, notes: dict[Place, str] | None = None) -> None:
        """Frame `window` (in cells), and write `notes` under the numbers they are given for."""
        self._window, self._notes = window, notes or {}
        self.update()

    def set_side(self, side: int) -> None:
        self._side = side
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        rows, columns = self.shape
        return QSize(columns * self._side + 3, rows * self._side + 3)

    def cell(self, place: Place) -> QRect:
        row, column = place
        return QRect(1 + column * self._side, 1 + row * self._side, self._side, self._side)

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setFont(self._font())
        for place in np.ndindex(self.shape):
            self._paint_cell(painter, tokens, (place[0], place[1]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._window is not None:
            painter.setPen(QPen(QColor(tokens.accent), 3))
            first, last = self._window.topLeft(), self._window.bottomRight()
            painter.drawRect(self.cell((first.y(), first.x())).united(self.cell((last.y(), last.x()))))
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(self.cell(self._place).adjusted(4, 4, -4, -4))
        painter.end()

    def _paint_cell(self, painter: QPainter, tokens: Tokens, place: Place) -> None:
        cell = self.cell(place)
        is_within = self._window is not None and self._window.contains(place[1], place[0])
        painter.fillRect(cell, QColor(tokens.selection if is_within else tokens.surface))
        if self._hatched is not None and self._hatched[place]:
            painter.fillRect(cell, QBrush(QColor(tokens.border), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawRect(cell)
        is_struck = self._struck is not None and bool(self._struck[place])
        painter.setPen(QColor(tokens.danger if is_struck else tokens.text))
        note = self._notes.get(place, "") if self._side >= NOTED else ""
        number = cell.adjusted(0, 0, 0, -self._side * 3 // 10) if note else cell
        text = words.short(float(self._values[place]), self._digits)
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, text)
        if is_struck:
            half = QPoint(painter.fontMetrics().horizontalAdvance(text) // 2 + 2, -self._side // 5)
            painter.drawLine(cell.center() - half, cell.center() + half)  # aslant: it must not look like a minus
        if note:
            self._paint_note(painter, tokens, cell, note)

    def _paint_note(self, painter: QPainter, tokens: Tokens, cell: QRect, note: str) -> None:
        font = painter.font()
        smaller = QFont(font)
        smaller.setPixelSize(max(SMALL, self._side // 5))
        painter.setFont(smaller)
        painter.setPen(QColor(tokens.accent))
        painter.drawText(cell.adjusted(0, self._side // 2, 0, -2), Qt.AlignmentFlag.AlignCenter, note)
        painter.setFont(font)

    def _font(self) -> QFont:
        """The largest in which every number has room."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Medium)
        font.setPixelSize(max(SMALL, self._side * 36 // 100))
        metrics = QFontMetrics(font)
        widest = max(metrics.horizontalAdvance(words.short(float(value), self._digits)) for value in self._values.flat)
        room = self._side - 8
        if widest > room:
            font.setPixelSize(max(9, font.pixelSize() * room // widest))
        return font

    @Slot()
    def _on_theme(self) -> None:
        self.update()

    def _describe(self) -> None:
        row, column = self._place
        value = words.exact(float(self._values[self._place]))
        self.setAccessibleDescription(f"Row {row + 1}, column {column + 1}: {value}")

    # ------------------------------------------------------------ choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if place is not None:
            self._choose(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._place_at(event.position().toPoint()) is not None:
            self._edit(words.exact(float(self._values[self._place])))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
        if step is not None:
            rows, columns = self.shape
            row, column = self._place[0] + step[0], self._place[1] + step[1]
            self._choose((min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self._is_editable:
            self._edit(words.exact(float(self._values[self._place])))
        elif self._is_editable and is_plain and event.text() and event.text() in "0123456789.,-−+":
            self._edit(event.text())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            place = self._place_at(event.pos())
            if place is not None:
                QToolTip.showText(event.globalPos(), words.exact(float(self._values[place])), self)
            return True
        return super().event(event)

    def _choose(self, place: Place) -> None:
        self.show_place(place)
        self.chosen.emit(place)

    def _place_at(self, point: QPoint) -> Place | None:
        row, column = (point.y() - 1) // self._side, (point.x() - 1) // self._side
        rows, columns = self.shape
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None

    # ------------------------------------------------------------ writing

    def _edit(self, text: str) -> None:
        if not self._is_editable or self._editor is not None:
            return
        self._editor = CellEditor(self, self.cell(self._place), text)
        self._editor.finished.connect(self._on_written)
        self._editor.cancelled.connect(self._close_editor)

    @Slot(object, object)
    def _on_written(self, text: str, is_left: bool) -> None:
        """A number is taken; of anything else is said why not, and it stays to be corrected unless it was left."""
        editor = self._editor
        if editor is None:
            return
        try:
            value = words.number_in(text)
        except UserError as error:
            self.refused.emit(error)
            editor.show_invalid()
            if is_left:
                self._close_editor()
            return
        values = self._values.copy()
        values[self._place] = value
        self._close_editor()
        self.accepted.emit()
        self.written.emit(values)

    @Slot()
    def _close_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            had_focus = editor.hasFocus()
            editor.close_quietly()
            if had_focus:
                self.setFocus()
