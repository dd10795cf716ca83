"""One picture taken from the camera, looked at: large, with its classes, and whether they are right."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal, Slot

from cnn_desktop.core.messages import Prediction
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.camera.live_answer import JudgementLine
from cnn_desktop.gui.camera.live_view import LiveView
from cnn_desktop.gui.models.feedback_model import FeedbackModel, Judged
from cnn_desktop.gui.models.snapshots_model import Snapshot
from cnn_desktop.gui.prediction.feedback_bar import FeedbackBar
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars, percent

PICTURE_HEIGHTS = (96, 320)  # pixels: the smallest and the highest


class SnapshotCard(Card):
    """Hidden while none is chosen."""

    closed = Signal()

    def __init__(self, feedback: FeedbackModel) -> None:
        super().__init__("Picture")
        self._key, self._feedback = 0, feedback
        self._group = f"cam-{time.strftime('%Y%m%d-%H%M%S')}"  # as recordings are named: one sitting stays together
        self._close = buttons.icon_button("x", "Back to the live picture")
        self.add_action(self._close)
        self._view = LiveView()
        self._view.setMinimumHeight(PICTURE_HEIGHTS[0])
        self._view.setMaximumHeight(PICTURE_HEIGHTS[1])
        self._view.setAccessibleName("The chosen picture")
        self._verdict = Label(size="heading", wrap=True)
        self._judgement = JudgementLine()
        self._bars = ProbabilityBars()
        self.body.addWidget(self._view, 3)
        for widget in (self._verdict, self._judgement, self._bars, FeedbackBar(feedback)):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._close.clicked.connect(self.closed)
        self.show_snapshot(None)

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        self.setVisible(snapshot is not None)
        key = snapshot.key if snapshot else 0
        if key != self._key:
            self._key = key
            self._view.show_pixels(snapshot.pixels if snapshot else None)
        answer = snapshot.prediction if snapshot else None
        self._feedback.show(_judged(snapshot, answer, self._group) if snapshot and answer else None)
        self._bars.setVisible(answer is not None)
        self._judgement.show_judgement(answer.judgement if answer else "sure")
        if answer:
            self._verdict.setText(f"{shown_name(answer.class_name)}, {percent(answer.confidence)}")
            self._bars.show_ranked(answer.ranked)
        elif snapshot:
            self._verdict.setText(snapshot.problem or "Being classified…")


def _judged(snapshot: Snapshot, answer: Prediction, group: str) -> Judged:
    return Judged(("snapshot", snapshot.key), answer.class_name, None, lambda: snapshot.pixels, group)
