"""Precision, recall, F1 and n of every class, each share with its interval; a row leads to its images."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Slot
from PySide6.QtWidgets import QHeaderView, QTableView

from cnn_desktop.core.names import shown_name
from cnn_desktop.core.results.classes import ClassScore
from cnn_desktop.gui.widgets.figures_table import SORT, Column, Rows, make_readable

ROW = 32  # pixels


def share(value: float | None, interval: tuple[float, float]) -> str:
    """“92.2 %  (89.0 – 94.5)”; “–” of nothing."""
    if value is None:
        return "–"
    low, high = interval
    return f"{100 * value:.1f} %  ({100 * low:.1f} – {100 * high:.1f})"


COLUMNS: tuple[Column[ClassScore], ...] = (
    Column(
        "Class", lambda one: shown_name(one.name), value=lambda one: shown_name(one.name).casefold(), is_words=True
    ),
    Column(
        "Precision", lambda one: share(one.precision, one.precision_interval),
        "Of what was taken for this class, how much is it; with its 95 % interval.",
        lambda one: -1.0 if one.precision is None else one.precision,
    ),
    Column(
        "Recall", lambda one: share(one.recall, one.recall_interval),
        "Of the images of this class, how many were recognised; with its 95 % interval.",
        lambda one: -1.0 if one.recall is None else one.recall,
    ),
    Column(
        "F1", lambda one: "–" if one.f1 is None else f"{100 * one.f1:.1f} %",
        "The harmonic mean of precision and recall.",
        lambda one: -1.0 if one.f1 is None else one.f1,
    ),
    Column("Images", lambda one: f"{one.n:,}", "Of this class, in this split.", lambda one: one.n),
    Column(
        "Answered", lambda one: f"{one.answered:,}", "Images that were taken for this class.",
        lambda one: one.answered,
    ),
)  # fmt: skip


class ClassTable(QTableView):
    """Told the classes; sorts by a click on a heading."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows(self, COLUMNS)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._rows)
        self._sorted.setSortRole(SORT)
        self._sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)  # as the run has them
        make_readable(self, "Classes with precision, recall and F1", ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def show_classes(self, scores: tuple[ClassScore, ...]) -> None:
        self._rows.show_things(scores)

    @Slot(str)
    def search(self, text: str) -> None:
        """Show the classes with `text` in their names only; all of them for an empty one."""
        self._sorted.setFilterFixedString(text.strip())

    def class_at(self, index: QModelIndex) -> int:
        """The number of the class in that row."""
        return self._sorted.mapToSource(index).row()
