"""Draws one row of the class list: name, number of images, examples. Text is drawn, so no name is taken for markup."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.theme import SMALL, SPACE, theme
from cnn_desktop.gui.training.class_layout import GAP, TITLE, RowLayout
from cnn_desktop.gui.widgets.pixels import draw_thumbnail, pixmap_of

Index = QModelIndex | QPersistentModelIndex
Thumbnails = Callable[[Path], Pixels | None]

COUNT_ROLE = Qt.ItemDataRole.UserRole  # “412 images”
EXAMPLES_ROLE = Qt.ItemDataRole.UserRole + 1  # tuple[Path, ...]
PLACES_ROLE = Qt.ItemDataRole.UserRole + 2  # pictures there will be, known before which
_MOST_PIXMAPS = 600


class ClassRow(QStyledItemDelegate):
    """`layout` is set by the list whenever its size or its classes change."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self.layout = RowLayout(side=40, columns=4, beside=True)
        self._thumbnails = thumbnails
        self._pixmaps: OrderedDict[Path, QPixmap] = OrderedDict()

    def forget_pixmaps(self) -> None:
        self._pixmaps.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(SPACE, self.layout.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        layout, row = self.layout, QRect(option.rect)
        painter.save()
        if layout.beside:
            pictures = layout.columns * (layout.side + GAP) - GAP
            left, top = row.right() + 1 - pictures, row.top()
            self._names_beside(painter, QRect(row.left(), top, row.width() - pictures - SPACE, layout.side), index)
        else:
            left, top = row.left(), row.top() + TITLE
            self._names_above(painter, QRect(row.left(), row.top(), row.width(), TITLE), index)
        painter.restore()
        files = index.data(EXAMPLES_ROLE)
        for number in range(min(layout.shown, index.data(PLACES_ROLE))):
            line, column = divmod(number, layout.columns)
            step = layout.side + GAP
            place = QRect(left + column * step, top + line * step, layout.side, layout.side)
            draw_thumbnail(painter, place, self._pixmap(files[number]) if number < len(files) else None)

    def _names_beside(self, painter: QPainter, room: QRect, index: Index) -> None:
        """Name over number."""
        line = painter.fontMetrics().height()
        upper = QRect(room.left(), room.center().y() - line + 1, room.width(), line)
        self._draw(painter, upper, index.data(), theme().tokens.text)
        self._shrink(painter)
        lower = QRect(room.left(), room.center().y() + 2, room.width(), line)
        self._draw(painter, lower, index.data(COUNT_ROLE), theme().tokens.muted)

    def _names_above(self, painter: QPainter, room: QRect, index: Index) -> None:
        """Name left, number right."""
        font = QFont(painter.font())
        self._shrink(painter)
        count = index.data(COUNT_ROLE)
        width = painter.fontMetrics().horizontalAdvance(count)
        end = QRect(room.right() - width, room.top(), width + 1, room.height() - GAP)
        self._draw(painter, end, count, theme().tokens.muted)
        painter.setFont(font)
        self._draw(painter, room.adjusted(0, 0, -width - SPACE, -GAP), index.data(), theme().tokens.text)

    def _draw(self, painter: QPainter, room: QRect, text: str, colour: str) -> None:
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(room, flags, shown)

    def _shrink(self, painter: QPainter) -> None:
        font = QFont(painter.font())
        font.setPixelSize(SMALL)
        painter.setFont(font)

    def _pixmap(self, file: Path) -> QPixmap | None:
        if file in self._pixmaps:
            self._pixmaps.move_to_end(file)
            return self._pixmaps[file]
        pixels = self._thumbnails(file)
        if pixels is None:
            return None
        self._pixmaps[file] = pixmap_of(pixels)
        while len(self._pixmaps) > _MOST_PIXMAPS:
            self._pixmaps.popitem(last=False)
        return self._pixmaps[file]
