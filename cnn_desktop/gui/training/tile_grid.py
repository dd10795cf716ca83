"""Square pictures in rows; behind each lies another one, seen while it is pointed at, or while Space is held."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets.pixels import CORNER, draw_thumbnail

NOWHERE = -1
_MARGIN = 4  # pixels around the tiles, for the mark of the focus


class TileGrid(QWidget):
    """`pointed` says which tile the pointer is on."""

    pointed = Signal(object)  # int; NOWHERE: none

    def __init__(self, columns: int, rows: int, side: int) -> None:
        super().__init__()
        self._columns, self._rows, self._side = columns, rows, side
        self._fronts: tuple[QPixmap, ...] = ()
        self._backs: tuple[QPixmap, ...] = ()
        self._pointed = NOWHERE
        self._shows_backs = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def shows_backs(self) -> bool:
        """Space is held: every tile shows what is behind it."""
        return self._shows_backs

    def show_tiles(self, fronts: Sequence[QPixmap], backs: Sequence[QPixmap]) -> None:
        """Show `fronts`; `backs` are as many."""
        self._fronts, self._backs = tuple(fronts), tuple(backs)
        if self._pointed >= len(self._fronts):
            self._point_at(NOWHERE)
        self.update()

    def place(self, number: int) -> QRect:
        """Where a tile is."""
        row, column = divmod(number, self._columns)
        step = self._side + SPACE
        return QRect(_MARGIN + column * step, _MARGIN + row * step, self._side, self._side)

    def sizeHint(self) -> QSize:
        step = self._side + SPACE
        return QSize(self._columns * step - SPACE + 2 * _MARGIN, self._rows * step - SPACE + 2 * _MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number in range(self._columns * self._rows):
            shows_back = self._shows_backs or number == self._pointed
            pictures = self._backs if shows_back else self._fronts
            place = self.place(number)
            draw_thumbnail(painter, place, pictures[number] if number < len(pictures) else None)
            if shows_back and number < len(pictures):
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(QColor(theme().tokens.accent), 2))
                painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), CORNER, CORNER)
        if self.hasFocus() and not self._shows_backs:
            painter.setPen(QPen(QColor(theme().tokens.accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), CORNER, CORNER)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._number_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._number_at(event.position().toPoint()))  # a finger has no hovering

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(NOWHERE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._turn(shows_backs=True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._turn(shows_backs=False)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._turn(shows_backs=False)

    def _turn(self, *, shows_backs: bool) -> None:
        self._shows_backs = shows_backs
        self.update()

    def _number_at(self, place: QPoint) -> int:
        return next((number for number in range(len(self._fronts)) if self.place(number).contains(place)), NOWHERE)

    def _point_at(self, number: int) -> None:
        if number != self._pointed:
            self._pointed = number
            self.pointed.emit(number)
            self.update()
