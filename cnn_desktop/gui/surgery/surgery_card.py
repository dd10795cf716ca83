"""The card below the image while channels are altered: which, and what the network answers before and after."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QScrollArea

from cnn_desktop.core.messages import LayersDescribed, Prediction
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.gui.models.surgery_model import SurgeryModel
from cnn_desktop.gui.surgery.alterations import Alterations
from cnn_desktop.gui.surgery.changed_bars import ChangedBars
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel

_MOST_ROWS = 3  # layers in view; the rest is scrolled to


class SurgeryCard(Card):
    """Hidden while nothing is altered."""

    layer_chosen = Signal(object)  # str
    scores_asked = Signal()

    def __init__(self, model: SurgeryModel) -> None:
        super().__init__("Altered")
        self._model = model
        self._all_back = buttons.icon_button("arrow-counter-clockwise", "Everything as it was (Shift+Delete)")
        self._scores = buttons.plain("All images…", "squares-four")
        self._scores.setToolTip("The confusion matrix with these channels altered, and which images change")
        self.add_action(self._scores)
        self.add_action(self._all_back)
        self._rows = Alterations()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(self._rows)
        self._verdict = ElidedLabel(size="heading")
        self._bars = ChangedBars()
        for widget in (self._scroll, self._verdict, self._bars):
            self.body.addWidget(widget)
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
        self._scroll.setFixedHeight(min(several, _MOST_ROWS) * (CONTROL + SPACE // 2))

    def show_answers(self, before: Prediction | None, after: Prediction) -> None:
        """`before` None: it is not known, as on live video."""
        self._bars.show_answers(before, after)
        now = shown_name(after.class_name)
        if before is None:
            self._verdict.setText(now)
        elif before.class_name == after.class_name:
            self._verdict.setText(f"Still {now}")
        else:
            self._verdict.setText(f"{shown_name(before.class_name)} → {now}")

    @Slot(object, object)
    def _on_every_call(self, key: str, is_wanted: bool) -> None:
        self._model.reach_every_call(key, is_wanted=is_wanted)
