"""The runs that are compared, a row each: score with its interval, and how far it is from the reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.results.comparison import ComparedRun, Comparison
from cnn_desktop.core.results.difference import Paired, Unpaired
from cnn_desktop.gui.results import series
from cnn_desktop.gui.widgets.label import tooltip

ROW = 32  # pixels
_SAMPLE = 28  # pixels of the line before a name

_Index = QModelIndex | QPersistentModelIndex
_Difference = Paired | Unpaired | None


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    text: Callable[[ComparedRun, _Difference], str]
    explained: str = ""


def _of_score(words: Callable[[Score], str]) -> Callable[[ComparedRun, _Difference], str]:
    return lambda run, _difference: words(run.score) if run.score else "–"


def _interval(score: Score) -> str:
    return f"{100 * score.interval[0]:.1f} – {100 * score.interval[1]:.1f} %"


def gain_words(found: _Difference) -> str:
    """“+3.1 points, more than chance”."""
    if found is None:
        return ""
    sign = f"{100 * found.gain:+.1f}".replace("-", "\N{MINUS SIGN}")
    return f"{sign} points, {'more than chance' if found.is_more_than_chance else 'may be chance'}"


COLUMNS = (
    Column("Run", lambda run, _difference: shown_name(run.name)),
    Column("Accuracy", _of_score(lambda one: f"{100 * one.accuracy:.1f} %")),
    Column("95 % interval", _of_score(_interval), "Where the accuracy lies, by the number of images."),
    Column(
        "Balanced", _of_score(lambda one: f"{100 * one.balanced_accuracy:.1f} %"), "The mean recall of the classes."
    ),
    Column("Baseline", _of_score(lambda one: f"{100 * one.majority:.1f} %"), "Always the most frequent class."),
    Column("Images", _of_score(lambda one: f"{one.n:,}"), "How many images it was measured on."),
    Column("Difference", lambda run, found: run.problem or gain_words(found) or "reference"),
)


class ComparedTable(QTableView):
    """Told a `Comparison`; `run_chosen` says which row is looked at."""

    run_chosen = Signal(object)  # int: its place in the comparison

    def __init__(self) -> None:
        super().__init__()
        self._rows = _Rows(self)
        self.setModel(self._rows)
        self.setItemDelegateForColumn(0, _NameDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName("Runs compared")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for number in range(len(COLUMNS)):
            mode = QHeaderView.ResizeMode.Stretch if number == 0 else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(number, mode)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def show_comparison(self, comparison: Comparison) -> None:
        self._rows.show_comparison(comparison)
        self.setFixedHeight(min(7, len(comparison.runs)) * ROW + self.horizontalHeader().sizeHint().height() + 4)

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.run_chosen.emit(current.row())


class _NameDelegate(QStyledItemDelegate):
    """The run's line stands before its name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        place = QRect(option.rect)
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(QPen(QColor(series.colour(index.row())), 2, series.style(index.row())))
        painter.drawLine(place.left() + 6, place.center().y(), place.left() + 6 + _SAMPLE, place.center().y())
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        option.text = f"{' ' * 10}{option.text}"


class _Rows(QAbstractTableModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None

    def show_comparison(self, comparison: Comparison) -> None:
        self.beginResetModel()
        self._comparison = comparison
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() or self._comparison is None else len(self._comparison.runs)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        assert self._comparison is not None
        run, found = self._comparison.runs[index.row()], self._comparison.differences[index.row()]
        text = COLUMNS[index.column()].text(run, found)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(run.problem or str(run.folder))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
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
    is_text = column in (0, len(COLUMNS) - 1)
    side = Qt.AlignmentFlag.AlignLeft if is_text else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
