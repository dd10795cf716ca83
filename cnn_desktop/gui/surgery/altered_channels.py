"""Which channels are altered, a row a layer, with the ways back; there only while any is."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cnn_desktop.core.messages import LayersDescribed
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.gui.models.surgery_model import SurgeryModel
from cnn_desktop.gui.surgery.alterations import Alterations
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel

_MOST_ROWS = 3  # in view; the rest is scrolled to


class AlteredChannels(QWidget):
    """Stands between the image and what the altered network answers to it."""

    layer_chosen = Signal(object)  # str
    scores_asked = Signal()

    def __init__(self, model: SurgeryModel) -> None:
        super().__init__()
        self._model = model
        self._all_back = buttons.icon_button("arrow-counter-clockwise", "Everything as it was (Shift+Delete)")
        self._scores = buttons.plain("All images…", "squares-four")
        self._scores.setToolTip("The confusion matrix with these channels altered, and which images change")
        self._rows = Alterations()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(self._rows)
        heading = QHBoxLayout()
        heading.setSpacing(SPACE)
        heading.addWidget(ElidedLabel("Altered", size="heading"), 1)
        heading.addWidget(self._scores)
        heading.addWidget(self._all_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(heading)
        column.addWidget(self._scroll)
        self._all_back.clicked.connect(model.restore_all)
        self._rows.layer_chosen.connect(self.layer_chosen)
        self._rows.restore_asked.connect(model.restore_layer)
        self._rows.every_call_chosen.connect(self._on_every_call)
        self._scores.clicked.connect(self.scores_asked)
        self.hide()

    def show_surgery(self, surgery: Surgery, network: LayersDescribed | None) -> None:
        self.setVisible(bool(surgery))
        self._rows.show_surgery(surgery, network)
        several = sum(2 if one.every_call else 1 for one in surgery)
        self._scroll.setFixedHeight(min(several, _MOST_ROWS) * CONTROL)

    @Slot(object, object)
    def _on_every_call(self, key: str, is_wanted: bool) -> None:
        self._model.reach_every_call(key, is_wanted=is_wanted)
