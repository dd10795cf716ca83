"""The runs as rows: what, on what, when, how far, how well."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cnn_desktop.core.names import shown_name
from cnn_desktop.core.runs import Status
from cnn_desktop.core.staleness import ADVICE
from cnn_desktop.gui.models.runs_model import RunEntry
from cnn_desktop.gui.widgets.label import tooltip

_Index = QModelIndex | QPersistentModelIndex

_STATES: dict[Status, str] = {
    "training": "Training now", "finished": "Finished", "stopped": "Stopped", "interrupted": "Broke off",
    "imported": "Imported",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it says of a run, and what it means."""

    title: str
    text: Callable[[RunEntry], str]
    explained: str = ""
    is_number: bool = False
    stretches: bool = False


def _accuracy(entry: RunEntry) -> str:
    return f"{100 * entry.validation.accuracy:.1f} %" if entry.validation else "–"


def _interval(entry: RunEntry) -> str:
    if not entry.validation:
        return "–"
    low, high = entry.validation.interval
    return f"{100 * low:.1f} – {100 * high:.1f} %"


COLUMNS = (
    Column("Run", lambda entry: entry.name, stretches=True),
    Column("Dataset", lambda entry: entry.dataset or "–"),
    Column("Architecture", lambda entry: entry.architecture),
    Column("Trained", lambda entry: time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.created))),
    Column("State", lambda entry: f"{_STATES[entry.status]}, stale" if entry.stale else _STATES[entry.status]),
    Column("Epochs", lambda entry: "–" if entry.status == "imported" else str(entry.epochs), is_number=True),
    Column("Accuracy", _accuracy, "On the validation images, of the best epoch.", is_number=True),
    Column("95 % interval", _interval, "Where the accuracy lies, by the number of validation images.", is_number=True),
    Column(
        "Validation images", lambda entry: f"{entry.validation.n:,}" if entry.validation else "–",
        "How many images the accuracy was measured on.", is_number=True,
    ),
)  # fmt: skip


class RunsTable(QAbstractTableModel):
    """A list of `RunEntry` for a QTableView."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[RunEntry, ...] = ()

    def show_entries(self, entries: tuple[RunEntry, ...]) -> None:
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def entry(self, row: int) -> RunEntry:
        return self._entries[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry, column = self._entries[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown_name(column.text(entry))
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(f"Stale: {entry.stale.words}. {ADVICE}" if entry.stale else str(entry.folder))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
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
                return _alignment(COLUMNS[section])
        return None


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
