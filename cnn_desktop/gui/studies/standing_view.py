"""A comparison under way or done: the table of the settings, the curves of its runs, and the queue."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.results.comparison import ComparedRun, Comparison
from cnn_desktop.core.study import RunStanding
from cnn_desktop.gui import folders
from cnn_desktop.gui.models.compared_runs_model import MOST
from cnn_desktop.gui.models.study_model import StudyModel, StudyState
from cnn_desktop.gui.results.overlaid_curves import Kinds, OverlaidCurves
from cnn_desktop.gui.studies import words
from cnn_desktop.gui.studies.progress_strip import ProgressStrip
from cnn_desktop.gui.studies.tables import QueueTable, ResultTable
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label, tooltip

GAP = SPACE + SPACE // 2  # pixels between cards


class StandingView(QWidget):
    """Shows a `StudyModel`."""

    run_opened = Signal(object)  # Path of a run that is to be looked at

    def __init__(self, model: StudyModel) -> None:
        super().__init__()
        self._model = model
        self.strip = ProgressStrip(model)
        self._results = ResultTable()
        self._verdict = Label(tone="muted", wrap=True)
        self._curves = OverlaidCurves()
        self._queue = QueueTable()
        self._table = Card("Result")
        self._table.body.addWidget(self._results)
        self._table.body.addWidget(self._verdict)
        self._see = buttons.plain("See in Results", "chart-line-up")
        queue = Card("Runs")
        queue.add_action(self._see)
        queue.body.addWidget(self._queue, 1)
        queue.setMinimumWidth(340)
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self._table)
        left.addWidget(self._curves, 1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addLayout(left, 66)
        row.addWidget(queue, 34)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.strip)
        column.addLayout(row, 1)
        self.strip.folder_asked.connect(self._open_folder)
        self._queue.opened.connect(self.run_opened)
        self._queue.chosen_changed.connect(self._on_chosen)
        self._see.clicked.connect(self._queue.open_chosen)
        model.changed.connect(self.show_state)
        self.show_state(model.state)

    @Slot(object)
    def show_state(self, state: StudyState) -> None:
        standing = state.standing
        if standing is None:
            return
        runs = with_run_under_way(state)
        self._table.set_title("Result" if standing.is_complete else "Result so far")
        self._results.show_standing(standing)
        self._verdict.setText(words.verdict(standing))
        self._verdict.setToolTip(tooltip(standing.verdict))
        self._verdict.setVisible(bool(standing.verdict))
        self._queue.show_runs(runs)
        self._on_chosen()
        self._curves.show_comparison(*curves_of(runs))

    @Slot()
    def _on_chosen(self) -> None:
        chosen = self._queue.chosen
        reason = "Choose a run in the list." if chosen is None else "" if chosen.history else "It has no epochs yet."
        buttons.allow(self._see, reason)

    @Slot()
    def _open_folder(self) -> None:
        if self._model.state.standing:
            folders.open_folder(self._model.state.standing.folder)


def with_run_under_way(state: StudyState) -> tuple[RunStanding, ...]:
    """The runs as their folders tell, but for the one whose epochs are told as they are done."""
    runs = state.standing.runs if state.standing else ()
    if not state.is_active or not state.number:
        return runs
    done = {run.number for run in runs if run.state == "done"}
    return tuple(
        dataclasses.replace(run, state="training", history=state.progress.epochs or run.history)
        if run.number == state.number and run.number not in done
        else run
        for run in runs
    )


def curves_of(runs: tuple[RunStanding, ...]) -> tuple[Comparison, Kinds | None]:
    """Of the runs that have epochs: those of the first settings, as many as can be told apart, each in one colour.

    Where no setting has several runs, or there is one setting only, the newest runs, each in its own.
    """
    begun = [run for run in runs if run.history]
    settings = list(dict.fromkeys(run.settings for run in begun))
    if 1 < len(settings) < len(begun):
        kinds = settings[:MOST]
        begun = [run for run in begun if run.settings in kinds]
        drawn = Kinds(tuple(kinds.index(run.settings) for run in begun), tuple(words.settings(one) for one in kinds))
    else:
        begun, drawn = begun[-MOST:], None
    compared = tuple(ComparedRun(run.folder, history=run.history, best_epoch=run.best_epoch) for run in begun)
    return Comparison("validation", compared, 0, (None,) * len(compared), ()), drawn
