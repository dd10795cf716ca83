"""The steps from the sum to the value, one below the other, as on a bill."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.messages import ReceiptLine
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.theme import HEADING, SPACE, theme

ROW = 25  # pixels


class ReceiptLines(QWidget):
    """What is done on the left, with which number in the middle, what it comes to on the right."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[ReceiptLine, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The steps to the value")

    def show_lines(self, lines: tuple[ReceiptLine, ...]) -> None:
        self._lines = lines
        self.setAccessibleDescription("; ".join(f"{line.label}: {words.number(line.value)}" for line in lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, ROW * len(self._lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        figures = self.fontMetrics().horizontalAdvance("−0,000.0000") + SPACE
        for number, line in enumerate(self._lines):
            row = QRect(0, number * ROW, self.width(), ROW)
            is_last = number == len(self._lines) - 1
            font = QFont(self.font())
            if is_last:
                font.setWeight(QFont.Weight.DemiBold)
                font.setPixelSize(HEADING)
                painter.setPen(QPen(QColor(tokens.text), 1))
                painter.drawLine(row.right() - figures, row.top(), row.right(), row.top())
            painter.setFont(font)
            painter.setPen(QColor(tokens.text))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(row, right, words.number(line.value, 5))
            term = "" if line.term is None else words.number(line.term, 5)
            painter.setPen(QColor(tokens.muted))
            between = row.adjusted(0, 0, -figures, 0)
            painter.drawText(between, right, term)
            painter.setPen(QColor(tokens.text if is_last else tokens.muted))
            room = between.width() - (painter.fontMetrics().horizontalAdvance(term) + SPACE if term else 0)
            label = painter.fontMetrics().elidedText(
                shown_name(line.label[:1].upper() + line.label[1:]), Qt.TextElideMode.ElideRight, room
            )
            painter.drawText(between, Qt.AlignmentFlag.AlignVCenter, label)
        painter.end()
