"""Tables side by side with a sign between them, all cells of one size: as large as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.gui.learn.number_table import NumberTable
from cnn_desktop.gui.theme import HEADING, theme

SIGN = 48  # pixels; the room of a sign
CAPTION = 28  # pixels; the room of a caption
ABOVE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
SMALLEST, LARGEST = 26, 120  # pixels; the side of a cell


@dataclass(frozen=True, slots=True)
class Part:
    """One table: what stands above it, the sign before it, and how large its cells are beside those of the others."""

    caption: str
    table: NumberTable
    sign: str = ""
    scale: float = 1.0


class TableRow(QWidget):
    """Lays its parts out by arithmetic: `arrange` again once a table has another shape."""

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__()
        self._parts = tuple(parts)
        self._captions = [part.caption for part in parts]
        for part in parts:
            part.table.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._on_theme)

    @property
    def side(self) -> int:
        """Of a cell."""
        shown = self._shown()
        columns = sum(part.table.shape[1] * part.scale for part in shown)
        rows = max(part.table.shape[0] * part.scale for part in shown)
        wide = int((self.width() - SIGN * (len(shown) - 1) - 4 * len(shown)) / columns)
        return max(SMALLEST, min(wide, int((self.height() - CAPTION - 4) / rows), LARGEST))

    def show_caption(self, number: int, caption: str) -> None:
        self._captions[number] = caption
        self.update()

    def arrange(self) -> None:
        side = self.side
        left = max(0, self.width() - self._width(side)) // 2
        room = max(self.height() - CAPTION, self._height(side))
        for part in self._shown():
            part.table.set_side(int(part.scale * side))
            place = part.table.sizeHint()
            part.table.move(left, CAPTION + (room - place.height()) // 2)
            left += place.width() + SIGN
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(SMALLEST), CAPTION + self._height(SMALLEST))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        captions, signs = QFont(self.font()), QFont(self.font())
        captions.setPixelSize(HEADING)
        signs.setPixelSize(SIGN // 2)
        for number, part in enumerate(self._parts):
            if part.table.isHidden():
                continue
            place = part.table.geometry()
            painter.setFont(captions)
            painter.setPen(QColor(tokens.muted))
            above = QRect(place.left() - SIGN // 2, place.top() - CAPTION, place.width() + SIGN, CAPTION - 4)
            painter.drawText(above, ABOVE, self._captions[number])
            painter.setFont(signs)
            before = QRect(place.left() - SIGN, place.top(), SIGN, place.height())
            painter.drawText(before, Qt.AlignmentFlag.AlignCenter, part.sign)
        painter.end()

    def _shown(self) -> list[Part]:
        return [part for part in self._parts if not part.table.isHidden()]

    def _width(self, side: int) -> int:
        shown = self._shown()
        return sum(part.table.shape[1] * int(part.scale * side) + 3 for part in shown) + SIGN * (len(shown) - 1)

    def _height(self, side: int) -> int:
        return max(part.table.shape[0] * int(part.scale * side) for part in self._shown()) + 3

    @Slot()
    def _on_theme(self) -> None:
        self.update()
