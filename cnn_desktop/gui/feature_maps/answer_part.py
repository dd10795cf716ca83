"""What the network takes the image for, as it is or with altered channels, and the way to ask why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.messages import Prediction
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.surgery.changed_bars import ChangedBars
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import tooltip
from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars


class AnswerPart(QWidget):
    """Below the image; there only while there is an answer."""

    why_asked = Signal(object)  # bool: whether it is wanted

    def __init__(self) -> None:
        super().__init__()
        self._verdict = ElidedLabel(size="heading")
        self._truth = ElidedLabel(size="small", tone="danger", elide=Qt.TextElideMode.ElideMiddle)
        self._why = buttons.plain("Why?", "crosshair")
        self._why.setCheckable(True)
        self._why.setToolTip(tooltip("Where in the image the network found the class (B)"))
        self._bars, self._changed = ProbabilityBars(), ChangedBars()
        judged = QVBoxLayout()
        judged.setSpacing(0)
        judged.addWidget(self._verdict)
        judged.addWidget(self._truth)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addLayout(judged, 1)
        line.addWidget(self._why)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(line)
        column.addWidget(self._bars)
        column.addWidget(self._changed, 100)
        column.addStretch(1)
        self._why.clicked.connect(lambda: self.why_asked.emit(self._why.isChecked()))
        self.show_answer(None)

    def show_answer(self, prediction: Prediction | None, true_class: str = "") -> None:
        """Of the network as it is. `true_class`: what the dataset says; empty where nobody knows."""
        self.setVisible(prediction is not None)
        if prediction is not None:
            self._verdict.setText(words.verdict(prediction, true_class))
            self._show_truth(words.truth(prediction, true_class))
            self._bars.show_ranked(prediction.ranked)
            self._show_bars(self._bars)

    def show_altered(self, before: Prediction | None, after: Prediction) -> None:
        """Of the network with altered channels. `before`: as it is; None: that is not known yet."""
        self.show()
        now = shown_name(after.class_name)
        if before is None:
            self._verdict.setText(now)
        elif before.class_name == after.class_name:
            self._verdict.setText(f"Still {now}")
        else:
            self._verdict.setText(f"{shown_name(before.class_name)} → {now}")
        self._show_truth("")
        self._changed.show_answers(before, after)
        self._show_bars(self._changed)

    def show_why(self, is_wanted: bool) -> None:
        self._why.setChecked(is_wanted)

    def _show_truth(self, text: str) -> None:
        self._truth.setText(text)
        self._truth.setVisible(bool(text))

    def _show_bars(self, shown: QWidget) -> None:
        for bars in (self._bars, self._changed):
            bars.setVisible(bars is shown)
