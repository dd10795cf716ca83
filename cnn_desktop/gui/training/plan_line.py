"""Above the start button: about how long the training would take and what it needs, and other ways, a click each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnn_desktop.core.messages import TrainingPlanned
from cnn_desktop.gui.models.plan_model import Offer, PlanModel, PlanState
from cnn_desktop.gui.training.words import DOT, GAP, about
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label, tooltip

ASKED = "Timing a few steps…"
ABOUT = (
    "From timing a few real steps on this computer. It ends earlier where nothing improves any more; other work on the "
    "computer makes it longer."
)
_GAINS = {"faster": "Faster", "better": "Better"}


class PlanLine(QWidget):
    """Shows a `PlanModel`."""

    def __init__(self, model: PlanModel) -> None:
        super().__init__()
        self._model = model
        self._said = Label(size="small", wrap=True)
        self._said.setAccessibleName("Plan of the training")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._said)
        self._offers: list[QWidget] = []
        model.changed.connect(self.show_state)
        self.show_state(model.state)

    @property
    def said(self) -> str:
        return self._said.text()

    @Slot(object)
    def show_state(self, state: PlanState) -> None:
        self._said.setText(words(state.planned) if state.planned else ASKED if state.is_asked else "")
        self._said.setToolTip(tooltip(ABOUT if state.planned else ""))
        self.setVisible(bool(self._said.text()))
        for offer in self._offers:
            self._column.removeWidget(offer)
            offer.hide()  # it goes when the events of now are done
            offer.deleteLater()
        self._offers = [self._button(offer) for offer in state.offers]
        for button in self._offers:
            self._column.addWidget(button)

    def _button(self, offer: Offer) -> QWidget:
        button = buttons.link(offer_words(offer))
        button.setToolTip(tooltip(offer.alternative.why))
        button.clicked.connect(partial(self._model.take, offer.alternative))
        return button


def words(planned: TrainingPlanned) -> str:
    """“About 4 min · 1.2 GB · bfloat16, 1.8 × as fast”."""
    parts = [about(planned.seconds)]
    if planned.memory:
        parts.append(f"{planned.memory / 1e9:.1f}{GAP}GB")
    if planned.precision != "float32":
        parts.append(f"{planned.precision}, {planned.gain:.1f}{GAP}× as fast")
    return DOT.join(parts)


def offer_words(offer: Offer) -> str:
    """“Faster: CIFAR-10, fast · about 40 s”."""
    took = "" if offer.seconds is None else f"{DOT}{about(offer.seconds).lower()}"
    return f"{_GAINS[offer.alternative.gain]}: {offer.alternative.title}{took}"
