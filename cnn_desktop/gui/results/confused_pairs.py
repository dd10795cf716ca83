"""Which classes were taken for which, where there are too many for a matrix: the pairs that were confused most, and
those of one class by its name. A row leads to its images.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.names import counted, quoted, shown_name
from cnn_desktop.core.results.confusion import Confusion
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.figures_table import Column, Rows, make_readable
from cnn_desktop.gui.widgets.label import Label

ROW = 32  # pixels


@dataclass(frozen=True, slots=True)
class Pair:
    """Images of one class that were taken for another."""

    true: str
    predicted: str
    images: int
    of: int  # images of the true class


COLUMNS: tuple[Column[Pair], ...] = (
    Column("Is", lambda one: shown_name(one.true), is_words=True),
    Column("Was taken for", lambda one: shown_name(one.predicted), is_words=True),
    Column("Images", lambda one: f"{one.images:,} of {one.of:,}", "Of all images of the class that they are."),
)


class ConfusedPairs(QWidget):
    """Told the confusion; `cell_chosen` follows the row that is chosen."""

    cell_chosen = Signal(object)  # tuple[int, int]: true class, predicted class

    def __init__(self) -> None:
        super().__init__()
        self._classes: tuple[str, ...] = ()
        self._folded: tuple[str, ...] = ()  # as they are searched
        self._mistakes = Confusion(0, *(np.zeros(0, np.int64),) * 3)
        self._pairs = _Pairs((), self._mistakes, np.zeros(0, np.int64))
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search classes")
        self._search.setAccessibleName("Search pairs by the name of a class")
        self._search.setClearButtonEnabled(True)
        self._said = Label(tone="muted", size="small", wrap=True)
        self._table = QTableView()
        self._rows = Rows(self._table, COLUMNS, lambda one: f"{shown_name(one.true)} → {shown_name(one.predicted)}")
        self._table.setModel(self._rows)
        make_readable(self._table, "Pairs of classes that were confused, the most frequent first", ROW)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self._table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names of many classes differ at their ends
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._search)
        column.addWidget(self._table, 1)
        column.addWidget(self._said)
        self._search.textChanged.connect(self._find)
        self._table.activated.connect(self._on_row)
        self._table.clicked.connect(self._on_row)

    def show_confusion(self, classes: tuple[str, ...], confusion: Confusion) -> None:
        self._classes, self._mistakes = classes, confusion.mistakes()
        self._folded = tuple(shown_name(name).casefold() for name in classes)
        self._of_class = confusion.of_class
        self._find()

    @Slot()
    def _find(self) -> None:
        wanted, found = self._search.text().strip().casefold(), self._mistakes
        if wanted:
            named = np.array([wanted in name for name in self._folded], bool)
            chosen = named[found.true] | named[found.predicted]
            found = Confusion(found.classes, found.true[chosen], found.predicted[chosen], found.counts[chosen])
        self._pairs = _Pairs(self._classes, found, self._of_class)
        self._rows.show_things(self._pairs)
        images = int(found.counts.sum())
        by = f" with {quoted(wanted)} in a name" if wanted else ""
        self._said.setText(
            f"{counted(images, 'mistake')} in {counted(len(self._pairs), 'pair')} of classes{by}. Click one to see its"
            " images."
        )

    @Slot(QModelIndex)
    def _on_row(self, index: QModelIndex) -> None:
        self.cell_chosen.emit(self._pairs.cell(index.row()))


class _Pairs(Sequence[Pair]):
    """The cells of a confusion as pairs, each made when its row comes into view."""

    def __init__(self, classes: tuple[str, ...], found: Confusion, of_class: Array) -> None:
        self._classes, self._found, self._of_class = classes, found, of_class

    def __len__(self) -> int:
        return len(self._found.counts)

    @overload
    def __getitem__(self, row: int) -> Pair: ...
    @overload
    def __getitem__(self, row: slice) -> list[Pair]: ...
    def __getitem__(self, row: int | slice) -> Pair | list[Pair]:
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        true, predicted = self.cell(row)
        return Pair(
            self._classes[true], self._classes[predicted], int(self._found.counts[row]), int(self._of_class[true])
        )

    def cell(self, row: int) -> tuple[int, int]:
        return int(self._found.true[row]), int(self._found.predicted[row])
