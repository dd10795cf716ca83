"""The runs that are compared, a row each: score with its interval, and how far it is from the reference."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.results.comparison import ComparedRun, Comparison
from cnn_desktop.core.results.difference import Paired, Unpaired
from cnn_desktop.gui.results import series
from cnn_desktop.gui.widgets.figures_table import Column, Rows, make_readable

ROW = 32  # pixels
_SAMPLE = 28  # pixels of the line before a name

_Index = QModelIndex | QPersistentModelIndex
_Difference = Paired | Unpaired | None
_Row = tuple[ComparedRun, _Difference]  # a run, and how it differs from the reference


def _of_score(words: Callable[[Score], str]) -> Callable[[_Row], str]:
    return lambda row: words(row[0].score) if row[0].score else "–"


def _interval(score: Score) -> str:
    return f"{100 * score.interval[0]:.1f} – {100 * score.interval[1]:.1f} %"


def gain_words(found: _Difference) -> str:
    """“+3.1 points, more than chance”."""
    if found is None:
        return ""
    sign = f"{100 * found.gain:+.1f}".replace("-", "\N{MINUS SIGN}")
    return f"{sign} points, {'more than chance' if found.is_more_than_chance else 'may be chance'}"


COLUMNS: tuple[Column[_Row], ...] = (
    Column("Run", lambda row: shown_name(row[0].name), is_words=True),
    Column("Accuracy", _of_score(lambda one: f"{100 * one.accuracy:.1f} %")),
    Column("95 % interval", _of_score(_interval), "Where the accuracy lies, by the number of images."),
    Column(
        "Balanced", _of_score(lambda one: f"{100 * one.balanced_accuracy:.1f} %"), "The mean recall of the classes."
    ),
    Column("Baseline", _of_score(lambda one: f"{100 * one.majority:.1f} %"), "Always the most frequent class."),
    Column("Images", _of_score(lambda one: f"{one.n:,}"), "How many images it was measured on."),
    Column("Difference", lambda row: row[0].problem or gain_words(row[1]) or "reference", is_words=True),
)


class ComparedTable(QTableView):
    """Told a `Comparison`; `run_chosen` says which row is looked at."""

    run_chosen = Signal(object)  # int: its place in the comparison

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows(self, COLUMNS, explain=lambda row: row[0].problem or str(row[0].folder))
        self.setModel(self._rows)
        self.setItemDelegateForColumn(0, _NameDelegate(self))
        make_readable(self, "Runs compared", ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def show_comparison(self, comparison: Comparison) -> None:
        self._rows.show_things(tuple(zip(comparison.runs, comparison.differences, strict=True)))
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
