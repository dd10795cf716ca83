"""The page of altered channels: what is altered, what it does to the image, and to all images of a split."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from cnn_desktop.core.messages import MapsReady
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.surgery.alterations import Alterations
from cnn_desktop.gui.surgery.changed_bars import ChangedBars
from cnn_desktop.gui.surgery.scores_card import ScoresCard
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.page import Page

WIDTH = 320  # pixels; of the left card
HOW = "The run and its model stay as they are. Press X, O or A on a channel among the maps to alter more."
NOTHING = "Nothing is altered. Go back to the maps and press X on a channel to mute it."


class SurgeryPage(Page):
    """`left` says that somebody wants to go back to the maps."""

    left = Signal()

    def __init__(self, model: FeatureMapsModel) -> None:
        super().__init__()
        self._model = model
        self._back = buttons.plain("Back to the maps", "arrow-left")
        self._all_back = buttons.plain("Everything as it was", "arrow-counter-clockwise")
        self._rows = Alterations()
        self._how = Label(size="small", tone="muted", wrap=True)
        self._name = ElidedLabel(size="heading", elide=Qt.TextElideMode.ElideMiddle)
        self._bars = ChangedBars()
        self._scores = ScoresCard(model.surgery)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._build_left())
        row.addWidget(self._scores, 1)
        self._bind()

    def _build_left(self) -> Card:
        card = Card("Altered channels")
        card.setFixedWidth(WIDTH)
        rows = QScrollArea()
        rows.setWidgetResizable(True)
        rows.setFrameShape(QScrollArea.Shape.NoFrame)
        holder = QWidget()
        holder.setProperty("kind", "plain")
        column = QHBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rows, 1, Qt.AlignmentFlag.AlignTop)
        rows.setWidget(holder)
        for widget in (self._how, rows, self._name, self._bars, self._all_back, self._back):
            card.body.addWidget(widget, 1 if widget is rows else 0)
        return card

    def _bind(self) -> None:
        model, surgery = self._model, self._model.surgery
        self._back.clicked.connect(self.left)
        self._all_back.clicked.connect(surgery.restore_all)
        self._rows.restore_asked.connect(surgery.restore_layer)
        self._rows.every_call_chosen.connect(self._on_every_call)
        self._rows.layer_chosen.connect(self._on_layer)
        self._scores.image_chosen.connect(self._on_image)
        model.maps_changed.connect(self._on_maps)
        surgery.surgery_changed.connect(self._on_surgery)
        back = QShortcut(QKeySequence("Esc"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.left)
        self._on_surgery(surgery.surgery)
        self._on_maps(model.maps)

    def open(self) -> None:
        """Ready for the keyboard."""
        self._scores.focus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody waits for the scores any more, and they would keep the maps waiting."""
        super().hideEvent(event)
        self._model.surgery.cancel()

    @Slot(object)
    def _on_surgery(self, surgery: Surgery) -> None:
        self._rows.show_surgery(surgery, self._model.state.network)
        self._how.setText(HOW if surgery else NOTHING)
        buttons.allow(self._all_back, "" if surgery else "Nothing is altered.")
        for widget in (self._name, self._bars):
            widget.setVisible(bool(surgery))

    @Slot(object)
    def _on_maps(self, maps: MapsReady | None) -> None:
        image = self._model.state.image
        self._name.setText(image.name if image else "")
        if maps is not None:
            self._bars.show_answers(maps.unaltered, maps.prediction)

    @Slot(object, object)
    def _on_every_call(self, key: str, is_wanted: bool) -> None:
        self._model.surgery.reach_every_call(key, is_wanted=is_wanted)

    @Slot(object)
    def _on_layer(self, key: str) -> None:
        self._model.choose_layer(key)
        self.left.emit()

    @Slot(object)
    def _on_image(self, file: Path) -> None:
        self._model.open_file(file)
        self.left.emit()
