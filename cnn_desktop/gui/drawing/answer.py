"""What the network takes a drawing for: verdict, classes, right or wrong, and what it saw."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.drawing import words
from cnn_desktop.gui.models.drawing import Drawing
from cnn_desktop.gui.models.drawing_model import DrawingState
from cnn_desktop.gui.models.feedback_model import FeedbackModel, Judged
from cnn_desktop.gui.prediction.detail import judgement_words
from cnn_desktop.gui.prediction.detail.seen_panel import SeenPanel
from cnn_desktop.gui.prediction.feedback_bar import FeedbackBar
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars


class AnswerCard(Card):
    """Empty until something is drawn."""

    def __init__(self, feedback: FeedbackModel) -> None:
        super().__init__()
        self._feedback = feedback
        self._group = f"drawn-{time.strftime('%Y%m%d-%H%M%S')}"  # drawings of one hand stay together
        self._verdict = Label(size="title", wrap=True)
        self._why = Label(tone="muted", wrap=True)
        self._bars = ProbabilityBars()
        self._bar = FeedbackBar(feedback, undo_keys=False)
        self._seen = SeenPanel()
        self._waiting = Label(words.WAITING, tone="muted", wrap=True)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        content = QWidget()
        content.setProperty("kind", "plain")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, SPACE // 2, SPACE, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._verdict)
        column.addWidget(self._why)
        column.addWidget(self._bars)
        column.addWidget(self._bar)
        column.addSpacing(SPACE)
        column.addWidget(self._seen)
        column.addStretch(1)
        self._shown = QScrollArea()
        self._shown.setWidgetResizable(True)
        self._shown.setFrameShape(QFrame.Shape.NoFrame)
        self._shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shown.setWidget(content)
        self.body.addWidget(self._shown, 1)
        self.body.addWidget(self._waiting, 1)

    def show_state(self, state: DrawingState, drawing: Drawing, render: Callable[[Drawing], Pixels]) -> None:
        """`render` makes the pixels of `drawing`, where somebody wants to keep them."""
        prediction, problem = state.prediction, state.problem
        self._shown.setVisible(prediction is not None or problem is not None)
        self._waiting.setVisible(prediction is None and problem is None)
        self._waiting.setText(words.LOADING if state.is_waiting else words.WAITING)
        for widget in (self._bars, self._seen):
            widget.setVisible(prediction is not None)
        if prediction is None:
            self._verdict.setText(problem.message if problem else "")
            self._why.setText(problem.hint if problem else "")
            self._feedback.show(None)
        else:
            self._verdict.setText(judgement_words.verdict(prediction))
            self._why.setText(judgement_words.why(prediction, 0.0))
            self._bars.show_ranked(prediction.ranked)
            seen_as = judgement_words.seen_as(state.preparation) if state.preparation else ""
            self._seen.show_seen(state.seen, seen_as)
            key = state.file or drawing.strokes
            self._feedback.show(Judged(key, prediction.class_name, state.file, partial(render, drawing), self._group))
        self._why.setVisible(bool(self._why.text()))
