"""What a question about a run is for, a button that asks it, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout

from cnn_desktop.gui.models.run_question import Question, RunQuestion
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.kept_focus import KeptFocus
from cnn_desktop.gui.widgets.label import Label

NO_RUN = "Choose a run that is finished."


class QuestionBar(Card):
    """`told` says an answer in a heading and a sentence; `offer` is what stands there before."""

    def __init__(
        self,
        model: RunQuestion,
        button: tuple[str, str],
        offer: tuple[str, str],
        told: Callable[[Any], tuple[str, str]],
    ) -> None:
        super().__init__(padding=SPACE + SPACE // 2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._model, self._offer, self._told = model, offer, told
        self._verdict = Label(size="lead", wrap=True)
        self._meaning = Label(tone="muted", wrap=True)
        self._ask = buttons.primary(*button)
        self._again = buttons.plain("Look again", "arrow-clockwise")
        self._cancel = buttons.plain("Cancel")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(160)
        self._progress.setAccessibleName("Images looked at")
        said = QVBoxLayout()
        said.setSpacing(SPACE // 2)
        said.addWidget(self._verdict)
        said.addWidget(self._meaning)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addLayout(said, 1)
        for widget in (self._progress, self._cancel, self._again, self._ask):
            row.addWidget(widget)
        self.body.addLayout(row)

        for asking in (self._ask, self._again):
            asking.clicked.connect(model.ask)
        self._cancel.clicked.connect(model.cancel)
        KeptFocus(self, lambda: self)  # what was pressed goes: from asking to Cancel, from there to asking again
        model.changed.connect(self.show_question)
        self.show_question(model.question)

    def allow(self, reason_not: str) -> None:
        """Whether the run can be asked about; why not, if not."""
        for button in (self._ask, self._again):
            buttons.allow(button, reason_not)

    @Slot(object)
    def show_question(self, question: Question) -> None:
        verdict, meaning = self._words(question)
        self._verdict.setText(verdict)
        self._meaning.setText(meaning)
        self._meaning.set_tone("danger" if question.problem else "muted")
        self._progress.setVisible(question.is_busy)
        self._progress.setRange(0, question.total)
        self._progress.setValue(question.done)
        self._cancel.setVisible(question.is_busy)
        self._again.setVisible(question.answer is not None)
        self._ask.setVisible(question.answer is None and not question.is_busy)

    def _words(self, question: Question) -> tuple[str, str]:
        if question.answer is not None:
            return self._told(question.answer)
        if question.is_busy:
            looking = f"Looking at {question.done:,} of {question.total:,} images" if question.total else "Beginning…"
            return self._offer[0], looking
        if question.problem:
            return self._offer[0], f"{question.problem.message} {question.problem.hint}".strip()
        return self._offer
