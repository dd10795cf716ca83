"""How the run was trained: its curves with overfitting marked, and every epoch in figures."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableView, QWidget

from cnn_desktop.core.messages import EpochDone, TrainingStarted
from cnn_desktop.core.names import counted
from cnn_desktop.core.progress import Progress
from cnn_desktop.core.results.of_run import RunResults
from cnn_desktop.gui.models.answers_model import AnswersModel, AnswersState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.curve_data import overfitting
from cnn_desktop.gui.training.curves import Curves
from cnn_desktop.gui.training.words import duration
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.figures_table import Column, Rows, make_readable
from cnn_desktop.gui.widgets.label import Label

ROW = 28  # pixels

COLUMNS: tuple[Column[EpochDone], ...] = (
    Column("Epoch", lambda one: f"{one.epoch:,}"),
    Column("Loss", lambda one: f"{one.loss:.4f}"),
    Column("Accuracy", lambda one: f"{100 * one.accuracy:.1f} %"),
    Column("Val. loss", lambda one: f"{one.val_loss:.4f}"),
    Column("Val. acc.", lambda one: f"{100 * one.val_accuracy:.1f} %"),
    Column("Time", lambda one: duration(one.seconds)),
    Column("", lambda one: "best" if one.is_best else ""),
)


class TrainingPage(QWidget):
    """Shows the history of an `AnswersModel`'s run."""

    def __init__(self, model: AnswersModel) -> None:
        super().__init__()
        self._shown: RunResults | None = None
        self._curves = Curves()
        self._rows = Rows(self, COLUMNS)
        self._table = self._build_table()
        self._words = Label(wrap=True, tone="muted")
        card = Card("Epochs")
        card.body.addWidget(self._words)
        card.body.addWidget(self._table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._curves, 1)
        row.addWidget(card, 1)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    def _build_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._rows)
        table.setProperty("kind", "dense")
        make_readable(table, "Epochs", ROW)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        return table

    @Slot(object)
    def show_state(self, state: AnswersState) -> None:
        if state.results is self._shown:
            return
        self._shown = state.results
        progress = progress_of(state.results)
        self._curves.show_progress(progress)
        self._rows.show_things(tuple(progress.epochs))
        self._words.setText(words(progress))


def progress_of(results: RunResults | None) -> Progress:
    """The finished run as the curves know one."""
    if results is None or results.config is None:
        return Progress()
    images = tuple((one.split, one.n) for one in results.splits)
    started = TrainingStarted(results.folder, results.config, results.classes, images, 0)
    return Progress(phase="finished", started=started, epochs=results.history)


def words(progress: Progress) -> str:
    """What the curves say, in a sentence."""
    if not progress.epochs:
        return "No epoch was finished."
    best, since = progress.best, overfitting(progress)
    images = dict(progress.started.images).get("validation", 0) if progress.started else 0
    n = f" of {counted(images, 'image')}" if images else ""
    kept = f"Epoch {best.epoch:,} is kept, the one with the highest validation accuracy{n}." if best else ""
    if since is None:
        return f"{kept} No overfitting is to be seen.".strip()
    return (
        f"{kept} After it the network went on learning its training images by heart: their loss fell, that of the "
        "validation images rose (shaded)."
    )
