"""Where it looked: the switch, the class that is looked for, how strong the layer is, and what its colours mean."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.models.examination_model import Examination
from cnn_desktop.gui.prediction.detail.evidence_layer import EvidenceLegend
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.probability_bars import Ranked, percent

OPACITY = 70  # per cent, at first


class EvidenceBar(QWidget):
    """Shows an `Examination`; closed it is the switch alone, which stands in somebody else's row: `switch`."""

    switched = Signal(object)  # bool
    class_chosen = Signal(object)  # str
    opacity_changed = Signal(object)  # float, 0..1

    def __init__(self) -> None:
        super().__init__()
        self._ranked: Ranked = ()
        self.switch: QPushButton = buttons.plain("Where it looked", "crosshair")
        self.switch.setCheckable(True)
        self._class = QComboBox()
        self._class.setAccessibleName("The class that is looked for")
        self._class.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._class.setMinimumContentsLength(10)
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setRange(0, 100)
        self._opacity.setValue(OPACITY)
        self._opacity.setPageStep(10)
        self._opacity.setAccessibleName("How strong the layer is")
        self._legend = EvidenceLegend()
        self._said = Label(size="small", tone="muted", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(Label("Looking for", tone="muted"))
        row.addWidget(self._class, 1)
        strength = QHBoxLayout()
        strength.setSpacing(SPACE + SPACE // 2)
        strength.addWidget(Label("Strength", tone="muted"))
        strength.addWidget(self._opacity, 1)
        strength.addWidget(self._legend, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(row)
        column.addLayout(strength)
        column.addWidget(self._said)

        self.switch.toggled.connect(self._on_switched)
        self._class.activated.connect(self._on_class)
        self._opacity.valueChanged.connect(self._on_opacity)
        self.setVisible(False)

    @property
    def opacity(self) -> float:
        return self._opacity.value() / 100

    def show_classes(self, ranked: Ranked) -> None:
        """Of the image that is looked at, the most probable first."""
        self._ranked = ranked
        self._class.clear()

    def show_examination(self, state: Examination) -> None:
        self.switch.setChecked(state.wants_evidence)
        self.setVisible(state.wants_evidence)
        if state.wants_evidence and not self._class.count():
            self._list_classes()
        self._class.setCurrentIndex(self._class.findData(state.evidence_class))
        said = state.evidence_problem or ("Looking…" if state.is_locating else "")
        self._said.setText(said)
        self._said.set_tone("warning" if state.evidence_problem else "muted")
        self._said.setVisible(bool(said))

    def _list_classes(self) -> None:
        """Only once somebody looks: a thousand classes would cost each arrow key some milliseconds."""
        for name, share in self._ranked:
            self._class.addItem(f"{shown_name(name)} · {percent(share)}", name)

    @Slot(bool)
    def _on_switched(self, is_on: bool) -> None:
        self.switched.emit(is_on)

    @Slot(int)
    def _on_class(self, row: int) -> None:
        self.class_chosen.emit(self._class.itemData(row))

    @Slot(int)
    def _on_opacity(self, per_cent: int) -> None:
        self.opacity_changed.emit(per_cent / 100)
