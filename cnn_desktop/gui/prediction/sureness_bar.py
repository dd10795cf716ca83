"""Below which confidence the network is not sure, and what that costs: how many images it answers, and how well."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from cnn_desktop.gui.models.sureness_model import Sureness, SurenessModel
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label

_STEPS = 100  # hundredths of confidence


class SurenessBar(QWidget):
    """Shows a `SurenessModel`."""

    def __init__(self, model: SurenessModel) -> None:
        super().__init__()
        self._model = model
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, _STEPS)
        self._slider.setPageStep(5)
        self._slider.setFixedWidth(152)
        self._slider.setAccessibleName("Not sure below this confidence")
        self._least = Label()
        self._least.setMinimumWidth(40)
        self._said = ElidedLabel(tone="muted")
        self._suggested = buttons.link("")
        self.setFixedHeight(CONTROL)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(Label("Not sure below"))
        row.addWidget(self._slider)
        row.addWidget(self._least)
        row.addSpacing(SPACE)
        row.addWidget(self._said, 1)
        row.addWidget(self._suggested)
        self._slider.valueChanged.connect(self._on_moved)
        self._suggested.clicked.connect(model.choose_suggested)
        model.changed.connect(self.show_sureness)
        self.show_sureness(model.sureness)

    @Slot(object)
    def show_sureness(self, sureness: Sureness) -> None:
        self._slider.blockSignals(True)  # it shows what is in force, and chooses nothing
        self._slider.setValue(round(sureness.least * _STEPS))
        self._slider.blockSignals(False)
        self._least.setText(f"{100 * sureness.least:.0f} %")
        self._said.setText(told(sureness))
        is_other = sureness.suggested > 0 and abs(sureness.suggested - sureness.least) >= 0.005
        self._suggested.setText(f"Back to {100 * sureness.suggested:.0f} %")
        self._suggested.setVisible(is_other)

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        self._model.choose(step / _STEPS)


def told(sureness: Sureness) -> str:
    """“Answers 87 % of images, 97 % of those right (84 of 97 validation images)”."""
    point = sureness.point
    if point is None:
        return "What that costs is known once the run has validation images."
    sure = round(point.coverage * sureness.images)
    if not sure:
        return f"Answers none of {sureness.images:,} validation images."
    return (
        f"Answers {100 * point.coverage:.0f} % of images, {100 * point.accuracy:.0f} % of those right "
        f"({sure:,} of {sureness.images:,} validation images)"
    )
