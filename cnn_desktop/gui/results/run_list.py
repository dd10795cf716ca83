"""The list of runs: search, order, and two lines a run. One is chosen to be looked at, several to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cnn_desktop.core.names import shown_name
from cnn_desktop.core.staleness import ADVICE
from cnn_desktop.gui.models.runs_model import RunEntry
from cnn_desktop.gui.results import run_rows
from cnn_desktop.gui.theme import RADIUS, SMALL, SPACE, theme
from cnn_desktop.gui.widgets.label import Label, tooltip

ROW = 52  # pixels
ENTRY = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunList(QWidget):
    """Told which runs there are; says which are chosen. Nothing is chosen for the user but the first run."""

    chosen_changed = Signal(object)  # tuple[RunEntry, ...], in the order of the list
    opened = Signal(object)  # RunEntry; by Enter or a double click
    menu_wanted = Signal(object)  # QPoint, global

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[RunEntry, ...] = ()
        self._moved: dict[Path, Path] = {}  # runs that were renamed since they were listed
        self._model = _Rows(self)
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search runs")
        self._search.setAccessibleName("Search runs by name, dataset, architecture or note")
        self._search.setClearButtonEnabled(True)
        self._order = QComboBox()
        self._order.setAccessibleName("The order of the runs")
        for key, title in run_rows.ORDERS:
            self._order.addItem(title, key)
        self._view = self._build_view()
        self._none = Label("No run has these words.", tone="muted")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._search, 1)
        row.addWidget(self._order)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(row)
        column.addWidget(self._none)
        column.addWidget(self._view, 1)

        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._search.setFocus)
        self._search.textChanged.connect(self._arrange)
        self._order.activated.connect(self._arrange)
        self._view.activated.connect(self._on_activated)
        self._view.customContextMenuRequested.connect(self._on_menu)
        self._view.selectionModel().selectionChanged.connect(self._on_selection)

    def _build_view(self) -> QListView:
        view = QListView()
        view.setModel(self._model)
        view.setItemDelegate(_Delegate(view))
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setAccessibleName("Runs; choose several to compare them")
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        return view

    # ------------------------------------------------------------ showing

    @property
    def chosen(self) -> tuple[RunEntry, ...]:
        rows = sorted(index.row() for index in self._view.selectionModel().selectedRows())
        return tuple(self._model.entry(row) for row in rows)

    def show_entries(self, entries: tuple[RunEntry, ...]) -> None:
        """What is chosen stays chosen; where nothing of it is left, the first run is."""
        self._entries = entries
        self._arrange()

    def follow(self, before: Path, after: Path) -> None:
        """The run in `before` lies in `after` now: it stays chosen when it is next listed."""
        self._moved[before] = after

    def choose(self, folders: Sequence[Path]) -> None:
        """Those of `folders` that are shown; of none of them, the first run."""
        wanted, selection = set(folders), QItemSelection()
        for row, entry in enumerate(self._model.entries):
            if entry.folder in wanted:
                selection.select(self._model.index(row), self._model.index(row))
        if selection.isEmpty() and self._model.rowCount():
            selection.select(self._model.index(0), self._model.index(0))
        model = self._view.selectionModel()
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if not selection.isEmpty():
            first = selection.indexes()[0]
            if not model.isSelected(model.currentIndex()):
                model.setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
                self._view.scrollTo(first)

    @Slot()
    def _arrange(self) -> None:
        kept = [self._moved.get(entry.folder, entry.folder) for entry in self.chosen]
        self._moved.clear()
        order = cast("run_rows.Order", self._order.currentData())
        shown = run_rows.arranged(self._entries, self._search.text(), order)
        model = self._view.selectionModel()
        is_blocked = model.blockSignals(True)  # one word about the selection, at the end
        self._model.show_entries(shown)
        self.choose(kept)
        model.blockSignals(is_blocked)
        self._none.setVisible(bool(self._entries) and not shown)
        self._view.viewport().update()
        self.chosen_changed.emit(self.chosen)

    @Slot()
    def _on_selection(self) -> None:
        self.chosen_changed.emit(self.chosen)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.entry(index.row()))

    @Slot(QPoint)
    def _on_menu(self, at: QPoint) -> None:
        self.menu_wanted.emit(self._view.viewport().mapToGlobal(at))


class _Rows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[RunEntry] = []

    def show_entries(self, entries: list[RunEntry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def entry(self, row: int) -> RunEntry:
        return self.entries[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return run_rows.told(entry)
            case Qt.ItemDataRole.ToolTipRole:
                stale = f"Stale: {entry.stale.words}. {ADVICE}" if entry.stale else ""
                return tooltip("\n".join(part for part in (str(entry.folder), entry.note.strip(), stale) if part))
            case _ if role == ENTRY:
                return entry
        return None


class _Delegate(QStyledItemDelegate):
    """Name and accuracy; below, what it is and where the accuracy lies."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: RunEntry = index.data(ENTRY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = option.rect
        _ground(painter, place, option.state)
        inside = place.adjusted(SPACE, SPACE - 2, -SPACE, 2 - SPACE)
        upper = QRect(inside.left(), inside.top(), inside.width(), inside.height() // 2)
        lower = upper.translated(0, inside.height() // 2)
        font = QFont(option.font)
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        _line(painter, upper, shown_name(entry.name), run_rows.accuracy(entry), theme().tokens.text)
        font.setWeight(QFont.Weight.Normal)
        font.setPixelSize(SMALL)
        painter.setFont(font)
        _line(painter, lower, run_rows.details(entry), run_rows.interval(entry), theme().tokens.muted)
        painter.restore()


def _ground(painter: QPainter, place: QRect, state: QStyle.StateFlag) -> None:
    tokens, ground = theme().tokens, QRectF(place).adjusted(1, 1, -1, -1)
    is_selected = bool(state & QStyle.StateFlag.State_Selected)
    if is_selected or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.selection if is_selected else tokens.raised))
        painter.drawRoundedRect(ground, RADIUS, RADIUS)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(QColor(tokens.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground, RADIUS, RADIUS)


def _line(painter: QPainter, place: QRect, text: str, figures: str, colour: str) -> None:
    """`figures` at the right; `text` gives way."""
    painter.setPen(QColor(colour))
    metrics = painter.fontMetrics()
    room = place.width() - metrics.horizontalAdvance(figures) - SPACE
    painter.drawText(place, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
    painter.drawText(place, _RIGHT, figures)
