"""The Feature maps tab, before it can show anything: what it will show, and the way to a network."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.empty_state import EmptyState


class FeatureMapsTab(QWidget):
    """One calm card."""

    train_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        train = buttons.primary("Train a network", "graduation-cap")
        card = Card()
        card.body.addWidget(
            EmptyState(
                "squares-four",
                "See what every layer does",
                "For an image of yours: all channels of a layer as one mosaic, the kernel behind each, and the part of "
                "the image that a single value looks at. This view comes with a later version.",
                (train,),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        train.clicked.connect(self.train_asked)
