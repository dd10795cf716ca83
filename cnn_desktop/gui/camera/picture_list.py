"""Small pictures in a row or on a wall, each with up to two words below: what was taken from a camera."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cnn_desktop.core.names import shown_name
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.theme import SMALL, SPACE, theme
from cnn_desktop.gui.widgets.pixels import draw_thumbnail

_Index = QModelIndex | QPersistentModelIndex
_PICTURE = Qt.ItemDataRole.UserRole
_KEPT_SIDE = 144  # pixels of the shorter side that is kept of a picture
_LINE = 18  # pixels


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """`key` is its owner's. `tone` is the token of the words."""

    key: object
    pixmap: QPixmap
    title: str = ""
    detail: str = ""
    tone: str = "text"


def small_pixmap(pixels: Pixels) -> QPixmap:
    """(h, w, 3) RGB, shrunk to what a list shows; the array may go."""
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    if min(width, height) > _KEPT_SIDE:
        size = QSize(_KEPT_SIDE, _KEPT_SIDE)
        keep = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        image = image.scaled(size, keep, Qt.TransformationMode.SmoothTransformation)
    return QPixmap.fromImage(image)


class PictureModel(QAbstractListModel):
    """Pictures in the order they came."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: list[Picture] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._pictures)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        picture = self._pictures[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return shown_name(", ".join(word for word in (picture.title, picture.detail) if word))
            case _ if role == _PICTURE:
                return picture
        return None

    def add(self, picture: Picture) -> None:
        row = len(self._pictures)
        self.beginInsertRows(QModelIndex(), row, row)
        self._pictures.append(picture)
        self.endInsertRows()

    def change(self, picture: Picture) -> None:
        """Put `picture` in the place of the one with its key."""
        for row, before in enumerate(self._pictures):
            if before.key == picture.key:
                self._pictures[row] = picture
                self.dataChanged.emit(self.index(row), self.index(row))

    def picture(self, key: object) -> Picture | None:
        return next((picture for picture in self._pictures if picture.key == key), None)

    def remove(self, keys: Iterable[object]) -> None:
        gone = set(keys)
        for row in reversed(range(len(self._pictures))):
            if self._pictures[row].key in gone:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._pictures[row]
                self.endRemoveRows()

    def set_all(self, pictures: Sequence[Picture]) -> None:
        self.beginResetModel()
        self._pictures = list(pictures)
        self.endResetModel()

    def key(self, row: int) -> object:
        return self._pictures[row].key


class PictureList(QListView):
    """`side`: pixels of a picture; `lines` of words below. In one row, or wrapped to a wall."""

    selection_changed = Signal(object)  # tuple of keys, in their order

    def __init__(self, model: PictureModel, *, side: int, lines: int, is_wall: bool) -> None:
        super().__init__()
        self._pictures = model
        cell = QSize(side + SPACE, side + SPACE + lines * _LINE)
        self.setModel(model)
        self.setItemDelegate(_Delegate(side, lines, cell, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(is_wall)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setGridSize(cell)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        if is_wall:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        else:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setFixedHeight(cell.height() + self.horizontalScrollBar().sizeHint().height() + 2)
        self.selectionModel().selectionChanged.connect(self._on_selection)

    @property
    def selected(self) -> tuple[object, ...]:
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return tuple(self._pictures.key(row) for row in rows)

    @Slot()
    def show_last(self) -> None:
        self.scrollToBottom() if self.isWrapping() else self._scroll_right()

    def _scroll_right(self) -> None:
        if last := self._pictures.rowCount():
            self.scrollTo(self._pictures.index(last - 1))

    @Slot(object, object)
    def _on_selection(self, _chosen: QItemSelection, _left: QItemSelection) -> None:
        self.selection_changed.emit(self.selected)


class _Delegate(QStyledItemDelegate):
    def __init__(self, side: int, lines: int, cell: QSize, view: QListView) -> None:
        super().__init__(view)
        self._side, self._lines, self._cell, self._view = side, lines, cell, view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self._cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        picture: Picture = index.data(_PICTURE)
        tokens, place = theme().tokens, option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_under_pointer = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen or is_under_pointer:
            painter.setPen(QPen(QColor(tokens.accent), 2) if is_chosen else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selection if is_chosen else tokens.raised))
            painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), 6, 6)
        inner = QRect(place.left() + 4, place.top() + 4, self._side, self._side)
        draw_thumbnail(painter, inner, picture.pixmap)
        font = QFont(self._view.font())
        font.setPixelSize(SMALL)
        for number, (text, tone) in enumerate(((picture.title, picture.tone), (picture.detail, "muted"))):
            if number < self._lines:
                painter.setFont(font)
                line = QRect(inner.left(), inner.bottom() + 2 + number * _LINE, inner.width(), _LINE)
                shown = painter.fontMetrics().elidedText(shown_name(text), Qt.TextElideMode.ElideRight, line.width())
                painter.setPen(QColor(getattr(tokens, tone)))
                painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()
