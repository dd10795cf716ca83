"""The classes of the dataset: name, number of images and examples, however many classes there are.

A list view with one delegate: only the rows in view are drawn, and only their examples are asked for.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QListView

from cnn_desktop.core.dataset.model import ClassSummary
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.training.class_layout import row_layout
from cnn_desktop.gui.training.class_row import COUNT_ROLE, EXAMPLES_ROLE, PLACES_ROLE, ClassRow, Thumbnails
from cnn_desktop.gui.training.words import counted
from cnn_desktop.gui.widgets.label import tooltip

Index = QModelIndex | QPersistentModelIndex

MOST_EXAMPLES = 8  # of a class: as many as a summary names
_MEASURED = 300  # names that decide on the layout; more would not change it


class ClassList(QListView):
    """`wanted` says which examples are in view; `thumbnails` looks one up."""

    wanted = Signal(object)  # tuple[Path, ...]

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._rows = _Rows()
        self._delegate = ClassRow(thumbnails, self)
        self._classes: tuple[ClassSummary, ...] = ()
        self._folder: Path | None = None
        self._wanted = ""
        self._name_widths: list[int] = []
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
        if classes is self._classes and classes:
            return  # only the progress of looking through them is new
        self._classes, self._folder = classes, folder
        self._delegate.forget_pixmaps()
        self._refresh()

    def search(self, text: str) -> bool:
        """List only the classes with `text` in their names, all of them for an empty one. Whether there are any."""
        self._wanted = text.strip().casefold()
        self._refresh()
        return not self._wanted or self._rows.rowCount() > 0

    def _refresh(self) -> None:
        found = self._classes
        if self._wanted:
            found = tuple(one for one in found if self._wanted in shown_name(one.name).casefold())
        self._rows.show_classes(found, self._folder)
        measure = self.fontMetrics().horizontalAdvance
        self._name_widths = [measure(shown_name(one.name)) for one in found[:_MEASURED]]
        self._fit()

    @Slot(object)
    def show_thumbnail(self, file: Path) -> None:
        """`file` can be looked up now."""
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Lay the rows out for the room there is."""
        # as wide as it is without a scroll bar, so that the bar's coming does not change what made it come
        width, height = self.contentsRect().width(), self.contentsRect().height()
        layout = row_layout(width, height, self._name_widths, MOST_EXAMPLES)
        if layout.height * self._rows.rowCount() > height:
            width -= self.verticalScrollBar().sizeHint().width()
            layout = row_layout(width, 0, self._name_widths, MOST_EXAMPLES)
        if layout != self._delegate.layout:
            self._delegate.layout = layout
            self.verticalScrollBar().setSingleStep(layout.height)
            self.scheduleDelayedItemsLayout()
        self._ask_soon()

    @Slot()
    def _ask_soon(self) -> None:
        self._ask.start()

    @Slot()
    def _ask_for_examples(self) -> None:
        count, layout = self._rows.rowCount(), self._delegate.layout
        if not self.isVisible() or not count:
            return
        first = max(0, self.verticalScrollBar().value() // layout.height)
        last = min(count - 1, first + self.viewport().height() // layout.height + 1)
        rows = (self._rows.examples(number)[: layout.shown] for number in range(first, last + 1))
        self.wanted.emit(tuple(file for examples in rows for file in examples))


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._classes: tuple[ClassSummary, ...] = ()
        self._folder = Path()

    def show_classes(self, classes: tuple[ClassSummary, ...], folder: Path | None) -> None:
        known, names = [one.name for one in self._classes], [one.name for one in classes]
        if not known or names[: len(known)] != known:
            self.beginResetModel()
            self._classes, self._folder = classes, folder or Path()
            self.endResetModel()
            return
        # counted now, looked through again, or more of them found: the list stays where it is scrolled
        if len(names) > len(known):
            self.beginInsertRows(QModelIndex(), len(known), len(names) - 1)
            self._classes, self._folder = classes, folder or Path()
            self.endInsertRows()
        self._classes, self._folder = classes, folder or Path()
        self.dataChanged.emit(self.index(0), self.index(len(known) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt declares it
        return 0 if parent.isValid() else len(self._classes)

    def examples(self, row: int) -> tuple[Path, ...]:
        return tuple(self._folder / file for file in self._classes[row].examples)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self._classes[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown_name(one.name)
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(f"{shown_name(one.name)}\n{counted(one.images, 'image')}")
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{shown_name(one.name)}, {counted(one.images, 'image')}"
        if role == COUNT_ROLE:
            return counted(one.images, "image")
        if role == EXAMPLES_ROLE:
            return self.examples(index.row())
        if role == PLACES_ROLE:  # before the examples are known, as many as there will be
            return len(one.examples) or min(one.images, MOST_EXAMPLES)
        return None
