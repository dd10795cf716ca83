"""A table of layers that fills the room it has: how each number of parameters comes about, and its share as a bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnn_desktop.core.lessons import TableRow
from cnn_desktop.gui.feature_maps.words import size
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.theme import BODY, SPACE, Tokens, theme
from cnn_desktop.gui.widgets.label import tooltip

COLUMNS = (  # title, and its share of the width
    ("Layer", 0.31), ("Output", 0.13), ("Parameters", 0.13), ("", 0.13), ("Multiply-adds", 0.17), ("", 0.13),
)  # fmt: skip
HEAD = 28  # pixels
LOWEST, HIGHEST = 30, 64  # pixels; of a row
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ParameterTable(QWidget):
    """`chosen` tells the row; arrow keys, Home, End and clicks choose."""

    chosen = Signal(object)  # int

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[TableRow, ...] = ()
        self._chosen = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Layers with parameters")
        theme().changed.connect(self._on_theme)

    def show_rows(self, rows: Sequence[TableRow]) -> None:
        self._rows = tuple(rows)
        self._choose(self._chosen)

    def sizeHint(self) -> QSize:
        return QSize(640, HEAD + LOWEST * (len(self._rows) + 1))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @property
    def _height(self) -> int:
        """Of a row; the last one is the sum."""
        return max(LOWEST, min((self.height() - HEAD) // (len(self._rows) + 1), HIGHEST))

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        self._paint_head(painter, tokens)
        font = QFont(self.font())
        font.setPixelSize(max(BODY, self._height * 2 // 5))
        painter.setFont(font)
        for number, row in enumerate(self._rows):
            self._paint_row(painter, tokens, number, row)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        self._paint_sum(painter, tokens)
        painter.end()

    def _paint_head(self, painter: QPainter, tokens: Tokens) -> None:
        font = QFont(self.font())
        font.setPixelSize(BODY)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        for number, (title, _) in enumerate(COLUMNS):
            place = self._cell(number, 0, HEAD)
            painter.drawText(place, _LEFT if number == 0 else _RIGHT, title)

    def _paint_row(self, painter: QPainter, tokens: Tokens, number: int, row: TableRow) -> None:
        top = HEAD + number * self._height
        whole = QRect(0, top, self.width(), self._height)
        if number == self._chosen:
            painter.fillRect(whole, QColor(tokens.selection))
            if self.hasFocus():
                painter.setPen(QPen(QColor(tokens.accent), 2))
                painter.drawRect(whole.adjusted(1, 1, -1, -1))
        painter.setPen(QColor(tokens.text))
        said = (_name(row), size(row.output), f"{row.parameters:,}", "", f"{row.multiply_adds:,}", "")
        for column, text in enumerate(said):
            place = self._cell(column, top, self._height)
            elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, _LEFT if column == 0 else _RIGHT, elided)
        for column, share, colour in ((3, row.share, tokens.fill), (5, row.work, tokens.outline)):
            self._paint_bar(painter, tokens, self._cell(column, top, self._height), share, colour)

    def _paint_bar(self, painter: QPainter, tokens: Tokens, place: QRect, share: float, colour: str) -> None:
        bar = place.adjusted(SPACE, self._height // 3, 0, -self._height // 3)
        painter.fillRect(bar, QColor(tokens.border))
        painter.fillRect(QRect(bar.left(), bar.top(), max(1, round(share * bar.width())), bar.height()), QColor(colour))

    def _paint_sum(self, painter: QPainter, tokens: Tokens) -> None:
        top = HEAD + len(self._rows) * self._height
        painter.setPen(QPen(QColor(tokens.outline), 1))
        painter.drawLine(QPoint(0, top), QPoint(self.width(), top))
        painter.setPen(QColor(tokens.text))
        parameters, work = sum(row.parameters for row in self._rows), sum(row.multiply_adds for row in self._rows)
        for column, text in ((0, "All layers"), (2, f"{parameters:,}"), (4, f"{work:,}")):
            painter.drawText(self._cell(column, top, self._height), _LEFT if column == 0 else _RIGHT, text)

    def _cell(self, column: int, top: int, height: int) -> QRect:
        before = sum(share for _, share in COLUMNS[:column])
        left, right = (round(share * (self.width() - 2 * SPACE)) for share in (before, before + COLUMNS[column][1]))
        return QRect(SPACE + left, top, right - left, height)

    @Slot()
    def _on_theme(self) -> None:
        self.update()

    # ------------------------------------------------------------ choosing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, last = Qt.Key, len(self._rows) - 1
        wanted = {
            keys.Key_Up: self._chosen - 1, keys.Key_Down: self._chosen + 1, keys.Key_Home: 0, keys.Key_End: last,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self._choose(min(max(wanted, 0), last))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._row_at(event.position().toPoint())
        if number is not None:
            self._choose(number)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = self._row_at(event.pos())
            if number is not None:
                row = self._rows[number]
                shares = f"{100 * row.share:.2f} % of the parameters, {100 * row.work:.2f} % of the multiply-adds"
                QToolTip.showText(event.globalPos(), tooltip(f"{row.layer}: {shares}"), self)
            return True
        return super().event(event)

    def _row_at(self, point: QPoint) -> int | None:
        number = (point.y() - HEAD) // self._height
        return number if 0 <= number < len(self._rows) else None

    def _choose(self, number: int) -> None:
        self._chosen = number
        row = self._rows[number]
        self.setAccessibleDescription(f"{row.layer}: {words.short(row.parameters)} parameters")
        self.update()
        self.chosen.emit(number)


def _name(row: TableRow) -> str:
    """Short: the tooltip has its stride and padding."""
    outputs = words.short(row.factors[-1])
    if len(row.factors) == 4:
        return f"Convolution {row.factors[0]} × {row.factors[1]}, {outputs} filters"
    return f"Dense, {outputs} {row.layer.split()[-1]}"
