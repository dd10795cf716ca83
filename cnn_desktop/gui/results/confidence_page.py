"""Whether confidences mean what they say: the reliability diagram, with and without the temperature."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.calibration import Calibration
from cnn_desktop.core.results.of_run import SplitResult
from cnn_desktop.core.results.reliability import Reliability
from cnn_desktop.gui.models.answers_model import AnswersModel, AnswersState
from cnn_desktop.gui.results.diagram import Axis, Bar, Diagram, Line, Picture
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label

_AS_ANSWERED, _UNTEMPERED = 0, 1


class ConfidencePage(QWidget):
    """Shows the reliability of an `AnswersModel`."""

    def __init__(self, model: AnswersModel) -> None:
        super().__init__()
        self._model = model
        self._diagram = Diagram("Reliability diagram", is_square=True)
        self._which = QComboBox()
        self._which.setAccessibleName("With or without the temperature")
        self._which.addItems(["As answered", "Without the temperature"])
        self._verdict = Label(size="lead", wrap=True)
        self._errors = Label(wrap=True)
        self._temperature = Label(wrap=True)
        self._how = Label(
            "A bar reaches as high as the share of right answers among the images of that confidence; the thin line is "
            "its 95 % interval, and stronger bars hold more images. On the dashed line, they mean what they say.",
            tone="muted", wrap=True,
        )  # fmt: skip
        card = Card("Reliability")
        card.add_action(self._which)
        card.body.addWidget(self._diagram, 1)
        said = Card("What that means")
        for label in (self._verdict, self._errors, self._temperature, self._how):
            said.body.addWidget(label)
        said.body.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(said, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(card, 3)
        row.addLayout(right, 2)

        self._which.activated.connect(self._refresh)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    @Slot(object)
    def show_state(self, state: AnswersState) -> None:
        result = state.of_split
        if result is None:
            return
        self._which.setVisible(result.untempered is not None)
        if result.untempered is None:
            self._which.setCurrentIndex(_AS_ANSWERED)
        is_bare = self._which.currentIndex() == _UNTEMPERED and result.untempered is not None
        shown = result.untempered if is_bare and result.untempered else result.reliability
        self._diagram.show_picture(picture(shown))
        self._verdict.setText(verdict(shown))
        self._errors.setText(errors(result))
        calibration = state.results.calibration if state.results else None
        self._temperature.setText(temperature(calibration))

    @Slot()
    def _refresh(self) -> None:
        self.show_state(self._model.state)


def picture(found: Reliability) -> Picture:
    most = max((one.n for one in found.bins), default=1)
    bars = tuple(Bar(one.low, one.high, one.accuracy, one.interval, one.n / most) for one in found.bins)
    corners = np.array([0.0, 1.0])
    return Picture(
        Axis("Confidence"), Axis("Right"), (Line(corners, corners, "muted", Qt.PenStyle.DashLine, 1.5),), bars
    )


def verdict(found: Reliability) -> str:
    """In a sentence whether its confidences can be taken at their word."""
    size = f"{100 * abs(found.overconfidence):.1f} points"
    if abs(found.overconfidence) < 0.01:
        return "On the whole, it is as sure as it is right."
    if found.overconfidence > 0:
        return f"It is too sure of itself: on the whole, confidences are {size} above the share of right answers."
    return f"It is too modest: on the whole, confidences are {size} below the share of right answers."


def errors(result: SplitResult) -> str:
    """“Expected calibration error 2.1 % of 359 validation images; without the temperature 6.4 %.”"""
    said = f"Expected calibration error {100 * result.reliability.error:.1f} % of {result.n:,} {result.split} images"
    if result.untempered is None:
        return f"{said}."
    return f"{said}; without the temperature {100 * result.untempered.error:.1f} %."


def temperature(calibration: Calibration | None) -> str:
    """Where the temperature comes from."""
    if calibration is None:
        return "This run keeps no temperature: its confidences are those of the network itself."
    return (
        f"Temperature {calibration.temperature:.2f}, fitted on {calibration.images:,} validation images and on no test "
        "image. It lies in the model, so that every program that uses the model gives these confidences."
    )
