"""The left card: which image, what one unit sees of it, and what the network takes it for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.receptive_field import Box, Pair
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.feature_maps.answer_part import AnswerPart
from cnn_desktop.gui.feature_maps.field_picture import FieldPicture
from cnn_desktop.gui.feature_maps.text_line import TextLine
from cnn_desktop.gui.models.effective_field_model import EffectiveState
from cnn_desktop.gui.models.heat_map_model import HeatMap
from cnn_desktop.gui.prediction.detail.evidence_layer import EvidenceLegend, evidence_pixmap
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pages import CurrentPages
from cnn_desktop.gui.widgets.pixels import pixmap_of

OPACITY = 70  # per cent, at first
COUNTS = "How much of what it sees really counts (E): 95 % of what moves it, over 20 images"
NO_STEPS = "This run stored no list of its validation images."


class ImageCard(Card):
    """`stepped` goes on among the images of the run; `answer` is what the network takes the image for."""

    choose_asked = Signal()
    stepped = Signal(object)  # int: −1 or 1
    counts_asked = Signal()  # how much of the field of the marked unit really counts, or no more

    def __init__(self) -> None:
        super().__init__("Image")
        self._choose = buttons.icon_button("image", "Choose an image: mistakes, dataset, a file (I)")
        self._before = buttons.icon_button("caret-left", "The validation image before")
        self._next = buttons.icon_button("caret-right", "The next validation image")
        self._ways: list[QWidget] = [self._before, self._next, self._choose]
        for button in self._ways:
            self.add_action(button)
        self._actions.setSpacing(SPACE // 4)  # five ways to an image beside the title
        self._picture = FieldPicture()
        self._places = _Square()  # the picture, or where it comes from while it changes: a sheet, a camera
        self._name = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._place = Label(size="small", tone="muted")
        self._field = TextLine(size="small", tone="muted")
        self._counts = buttons.icon_button("bounding-box", COUNTS)
        self._counts.setCheckable(True)
        self._counts.setFixedSize(3 * SPACE, 3 * SPACE)
        self._effective = EffectiveState()
        self._field_said: tuple[Box | None, int] = (None, 0)
        self._unit: Pair | None = None
        self.answer = AnswerPart()
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setRange(0, 100)
        self._opacity.setValue(OPACITY)
        self._opacity.setAccessibleName("How strong the layer over the image is")
        self._legend = EvidenceLegend()
        self._said = Label(size="small", tone="warning", wrap=True)
        self._evidence = QPixmap()
        self._lay_out()
        self._choose.clicked.connect(self.choose_asked)
        self._before.clicked.connect(lambda: self.stepped.emit(-1))
        self._next.clicked.connect(lambda: self.stepped.emit(1))
        self._counts.clicked.connect(self.counts_asked)
        self._opacity.valueChanged.connect(self._show_layer)
        self.show_why(HeatMap())

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self._name, 1)
        line.addWidget(self._place)
        self._places.addWidget(self._picture)
        self.body.addWidget(self._places, 100)  # it takes the room there is, the words keep theirs
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addLayout(line)
        seen = QHBoxLayout()
        seen.addWidget(self._field, 1)
        seen.addWidget(self._counts)
        said.addLayout(seen)
        self.body.addLayout(said)
        self._strength = QWidget()
        strength = QHBoxLayout(self._strength)
        strength.setContentsMargins(0, 0, 0, 0)
        strength.setSpacing(SPACE)
        strength.addWidget(self._opacity, 1)
        strength.addWidget(self._legend, 1)
        self.body.addWidget(self._strength)
        self.body.addWidget(self._said)
        self.body.addWidget(self.answer, 1)
        self.body.addStretch(0)

    def add_altered(self, altered: QWidget) -> None:
        """What tells which channels are altered, above what is then answered."""
        self.body.insertWidget(self.body.indexOf(self.answer), altered)

    def add_source(self, button: QWidget, view: QWidget) -> None:
        """Another way to an image: `button` in the title row, and `view` to `show_source` in place of the picture."""
        self.add_action(button)
        self._ways.append(button)
        self._places.addWidget(view)

    def leave_source(self, view: QWidget) -> None:
        """The picture again, if it was `view` that stood there."""
        if self._places.currentWidget() is view:
            self.show_source(None)

    @property
    def opacity(self) -> float:
        """Of the layer over the image, 0..1."""
        return self._opacity.value() / 100

    def show_source(self, view: QWidget | None) -> None:
        """One that was added, or the picture."""
        self._places.setCurrentWidget(self._picture if view is None else view)

    def show_image(self, name: str, place: int, of: int) -> None:
        """`place` among the `of` images of the run; −1: it is none of them."""
        self._name.setText(name)
        self._place.setText(f"{place + 1:,} of {of:,}" if place >= 0 else "")
        for button, said in ((self._before, "The validation image before"), (self._next, "The next validation image")):
            buttons.allow(button, "" if of else NO_STEPS)
            if of:
                button.setToolTip(said)

    def show_camera(self, name: str, pace: str) -> None:
        """In place of an image's name."""
        self._name.setText(name)
        self._place.setText(pace)

    def show_live(self, title: str, note: str = "") -> None:
        """`title` in place of the ways to an image; empty: it is one. `note`: why the picture is not live any more."""
        self.set_title(title or "Image")
        for way in self._ways:
            way.setVisible(not title)
        self._picture.show_note(note)

    def renew(self, seen: Pixels) -> None:
        """The next frame, (side, side, 1 or 3) as the network sees it."""
        self._picture.show_pixmap(pixmap_of(seen if seen.shape[2] == 3 else seen.repeat(3, axis=2)))

    def show_seen(self, pixmap: QPixmap) -> None:
        self._picture.show_pixmap(pixmap)

    def show_why(self, heat: HeatMap) -> None:
        """Orange over what speaks for the class, blue over what speaks against it."""
        self.answer.show_why(heat.is_wanted)
        is_shown = heat.is_wanted and heat.evidence is not None
        self._evidence = evidence_pixmap(heat.evidence) if is_shown and heat.evidence is not None else QPixmap()
        self._strength.setVisible(is_shown)
        self._said.setText(heat.problem if heat.is_wanted else "")
        self._said.setVisible(bool(self._said.text()))
        self._show_layer()

    @Slot()
    def _show_layer(self) -> None:
        self._picture.show_layer(self._evidence, self.opacity)

    def show_field(self, unit: Pair | None, box: Box | None, side: int) -> None:
        """What a unit sees; `unit` None: it has no place to speak of. `side` 0: there is nothing to say."""
        self._picture.show_field(box)
        self._field_said = box, side
        self._unit = unit
        self._show_effective()

    @Slot(object)
    def show_effective(self, state: EffectiveState) -> None:
        """What of the field of the marked unit really counts, as a broken frame and in words."""
        self._effective = state
        self._counts.setChecked(state.is_wanted)
        self._show_effective()

    def _show_effective(self) -> None:
        """Not while another unit is pointed at."""
        state, (box, side) = self._effective, self._field_said
        ready = state.ready if state.ready and (state.ready.row, state.ready.column) == self._unit else None
        self._picture.show_inner(ready.box if ready else None)
        if ready:
            said = words.effective(ready, box, side)
        elif state.is_wanted and state.ready is None:
            said = state.problem or "Finding out how much of it counts…"
        else:
            said = words.field(box, side)
        self._field.setText(said if side else "")


class _Square(CurrentPages):
    """No higher than wide, where there is room for that."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMaximumHeight(self.width())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        card, shown = self.parentWidget(), self.currentWidget()
        around = card.layout() if card is not None else None
        if around is not None:
            around.activate()  # it was told of another greatest height while nobody saw it, and forgot it
        if shown is not None:
            shown.setGeometry(self.rect())
