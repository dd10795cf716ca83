"""A table to read: things in rows, and columns that say what each of them is and how to tell it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from cnn_desktop.gui.widgets.label import tooltip

SORT = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Column(Generic[Thing]):
    """`text` is shown, figures to the right and words to the left; `value` sorts, where the table can be sorted."""

    title: str
    text: Callable[[Thing], str]
    explained: str = ""  # of its heading
    value: Callable[[Thing], Any] | None = None
    is_words: bool = False

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignLeft if self.is_words else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter


class Rows(QAbstractTableModel, Generic[Thing]):
    """Things, a row each; `explain` is the tooltip of one."""

    def __init__(
        self, parent: QObject, columns: Sequence[Column[Thing]], explain: Callable[[Thing], str] | None = None
    ) -> None:
        super().__init__(parent)
        self._columns, self._explain = columns, explain
        self._things: Sequence[Thing] = ()

    def show_things(self, things: Sequence[Thing]) -> None:
        if things != self._things:
            self.beginResetModel()
            self._things = things
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._things)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        thing, column = self._things[index.row()], self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(thing)
            case Qt.ItemDataRole.TextAlignmentRole:
                return column.alignment
            case Qt.ItemDataRole.ToolTipRole if self._explain:
                return tooltip(self._explain(thing))
            case _ if role == SORT and column.value:
                return column.value(thing)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._columns[section].title
            case Qt.ItemDataRole.ToolTipRole if self._columns[section].explained:
                return tooltip(self._columns[section].explained)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._columns[section].alignment
        return None


def make_readable(table: QTableView, name: str, row: int) -> None:
    """Dress `table` for reading: whole rows of `row` pixels are chosen, by pointer and arrow keys; Tab leaves it."""
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setAccessibleName(name)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(row)
    table.horizontalHeader().setHighlightSections(False)
