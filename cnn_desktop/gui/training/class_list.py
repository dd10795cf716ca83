"""The classes of the dataset: name, number of images and a strip of examples, however many classes there are.

A list view with one delegate: only the rows in view are drawn, and only their examples are asked for.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnn_desktop.core.dataset.model import ClassSummary
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.theme import SMALL, SPACE, theme
from cnn_desktop.gui.training.words import counted
from cnn_desktop.gui.widgets.label import tooltip
from cnn_desktop.gui.widgets.pixels import draw_thumbnail, pixmap_of

Index = QModelIndex | QPersistentModelIndex
Thumbnails = Callable[[Path], Pixels | None]

WIDE = 360  # pixels; from here on examples are larger
NARROW_SIDE, WIDE_SIDE = 40, 56  # pixels, about: they fill the row
NAME_SHARE = 0.34  # of the width, at least
MOST_EXAMPLES = 6
_GAP = SPACE // 2  # pixels between examples
_MOST_PIXMAPS = 600
_EXAMPLES_ROLE = Qt.ItemDataRole.UserRole


class ClassList(QListView):
    """`wanted` says which examples are in view; `thumbnails` looks one up."""

    wanted = Signal(object)  # tuple[Path, ...]

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._rows = _Rows()
        self._delegate = _Row(thumbnails, self)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setAccessibleName("Classes of the dataset")
        self._ask = QTimer(self)  # after scrolling and layout have come to rest
        self._ask.setSingleShot(True)
        self._ask.timeout.connect(self._ask_for_examples)
        self.verticalScrollBar().valueChanged.connect(self._ask_soon)

    def show_classes(self, classes: tuple[ClassSummary, ...], folder: Path | None) -> None:
        """List `classes`; their examples lie in `folder`."""
        self._delegate.forget_pixmaps()
        self._rows.show_classes(classes, folder)
        self._ask_soon()

    @Slot(object)
    def show_thumbnail(self, file: Path) -> None:
        """`file` can be looked up now."""
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._delegate.fit(self.viewport().width()):
            self.scheduleDelayedItemsLayout()
        self._ask_soon()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_soon()

    @Slot()
    def _ask_soon(self) -> None:
        self._ask.start()

    @Slot()
    def _ask_for_examples(self) -> None:
        if not self.isVisible() or not self._rows.rowCount():
            return
        row = max(1, self._delegate.height)
        first = max(0, self.verticalScrollBar().value() // row)
        last = min(self._rows.rowCount() - 1, first + self.viewport().height() // row + 1)
        shown = self._delegate.examples_per_row
        rows = (self._rows.examples(number)[:shown] for number in range(first, last + 1))
        self.wanted.emit(tuple(file for examples in rows for file in examples))


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._classes: tuple[ClassSummary, ...] = ()
        self._folder = Path()

    def show_classes(self, classes: tuple[ClassSummary, ...], folder: Path | None) -> None:
        are_the_same = [one.name for one in classes] == [one.name for one in self._classes]
        if are_the_same and classes:  # counted now, or looked through again: the list stays where it is scrolled
            self._classes, self._folder = classes, folder or Path()
            self.dataChanged.emit(self.index(0), self.index(len(classes) - 1))
            return
        self.beginResetModel()
        self._classes, self._folder = classes, folder or Path()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt declares it
        return 0 if parent.isValid() else len(self._classes)

    def examples(self, row: int) -> tuple[Path, ...]:
        return tuple(self._folder / file for file in self._classes[row].examples)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self._classes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown_name(one.name)
        if role == Qt.ItemDataRole.StatusTipRole:
            return counted(one.images, "image")
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(f"{shown_name(one.name)}\n{counted(one.images, 'image')}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{shown_name(one.name)}, {counted(one.images, 'image')}"
        return self.examples(index.row()) if role == _EXAMPLES_ROLE else None


class _Row(QStyledItemDelegate):
    """Name over number on the left, examples on the right."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._pixmaps: OrderedDict[Path, QPixmap] = OrderedDict()
        self._side, self._examples = NARROW_SIDE, 1
        self._width = 0

    @property
    def height(self) -> int:
        return self._side + SPACE

    @property
    def examples_per_row(self) -> int:
        return self._examples

    @property
    def _name_width(self) -> int:
        return self._width - self._examples * (self._side + _GAP) + _GAP

    def fit(self, width: int) -> bool:
        """Choose sizes for rows `width` pixels wide; whether the height of a row changed."""
        before, self._width = self._side, width
        room = int(width * (1 - NAME_SHARE)) + _GAP
        about = (WIDE_SIDE if width >= WIDE else NARROW_SIDE) + _GAP
        self._examples = max(1, min(MOST_EXAMPLES, round(room / about)))
        self._side = max(NARROW_SIDE // 2, min(room // self._examples - _GAP, WIDE_SIDE + SPACE))
        return before != self._side

    def forget_pixmaps(self) -> None:
        self._pixmaps.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(SPACE, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place, tokens = option.rect, theme().tokens
        words = QRect(place.left(), place.top(), self._name_width - SPACE, self._side)
        painter.save()
        font = QFont(option.font)
        self._line(painter, words, index.data(), font, tokens.text, is_upper=True)
        font.setPixelSize(SMALL)
        self._line(painter, words, index.data(Qt.ItemDataRole.StatusTipRole), font, tokens.muted, is_upper=False)
        painter.restore()
        tile = QRect(place.left() + self._name_width, place.top(), self._side, self._side)
        for file in index.data(_EXAMPLES_ROLE)[: self.examples_per_row]:
            draw_thumbnail(painter, tile, self._pixmap(file))
            tile.translate(self._side + _GAP, 0)

    def _line(self, painter: QPainter, words: QRect, text: str, font: QFont, colour: str, *, is_upper: bool) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        metrics = painter.fontMetrics()
        top = words.center().y() + (1 - metrics.height() if is_upper else 2)
        place = QRect(words.left(), top, words.width(), metrics.height())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, shown)

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
