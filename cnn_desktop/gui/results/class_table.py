"""Precision, recall, F1 and n of every class, each share with its interval; a row leads to its images."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from cnn_desktop.core.names import shown_name
from cnn_desktop.core.results.classes import ClassScore
from cnn_desktop.gui.widgets.label import tooltip

ROW = 32  # pixels
_SORT = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """`value` sorts, `text` is shown."""

    title: str
    explained: str
    value: Callable[[ClassScore], Any]
    text: Callable[[ClassScore], str]


def share(value: float | None, interval: tuple[float, float]) -> str:
    """“92.2 %  (89.0 – 94.5)”; “–” of nothing."""
    if value is None:
        return "–"
    low, high = interval
    return f"{100 * value:.1f} %  ({100 * low:.1f} – {100 * high:.1f})"


COLUMNS = (
    Column("Class", "", lambda one: shown_name(one.name).casefold(), lambda one: shown_name(one.name)),
    Column(
        "Precision", "Of what was taken for this class, how much is it; with its 95 % interval.",
        lambda one: -1.0 if one.precision is None else one.precision,
        lambda one: share(one.precision, one.precision_interval),
    ),
    Column(
        "Recall", "Of the images of this class, how many were recognised; with its 95 % interval.",
        lambda one: -1.0 if one.recall is None else one.recall,
        lambda one: share(one.recall, one.recall_interval),
    ),
    Column(
        "F1", "The harmonic mean of precision and recall.",
        lambda one: -1.0 if one.f1 is None else one.f1,
        lambda one: "–" if one.f1 is None else f"{100 * one.f1:.1f} %",
    ),
    Column("Images", "Of this class, in this split.", lambda one: one.n, lambda one: f"{one.n:,}"),
    Column(
        "Answered", "Images that were taken for this class.",
        lambda one: one.answered, lambda one: f"{one.answered:,}",
    ),
)  # fmt: skip


class ClassTable(QTableView):
    """Told the classes; sorts by a click on a heading."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = _Rows(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._rows)
        self._sorted.setSortRole(_SORT)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)  # as the run has them
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName("Classes with precision, recall and F1")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for number in range(len(COLUMNS)):
            mode = QHeaderView.ResizeMode.Stretch if number == 0 else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(number, mode)

    def show_classes(self, scores: tuple[ClassScore, ...]) -> None:
        self._rows.show_scores(scores)

    def class_at(self, index: QModelIndex) -> int:
        """The number of the class in that row."""
        return self._sorted.mapToSource(index).row()


class _Rows(QAbstractTableModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._scores: tuple[ClassScore, ...] = ()

    def show_scores(self, scores: tuple[ClassScore, ...]) -> None:
        if scores != self._scores:
            self.beginResetModel()
            self._scores = scores
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._scores)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        score, column = self._scores[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(score)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
            case _ if role == _SORT:
                return column.value(score)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return COLUMNS[section].title
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(COLUMNS[section].explained)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
