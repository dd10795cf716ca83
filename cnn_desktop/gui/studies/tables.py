"""The two tables of a comparison: what the settings achieved, and the queue of its runs."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHeaderView, QTableView

from cnn_desktop.core.study import RunStanding, Standing, TableRow
from cnn_desktop.gui.studies import words
from cnn_desktop.gui.training.words import duration
from cnn_desktop.gui.widgets.figures_table import Column, Rows, make_readable

ROW = 30  # pixels

_BEST = "By the folds and seeds that all of them have; equals are all marked."

OF_ROWS: tuple[Column[TableRow], ...] = (
    Column("Settings", lambda row: words.settings(row.settings), is_words=True),
    Column("", lambda row: f"★ {row.mark}" if row.mark else "", _BEST, is_words=True),
    Column("Runs", lambda row: f"{row.runs:,} of {row.planned:,}", "How many are done."),
    Column("Accuracy", words.accuracy, "On validation images: mean and standard deviation over the runs."),
    Column(
        "95 % interval", words.interval,
        "Of all answers of all runs together, for as many images as are different. With folds every image counts once, "
        "answered by a network that had not learned from it.",
    ),
    Column("Images", lambda row: f"{row.n:,}" if row.n else "–", "Different validation images."),
    Column("Balanced", lambda row: words.share(row.balanced), "The mean recall of the classes."),
    Column("Test", lambda row: words.share(row.test), "Mean accuracy on test images, which choose nothing."),
    Column("Time", lambda row: duration(row.seconds) if row.seconds is not None else "–", "Of a run’s epochs."),
)  # fmt: skip
_TEST = 7
OF_RUNS: tuple[Column[RunStanding], ...] = (
    Column("", lambda run: f"{run.number:,}"),
    Column("Run", words.run_name, is_words=True),
    Column("", lambda run: words.STATES[run.state], is_words=True),
    Column("Accuracy", words.score, "On validation images."),
)


class ResultTable(QTableView):
    """Told a `Standing`."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows(self, OF_ROWS, explain=lambda row: words.settings(row.settings))
        self.setModel(self._rows)
        make_readable(self, "What the settings achieved", ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def show_standing(self, standing: Standing) -> None:
        self._rows.show_things(standing.rows)
        self.setColumnHidden(_TEST, all(row.test is None for row in standing.rows))
        height = self.horizontalHeader().sizeHint().height() + min(8, len(standing.rows)) * ROW + 4
        self.setFixedHeight(height)


class QueueTable(QTableView):
    """Told runs in the order of the queue; `opened` says which one is wanted."""

    opened = Signal(object)  # Path of a run
    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._runs: tuple[RunStanding, ...] = ()
        self._rows = Rows(self, OF_RUNS, explain=lambda run: run.problem or run.name)
        self.setModel(self._rows)
        make_readable(self, "The runs in their order", ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.activated.connect(self.open_chosen)
        self.selectionModel().currentRowChanged.connect(self.chosen_changed)

    def show_runs(self, runs: tuple[RunStanding, ...]) -> None:
        if runs == self._runs:
            return
        kept, self._runs = self.currentIndex().row(), runs
        bar = self.verticalScrollBar().value()
        self._rows.show_things(runs)
        if 0 <= kept < len(runs):
            self.selectRow(kept)
        self.verticalScrollBar().setValue(bar)

    @property
    def chosen(self) -> RunStanding | None:
        row = self.currentIndex().row()
        return self._runs[row] if 0 <= row < len(self._runs) else None

    @Slot()
    def open_chosen(self) -> None:
        chosen = self.chosen
        if chosen is not None and chosen.history:
            self.opened.emit(chosen.folder)
