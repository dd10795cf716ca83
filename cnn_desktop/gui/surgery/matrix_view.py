"""The confusion matrix of the altered network, each cell with what it gained or lost."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import AlteredScore
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.theme import BODY, SMALL, theme
from cnn_desktop.gui.widgets.label import tooltip

_CELL = (10, 96)  # pixels; the smallest and the largest
_NUMBERS_FROM, _TWO_NUMBERS_FROM = 22, 38  # in a smaller cell there is no room for them
_NAMES = 96  # pixels, for the classes at the left and above
_STRONGEST = 0.75  # opacity of the largest change
MOST_SHOWN = 40  # classes: of more the smallest cells find no room, and 10,000 would be painted for minutes


class MatrixView(QWidget):
    """Rows: what the images are. Columns, in the same order: what the altered network takes them for.

    Of many classes those whose answers changed most.
    """

    def __init__(self) -> None:
        super().__init__()
        self._score: AlteredScore | None = None
        self._names: tuple[str, ...] = ()  # of the classes that are shown
        self._longest = 0  # pixels
        self._before = self._after = np.zeros((0, 0), np.int64)  # their counts
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Confusion matrix of the altered network")

    def show_score(self, score: AlteredScore | None) -> None:
        self._score = score
        if score is not None:
            chosen = most_changed(score)
            self._names = tuple(score.classes[place] for place in chosen)
            self._longest = max(self.fontMetrics().horizontalAdvance(shown_name(name)) for name in self._names)
            self._before, self._after = (one.among(chosen) for one in (score.confusion_before, score.confusion_after))
            right = int(score.confusion_after.right.sum())
            self.setAccessibleDescription(f"{right:,} of {score.after.n:,} on the diagonal")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 340)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, 180)

    # ------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._score is None:
            return
        painter, tokens = QPainter(self), theme().tokens
        change = self._after - self._before
        largest = int(abs(change).max()) or 1
        cell, metrics = self._cell(), self.fontMetrics()
        for row, name in enumerate(self._names):
            place = QRect(0, self._top() + row * cell, _NAMES - 8, cell)
            painter.setPen(QColor(tokens.muted))
            shown = metrics.elidedText(shown_name(name), Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
            self._draw_heading(painter, row, shown_name(name))
            for column in range(len(self._names)):
                self._draw_cell(painter, row, column, self._after, change, largest)
        painter.end()

    @property
    def are_headings_level(self) -> bool:
        """Whether the names of the columns fit side by side, as digits do."""
        return self._longest <= self._cell() - 2

    def _draw_heading(self, painter: QPainter, column: int, name: str) -> None:
        """Upright, unless all names are as narrow as their columns."""
        cell = self._cell()
        if self.are_headings_level:
            above = QRect(_NAMES + column * cell, 0, cell - 2, self._top() - 6)
            painter.drawText(above, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, name)
            return
        painter.save()
        painter.translate(_NAMES + column * cell, self._top() - 6)
        painter.rotate(-90)
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, self._top() - 8)
        place = QRect(0, 0, self._top(), cell - 2)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _draw_cell(self, painter: QPainter, row: int, column: int, after: Array, change: Array, largest: int) -> None:
        tokens, cell = theme().tokens, self._cell()
        rect = QRectF(_NAMES + column * cell, self._top() + row * cell, cell - 2, cell - 2)
        painter.fillRect(rect, QColor(tokens.raised))
        gained = int(change[row, column])
        if gained:
            is_good = (gained > 0) == (row == column)
            colour = QColor(tokens.success if is_good else tokens.danger)
            colour.setAlphaF(_STRONGEST * abs(gained) / largest)
            painter.fillRect(rect, colour)
        if row == column:
            painter.setPen(QColor(tokens.outline))
            painter.drawRect(rect)
        if cell < _NUMBERS_FROM:
            return
        has_two = bool(gained) and cell >= _TWO_NUMBERS_FROM
        painter.setPen(QColor(tokens.text if after[row, column] or gained else tokens.disabled))
        painter.setFont(self._font_of(BODY if cell >= _TWO_NUMBERS_FROM else SMALL))
        above = rect.adjusted(0, 2, 0, -rect.height() / 2 + 2) if has_two else rect
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, f"{int(after[row, column]):,}")
        if has_two:
            painter.setFont(self._font_of(SMALL))
            below = rect.adjusted(0, rect.height() / 2 - 2, 0, -2)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, _signed(gained))
        painter.setFont(self.font())

    def _font_of(self, pixels: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        return font

    def _top(self) -> int:
        """Room for the names above."""
        return min(max(self._longest + 10, self.fontMetrics().height() + 8), _NAMES)

    def _cell(self) -> int:
        room = min(self.width() - _NAMES, self.height() - self._top())
        return max(_CELL[0], min(_CELL[1], room // max(1, len(self._names))))

    # ------------------------------------------------------------ pointer

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._score is not None:
            QToolTip.showText(event.globalPos(), tooltip(self.told_at(event.pos())), self)
            return True
        return super().event(event)

    def told_at(self, point: QPoint | QPointF) -> str:
        """The cell at a point in words; empty where there is none."""
        cell, names = self._cell(), self._names
        row, column = int(point.y() - self._top()) // cell, int(point.x() - _NAMES) // cell
        if not (0 <= row < len(names) and 0 <= column < len(names)):
            return ""
        before, after = int(self._before[row, column]), int(self._after[row, column])
        verb = "recognised" if row == column else f"taken for {shown_name(names[column])}"
        return f"{shown_name(names[row])} {verb}: {before:,} before, {after:,} now"


def most_changed(score: AlteredScore) -> Array:
    """The places of the classes to show, in their order: all, or `MOST_SHOWN` that most changed answers are about."""
    place_of = {name: place for place, name in enumerate(score.classes)}
    about = np.zeros(len(score.classes), np.int64)
    for one in score.changed:
        for name in (one.true, one.before, one.after):
            about[place_of[name]] += 1
    return np.sort(np.argsort(-about, kind="stable")[:MOST_SHOWN])


def _signed(number: int) -> str:
    return f"+{number:,}" if number > 0 else f"−{-number:,}"
