"""The confusion matrix: a cell is as strong as it is frequent, and is chosen by a click or by the arrow keys.

Told what to show. Right answers lie on the diagonal, in another colour than mistakes, and every number stands in its
cell where there is room, and beside the matrix for the cell under the pointer.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.names import counted, quoted, shown_name
from cnn_desktop.core.results.classes import row_shares
from cnn_desktop.gui.theme import SMALL, SPACE, theme

LABELS = 96  # pixels at most for the names of classes
SMALLEST, LARGEST = 1.0, 104.0  # pixels of a cell
_NUMBERS_FROM = 18  # pixels of a cell that has room for its number
_NAMES_FROM = 12  # pixels of a cell whose class is named
_STRONGEST = 0.62  # opacity; text stays readable on it

Cell = tuple[int, int]  # true class, predicted class


class ConfusionMatrix(QWidget):
    """`chosen` follows clicks and keys; Escape lets go."""

    cell_chosen = Signal(object)  # Cell, or None
    cell_pointed = Signal(object)  # Cell, or None: the one under the pointer

    def __init__(self) -> None:
        super().__init__()
        self._classes: tuple[str, ...] = ()
        self._counts = np.zeros((0, 0), np.int64)
        self._shares = np.zeros((0, 0))
        self._shows_shares = False
        self._chosen: Cell | None = None
        self._pointed: Cell | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Confusion matrix")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(LABELS + 160, 200)

    @property
    def chosen(self) -> Cell | None:
        return self._chosen

    def show_matrix(self, classes: tuple[str, ...], counts: Array) -> None:
        """`counts` (classes, classes): row true, column predicted."""
        if classes != self._classes:
            self._chosen = self._pointed = None
        self._classes, self._counts, self._shares = classes, counts, row_shares(counts)
        self.updateGeometry()
        self._describe()
        self.update()

    def show_shares(self, shows_shares: bool) -> None:
        """Per cent of each true class, or counts."""
        self._shows_shares = shows_shares
        self.update()

    def show_chosen(self, cell: Cell | None) -> None:
        if cell != self._chosen:
            self._chosen = cell
            self._describe()
            self.update()

    def words(self, cell: Cell) -> str:
        """“7 of 36 images of “fern” were taken for “daisy””."""
        true, predicted = cell
        count, of_class = int(self._counts[true, predicted]), int(self._counts[true].sum())
        verb = "was" if count == 1 else "were"
        what = "recognised" if true == predicted else f"taken for {quoted(self._classes[predicted])}"
        share = f" ({100 * self._shares[true, predicted]:.0f} %)" if of_class else ""
        return f"{count:,} of {counted(of_class, 'image')} of {quoted(self._classes[true])}{share} {verb} {what}"

    def cell_at(self, at: QPointF) -> Cell | None:
        cell, place = self._side, self._place
        if cell <= 0 or not place.contains(at.toPoint()):
            return None
        column, row = int((at.x() - place.left()) // cell), int((at.y() - place.top()) // cell)
        return (row, column) if row < len(self._classes) and column < len(self._classes) else None

    def centre_of(self, cell: Cell) -> QPointF:
        side, place = self._side, self._place
        return QPointF(place.left() + (cell[1] + 0.5) * side, place.top() + (cell[0] + 0.5) * side)

    # ------------------------------------------------------------ where things are

    @property
    def _margin(self) -> int:
        """For the names of the classes, as far as cells have room for them."""
        if self._fitted(LABELS) < _NAMES_FROM:
            return 24
        metrics = self.fontMetrics()
        longest = max((metrics.horizontalAdvance(shown_name(name)) for name in self._classes), default=0)
        return min(LABELS, longest + SPACE) + 20

    def _fitted(self, margin: int) -> float:
        n = max(1, len(self._classes))
        room = min(self.width() - margin - SPACE, self.height() - margin - SPACE)
        return min(LARGEST, max(SMALLEST, room / n))

    @property
    def _side(self) -> float:
        return self._fitted(self._margin)

    @property
    def _place(self) -> QRect:
        """Of the cells."""
        side = math.ceil(self._side * len(self._classes))
        return QRect(self._margin, self._margin, side, side)

    def sizeHint(self) -> QSize:
        side = LABELS + 20 + min(44, max(9, 420 // max(1, len(self._classes)))) * len(self._classes)
        return QSize(side, side)

    # ------------------------------------------------------------ keys and pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            cell = self.cell_at(event.position())
            self._choose(None if cell == self._chosen else cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, n = Qt.Key, len(self._classes)
        steps = {keys.Key_Left: (0, -1), keys.Key_Right: (0, 1), keys.Key_Up: (-1, 0), keys.Key_Down: (1, 0)}
        key = Qt.Key(event.key())
        if key == keys.Key_Escape and self._chosen is not None:
            self._choose(None)
        elif key in steps and n:
            if self._chosen is None:
                self._choose(self._worst())
            else:
                row, column = self._chosen[0] + steps[key][0], self._chosen[1] + steps[key][1]
                self._choose((min(max(row, 0), n - 1), min(max(column, 0), n - 1)))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _worst(self) -> Cell:
        """The most frequent mistake."""
        mistakes = self._counts - np.diag(np.diag(self._counts))
        row, column = np.unravel_index(int(mistakes.argmax()), mistakes.shape)
        return int(row), int(column)

    def _choose(self, cell: Cell | None) -> None:
        self.show_chosen(cell)
        self.cell_chosen.emit(cell)

    def _point_at(self, cell: Cell | None) -> None:
        if cell != self._pointed:
            self._pointed = cell
            self.cell_pointed.emit(cell)
            self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words(self._chosen) if self._chosen else "Arrow keys choose a cell.")

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._classes:
            self._paint_names(painter)
            self._paint_cells(painter)
            for cell, width in ((self._pointed, 1.0), (self._chosen, 2.0)):
                if cell:
                    self._paint_frame(painter, cell, width)
            if self.hasFocus() and self._chosen is None:
                painter.setPen(QPen(QColor(theme().tokens.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self._place.adjusted(-2, -2, 2, 2))
        painter.end()

    def _paint_cells(self, painter: QPainter) -> None:
        side, place, tokens, n = self._side, self._place, theme().tokens, len(self._classes)
        whole = QRectF(place.left(), place.top(), side * n, side * n)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(whole, self._colours())
        if side >= _NAMES_FROM:
            painter.setPen(QPen(QColor(tokens.surface), 1))
            for line in range(n + 1):
                at = line * side
                painter.drawLine(QPointF(whole.left() + at, whole.top()), QPointF(whole.left() + at, whole.bottom()))
                painter.drawLine(QPointF(whole.left(), whole.top() + at), QPointF(whole.right(), whole.top() + at))
        if side < _NUMBERS_FROM:
            return
        font = QFont(self.font())
        font.setPixelSize(SMALL - 2 if side < 24 else SMALL if side < 40 else SMALL + 1)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        for row, column in zip(*np.nonzero(self._counts), strict=True):
            cell = QRectF(place.left() + column * side, place.top() + row * side, side, side)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, self._number(int(row), int(column)))

    def _colours(self) -> QImage:
        """A pixel a cell: by the share of its true class; the root of it, so that rare mistakes are seen."""
        tokens, n = theme().tokens, len(self._classes)
        strength = np.where(self._counts > 0, 0.08 + (_STRONGEST - 0.08) * np.sqrt(self._shares), 0.0)[..., None]
        pure = np.where(np.eye(n, dtype=bool)[..., None], _rgb(tokens.fill), _rgb(tokens.danger))
        ground = np.ascontiguousarray((strength * pure + (1 - strength) * _rgb(tokens.raised)).astype(np.uint8))
        return QImage(ground.data, n, n, 3 * n, QImage.Format.Format_RGB888).copy()

    def _number(self, row: int, column: int) -> str:
        if self._shows_shares:
            share = 100 * float(self._shares[row, column])
            return "" if not share else f"{share:.0f}" if share >= 0.5 else "<1"
        count = int(self._counts[row, column])
        return "" if not count else str(count) if count < 10_000 else f"{count / 1000:.0f}k"

    def _paint_names(self, painter: QPainter) -> None:
        side, place, margin, tokens = self._side, self._place, self._margin, theme().tokens
        font = QFont(self.font())
        font.setPixelSize(SMALL)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(QRect(place.left(), 0, self.width() - margin, 16), Qt.AlignmentFlag.AlignLeft, "answered →")
        painter.save()
        painter.rotate(-90)
        down = QRect(-place.top() - self.height(), 0, self.height(), 16)
        painter.drawText(down, Qt.AlignmentFlag.AlignRight, "← true")
        painter.restore()
        if side < _NAMES_FROM:
            return
        painter.setPen(QColor(tokens.text))
        metrics, room = painter.fontMetrics(), margin - 20 - SPACE // 2
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for number, name in enumerate(self._classes):
            text = metrics.elidedText(shown_name(name), Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(QRectF(20, place.top() + number * side, room, side), right, text)
            painter.save()
            painter.translate(place.left() + number * side, place.top() - SPACE // 2)
            painter.rotate(-90)
            painter.drawText(QRectF(0, 0, room, side), left, text)
            painter.restore()

    def _paint_frame(self, painter: QPainter, cell: Cell, width: float) -> None:
        side, place = self._side, self._place
        frame = QRectF(place.left() + cell[1] * side, place.top() + cell[0] * side, side, side)
        tokens = theme().tokens
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.text if width < 2 else tokens.accent), width))
        painter.drawRect(frame.adjusted(-0.5, -0.5, -0.5, -0.5))


def _rgb(colour: str) -> Array:
    found = QColor(colour)
    return np.array([found.red(), found.green(), found.blue()], np.float64)
