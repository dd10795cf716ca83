"""How good the network of a finished run is: one line a split, each with its n and its interval, and the baseline."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.messages import TrainingFinished
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training import words
from cnn_desktop.gui.widgets.label import Label


class ScoreLines(QWidget):
    """The accuracy large, the rest of the sentence beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = {"validation": _Line(), "test": _Line()}
        self._baseline = Label(tone="muted", wrap=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE + SPACE // 2)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, line in enumerate(self._lines.values()):
            grid.addWidget(line.accuracy, row, 0)
            grid.addWidget(line.rest, row, 1)
        grid.addWidget(self._baseline, len(self._lines), 0, 1, 2)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is said, as whole sentences."""
        return tuple(line.sentence for line in self._lines.values() if line.sentence)

    def show_finished(self, finished: TrainingFinished | None) -> None:
        self.setVisible(finished is not None)
        if finished is None:
            return
        self._lines["validation"].show_score(finished.validation)
        self._lines["test"].show_score(finished.test)
        self._baseline.setText(words.baseline(finished.test or finished.validation))


class _Line:
    """The two labels of one split."""

    def __init__(self) -> None:
        self.accuracy = Label(size="title")
        self.rest = Label(wrap=True)
        self.sentence = ""

    def show_score(self, score: Score | None) -> None:
        self.sentence = words.score(score) if score else ""
        for label in (self.accuracy, self.rest):
            label.setVisible(score is not None)
        if score:
            accuracy, _, rest = self.sentence.partition(", ")
            self.accuracy.setText(accuracy)
            self.rest.setText(rest)
            self.accuracy.setAccessibleName(self.sentence)
