"""How good the run is on the chosen split: never a share without its n, its interval, and what guessing would reach."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.names import quoted
from cnn_desktop.core.results.of_run import SplitResult
from cnn_desktop.gui.models.answers_model import AnswersModel, AnswersState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training import words
from cnn_desktop.gui.widgets.label import Label


class ScoresLine(QWidget):
    """Shows the score of an `AnswersModel`; chooses its split."""

    def __init__(self, model: AnswersModel) -> None:
        super().__init__()
        self._model = model
        self._accuracy = Label(size="figure")
        self._rest = Label()
        self._guessing = Label(tone="muted", size="small")
        self._split = QComboBox()
        self._split.setAccessibleName("Which images")
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(self._rest)
        lines.addWidget(self._guessing)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._accuracy)
        row.addLayout(lines, 1)
        row.addWidget(self._split)
        self._split.activated.connect(self._on_split)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    @Slot(object)
    def show_state(self, state: AnswersState) -> None:
        result = state.of_split
        for part in (self._accuracy, self._guessing):
            part.setVisible(result is not None)
        names = [one.split for one in state.results.splits] if state.results else []
        if names != [self._split.itemData(row) for row in range(self._split.count())]:
            self._split.clear()
            for name in names:
                self._split.addItem(f"{name.capitalize()} images", name)
        self._split.setCurrentIndex(self._split.findData(state.split))
        self._split.setVisible(len(names) > 1)
        if result is None:
            self._rest.setText(state.problem or ("Reading the run…" if state.is_reading else "Not scored yet."))
            return
        accuracy, _, rest = words.score(result.score).partition(", ")
        self._accuracy.setText(accuracy)
        self._accuracy.setAccessibleName(words.score(result.score))
        self._rest.setText(f"right, {rest}")
        self._guessing.setText(guessing(result))

    @Slot(int)
    def _on_split(self, row: int) -> None:
        self._model.choose_split(self._split.itemData(row))


def guessing(result: SplitResult) -> str:
    """“Balanced accuracy 91.2 %, macro F1 90.7 %. Always answering “daisy” would reach 24.0 %.”"""
    score: Score = result.score
    frequent = max(result.by_class, key=lambda one: one.n).name
    return (
        f"Balanced accuracy {words.percent(score.balanced_accuracy)}, macro F1 {words.percent(score.macro_f1)}. "
        f"Always answering {quoted(frequent)} would reach {words.percent(score.majority)}."
    )
