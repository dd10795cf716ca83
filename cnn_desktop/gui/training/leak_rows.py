"""The list of what lies across a split: a row a group, its images side by side, what ties them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnn_desktop.core.leaks.model import LeakGroup, LeakReport
from cnn_desktop.core.names import counted, shown_name
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.theme import RADIUS, SPACE, theme
from cnn_desktop.gui.widgets.pixels import draw_thumbnail, pixmap_of

SIDE = 64  # pixels of an image
HEIGHT = SIDE + 5 * SPACE  # of a row
MOST_SHOWN = 5  # images of a group
_SIDES = {"training": "train", "validation": "validate", "test": "test"}

_Index = QModelIndex | QPersistentModelIndex


def shown_of(group: LeakGroup) -> list[int]:
    """Places of the images to show: the likest pair first, then the others."""
    first = [group.files.index(file) for file in (group.links[0].first, group.links[0].second)] if group.links else []
    first.sort(key=lambda place: group.sides[place] != "training")
    return [*first, *(place for place in range(len(group.files)) if place not in first)][:MOST_SHOWN]


def words_of(group: LeakGroup) -> str:
    """“Turned by about 17° · 3 images”."""
    told = list(dict.fromkeys(link.words for link in group.links[:3]))
    tied = "; ".join(told) if told else "alike by a third image"
    return f"{tied[:1].upper()}{tied[1:]} · {counted(len(group.files), 'image')}"


class GroupsModel(QAbstractListModel):
    """The groups of a report."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.folder = Path()
        self._groups: tuple[LeakGroup, ...] = ()

    def show_report(self, report: LeakReport | None) -> None:
        self.beginResetModel()
        self._groups = report.groups if report else ()
        self.folder = report.folder if report else Path()
        self.endResetModel()

    def group(self, row: int) -> LeakGroup:
        return self._groups[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return len(self._groups)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        group = self._groups[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            named = (f"{shown_name(file)}, {side}" for file, side in zip(group.files, group.sides, strict=True))
            return f"{words_of(group)}: {'; '.join(named)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(shown_name(file) for file in group.files[:20])
        return None


class LeakRows(QListView):
    """Asks for the pictures in view by `wanted`; `thumbnail` gives those that have arrived."""

    wanted = Signal(object)  # list[Path]

    def __init__(self, thumbnail: Callable[[Path], Pixels | None]) -> None:
        super().__init__()
        self._model = GroupsModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_RowPainter(self, self._model, thumbnail))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("kind", "framed")
        self.setAccessibleName("Groups of alike images across the split")
        self.verticalScrollBar().valueChanged.connect(self.ask_for_view)

    def show_report(self, report: LeakReport | None) -> None:
        self._model.show_report(report)
        self.ask_for_view()

    @Slot()
    def ask_for_view(self) -> None:
        rows = self._model.rowCount()
        first = self.verticalScrollBar().value() // HEIGHT
        last = min(rows, first + self.viewport().height() // HEIGHT + 2)
        files = []
        for row in range(first, last):
            group = self._model.group(row)
            files += [self._model.folder / group.files[place] for place in shown_of(group)]
        self.wanted.emit(files)

    @Slot(object)
    def picture_arrived(self, _file: Path) -> None:
        self.viewport().update()


class _RowPainter(QStyledItemDelegate):
    def __init__(self, parent: QWidget, model: GroupsModel, thumbnail: Callable[[Path], Pixels | None]) -> None:
        super().__init__(parent)
        self._model, self._thumbnail = model, thumbnail

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(SIDE, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        group, tokens = self._model.group(index.row()), theme().tokens
        place: QRect = option.rect.adjusted(SPACE // 2, 0, -SPACE // 2, 0)
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.pressed))
            painter.drawRoundedRect(place, RADIUS, RADIUS)
        self._paint_pictures(painter, place, group)
        painter.setPen(QColor(tokens.text))
        words = QRect(place.left() + SPACE, place.top() + SPACE // 2, place.width() - 2 * SPACE, 2 * SPACE)
        shown = painter.fontMetrics().elidedText(words_of(group), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _paint_pictures(self, painter: QPainter, place: QRect, group: LeakGroup) -> None:
        """Each with the side it lies on, then its name."""
        tokens = theme().tokens
        shown = shown_of(group)
        width = (place.width() - 2 * SPACE) // MOST_SHOWN
        for at, number in enumerate(shown):
            left, top = place.left() + SPACE + at * width, place.top() + 3 * SPACE
            pixels = self._thumbnail(self._model.folder / group.files[number])
            draw_thumbnail(painter, QRect(left, top, SIDE, SIDE), pixmap_of(pixels) if pixels is not None else None)
            side = group.sides[number]
            beside = QRect(left + SIDE + SPACE // 2, top, width - SIDE - SPACE, SIDE)
            painter.setPen(QColor(tokens.muted if side == "training" else tokens.warning))
            name = shown_name(group.files[number].rpartition("/")[2])
            lines = (_SIDES[side], shown_name(group.classes[number]), name)
            height = painter.fontMetrics().height()
            for line, text in enumerate(lines):
                row = beside.adjusted(0, line * height, 0, 0)
                row.setHeight(height)
                elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, row.width())
                painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, elided)
                painter.setPen(QColor(tokens.muted))
