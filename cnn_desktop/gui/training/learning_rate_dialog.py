"""The learning-rate finder: the curve as it comes, the suggestion marked on it, and one button to take it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from cnn_desktop.gui.dialogs import Dialog
from cnn_desktop.gui.models.learning_rate_model import LearningRateModel, Sweep
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.training.rate_plot import RatePlot
from cnn_desktop.gui.training.words import learning_rate, stage
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label

WIDTH, HEIGHT = 640, 280  # pixels of the plot
BATCHES = 100  # of a whole sweep


class LearningRateDialog(Dialog):
    """Shows a `LearningRateModel`. Closing it ends the sweep."""

    def __init__(self, model: LearningRateModel, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            "Find a learning rate",
            "A fresh network sees a hundred batches while the learning rate rises. A good rate lies where the loss "
            "falls, well before its lowest point; behind it, training diverges.",
            width=WIDTH,
        )
        self._model = model
        self._plot = RatePlot()
        self._plot.setFixedSize(WIDTH, HEIGHT)
        self._said = Label(tone="muted", wrap=True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, BATCHES)
        self._progress.setFixedWidth(160)
        self._progress.setAccessibleName("Batches of the sweep")
        self._again = buttons.plain("Try again", "arrow-clockwise")
        self._leave = buttons.plain("Cancel")
        self._use = buttons.primary("Use it")
        line = QWidget()
        line.setFixedSize(WIDTH, CONTROL + SPACE)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._said, 1)
        row.addWidget(self._progress)
        self.body.addWidget(self._plot)
        self.body.addWidget(line)
        for button in (self._again, self._leave, self._use):
            self.add_button(button)

        self._plot.chosen.connect(model.choose)
        self._again.clicked.connect(model.start)
        self._leave.clicked.connect(self._on_leave)
        self._use.clicked.connect(self._on_use)
        self.finished.connect(model.cancel)
        model.sweep_changed.connect(self.show_sweep)
        model.start()
        self.show_sweep(model.sweep)

    @Slot(object)
    def show_sweep(self, sweep: Sweep) -> None:
        self._plot.show_sweep(sweep)
        self._progress.setVisible(sweep.is_busy)
        self._progress.setValue(len(sweep.points))
        self._said.setText(words(sweep))
        self._said.set_tone("danger" if sweep.phase == "failed" else "muted")
        self._again.setVisible(not sweep.is_busy)
        self._leave.setText("Cancel" if sweep.is_busy else "Close")
        self._use.setText(f"Use {learning_rate(sweep.chosen)}" if sweep.chosen else "Use it")
        buttons.allow(self._use, "" if sweep.chosen else why_not(sweep))

    @Slot()
    def _on_leave(self) -> None:
        """While it sweeps, cancel that and stay; else close."""
        if self._model.sweep.is_busy:
            self._model.cancel()
        else:
            self.reject()

    @Slot()
    def _on_use(self) -> None:
        self._model.use()
        self.accept()


def words(sweep: Sweep) -> str:
    """Where the sweep is, or what came of it."""
    match sweep.phase:
        case "failed" if sweep.problem:
            return f"{sweep.problem.message} {sweep.problem.hint}".strip()
        case "preparing" | "sweeping" if sweep.problem:
            return sweep.problem.message
        case "preparing":
            return stage(sweep.stage)
        case "sweeping":
            return f"Batch {len(sweep.points)} of {BATCHES} at most"
        case "found" if sweep.suggestion:
            return f"{learning_rate(sweep.suggestion)} is suggested. A click on the curve takes another."
        case "found":
            return "At no learning rate did the loss fall. Another optimizer, network or input preparation may help."
        case "cancelled":
            return "Cancelled. A click on the curve still chooses a rate." if sweep.points else "Cancelled."
        case _:
            return ""


def why_not(sweep: Sweep) -> str:
    """Why no rate can be used yet."""
    if sweep.is_busy:
        return "The sweep is still under way."
    return "Click on the curve to choose a rate." if sweep.points else "There is no curve yet."
