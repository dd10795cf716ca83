"""What the network says of the live picture, or of a picture taken from it: class, bars, judgement, how fast."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnn_desktop.core.messages import Judgement
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.camera import words
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.camera_state import CameraState
from cnn_desktop.gui.models.smoothing import LiveAnswer
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import IconLabel, Label
from cnn_desktop.gui.widgets.probability_bars import MOST, ProbabilityBars, percent

DRAW_EVERY_MS = 60  # bars move 16 times a second: more nobody sees
FIGURES_EVERY_MS = 500


class LiveAnswerCard(Card):
    """Follows a `CameraModel`. `body` goes on below for what else belongs there."""

    def __init__(self, model: CameraModel) -> None:
        super().__init__("Live")
        self._model = model
        self._verdict = Label(size="title", wrap=True)
        self._judgement = JudgementLine()
        self._bars = ProbabilityBars()
        self._waiting = Label(words.NO_ANSWER, tone="muted", wrap=True)
        self._problem = Label(tone="danger", wrap=True)
        self._figures = Label(size="small", tone="muted", wrap=True)
        self._engine = Label(size="small", tone="muted", wrap=True)
        for widget in (self._verdict, self._judgement, self._bars, self._waiting, self._problem):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.body.addWidget(self._figures)
        self.body.addWidget(self._engine)
        self._draw_soon = _timer(self, DRAW_EVERY_MS, self._draw)
        self._draw_soon.setSingleShot(True)
        self._figures_timer = _timer(self, FIGURES_EVERY_MS, self._show_figures)
        model.answer_changed.connect(self._on_answer)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)
        self._draw()

    @Slot(object)
    def show_state(self, state: CameraState) -> None:
        self.set_title("Frozen" if state.is_frozen else "Live")
        problem = state.run_problem
        self._problem.setText(f"{problem.message} {problem.hint}".strip() if problem else "")
        self._problem.setVisible(problem is not None)
        if state.phase == "live":
            self._figures_timer.start()
        else:
            self._figures_timer.stop()
        self._show_figures()

    @Slot(object)
    def _on_answer(self, answer: LiveAnswer | None) -> None:
        if answer is None:
            self._draw()
        elif not self._draw_soon.isActive():
            self._draw_soon.start()

    @Slot()
    def _draw(self) -> None:
        answer = self._model.answer
        for widget in (self._verdict, self._bars):
            widget.setVisible(answer is not None)
        self._waiting.setVisible(answer is None)
        self._judgement.show_judgement(answer.judgement if answer else "sure")
        if answer:
            name, share = answer.ranked[0]
            self._verdict.setText(f"{shown_name(name)}, {percent(share)}")
            self._bars.show_ranked(answer.shares if len(answer.shares) <= MOST else answer.ranked)

    @Slot()
    def _show_figures(self) -> None:
        figures = self._model.figures
        self._figures.setText(words.figures(figures) if self._model.state.is_live else "")
        self._engine.setText(figures.engine)
        self._engine.setVisible(bool(figures.engine))


class JudgementLine(QWidget):
    """“Not sure”, “unlike the training images”; hidden where the class stands by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel("question", "warning")
        self._text = Label(tone="warning", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)

    def show_judgement(self, judged: Judgement) -> None:
        self._text.setText(words.judgement(judged))
        self.setVisible(judged != "sure")


def _timer(parent: QWidget, every_ms: int, slot: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(every_ms)
    timer.timeout.connect(slot)
    return timer
