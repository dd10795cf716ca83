"""The left card: which image, what one unit sees of it, and what the network takes it for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from cnn_desktop.core.messages import Prediction
from cnn_desktop.core.receptive_field import Box, Pair
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.feature_maps.field_picture import FieldPicture
from cnn_desktop.gui.feature_maps.text_line import TextLine
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars

NO_STEPS = "This run stored no list of its validation images."


class ImageCard(Card):
    """`stepped` goes on among the images of the run."""

    choose_asked = Signal()
    stepped = Signal(object)  # int: −1 or 1

    def __init__(self) -> None:
        super().__init__("Image")
        self._choose = buttons.icon_button("folder-open", "Choose an image…")
        self._before = buttons.icon_button("caret-left", "The validation image before")
        self._next = buttons.icon_button("caret-right", "The next validation image")
        for button in (self._before, self._next, self._choose):
            self.add_action(button)
        self._picture = FieldPicture()
        self._name = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._place = Label(size="small", tone="muted")
        self._field = TextLine(size="small", tone="muted")
        self._verdict = Label("Prediction", size="heading")
        self._bars = ProbabilityBars()
        self._lay_out()
        self._choose.clicked.connect(self.choose_asked)
        self._before.clicked.connect(lambda: self.stepped.emit(-1))
        self._next.clicked.connect(lambda: self.stepped.emit(1))
        self.show_answer(None)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self._name, 1)
        line.addWidget(self._place)
        self.body.addWidget(self._picture)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addLayout(line)
        said.addWidget(self._field)
        self.body.addLayout(said)
        self.body.addWidget(self._verdict)
        self.body.addWidget(self._bars)
        self.body.addStretch(1)

    def show_image(self, name: str, place: int, of: int) -> None:
        """`place` among the `of` images of the run; −1: it is none of them."""
        self._name.setText(name)
        self._place.setText(f"{place + 1:,} of {of:,}" if place >= 0 else "")
        for button, said in ((self._before, "The validation image before"), (self._next, "The next validation image")):
            buttons.allow(button, "" if of else NO_STEPS)
            if of:
                button.setToolTip(said)

    def show_seen(self, pixmap: QPixmap) -> None:
        self._picture.show_pixmap(pixmap)

    def show_answer(self, prediction: Prediction | None, true_class: str = "") -> None:
        """`true_class`: what the dataset says; empty where nobody knows."""
        self._verdict.setVisible(prediction is not None)
        self._bars.setVisible(prediction is not None)
        if prediction is not None:
            self._bars.show_ranked(prediction.ranked)
            is_wrong = bool(true_class) and true_class != prediction.class_name
            self._verdict.setText(f"Prediction, but it is {true_class}" if is_wrong else "Prediction")

    def show_field(self, unit: Pair | None, box: Box | None, side: int) -> None:
        """What `unit` sees; None: there is none to speak of."""
        self._picture.show_field(box)
        if unit is None:
            self._field.setText("")
        else:
            self._field.setText(f"Row {unit[0]}, column {unit[1]}. {words.field(box, side)}")
