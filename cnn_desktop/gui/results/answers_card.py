"""True label, predicted label, image: the answers of the chosen run, with the choice of split and of right or wrong."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QWidget

from cnn_desktop.core.answers import Answer
from cnn_desktop.gui.models.answers_model import AnswersModel, AnswersState, Shown
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.training.words import counted
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.image_wall import ImageWall, Tile, TileMenu, WallBar, WallModel
from cnn_desktop.gui.widgets.label import Label

_FILTERS: tuple[tuple[Shown, str], ...] = (("wrong", "Wrong ones"), ("right", "Right ones"), ("all", "All"))
_NOTHING = "This run has stored no answers yet: they are there once it has ended."


class AnswersCard(Card):
    """Shows an `AnswersModel`."""

    maps_asked = Signal(object, object)  # ChosenImage, and the Path of the run

    def __init__(self, model: AnswersModel) -> None:
        super().__init__(padding=SPACE)  # the wall draws its own half of the usual padding
        self._title = ElidedLabel(size="heading")
        self._legend = Label("Its true class, then the answer and how sure it was", size="small", tone="muted")
        self._split = QComboBox()
        self._split.setAccessibleName("Which images")
        self._shown = QComboBox()
        self._shown.setAccessibleName("Right or wrong")
        for key, title in _FILTERS:
            self._shown.addItem(title, key)
        self._tiles = WallModel(self)
        self._wall = ImageWall(self._tiles, model.thumbnails, "Answers of the run")
        TileMenu(self._wall).offer("Show in feature maps", "squares-four", "M", self._look_inside)
        self._bar = WallBar(self._tiles, judges=False, given="Most telling first")
        self._bar.setContentsMargins(SPACE, 0, SPACE, 0)
        self._listed: tuple[Answer, ...] = ()
        self._empty = Label(tone="muted", wrap=True)
        self._empty.setContentsMargins(SPACE, 0, SPACE, SPACE)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._wall)
        self.body.addWidget(self._header())
        self.body.addWidget(self._bar)
        self.body.addWidget(self._pages, 1)

        self._model = model
        self._split.activated.connect(self._on_split)
        self._shown.activated.connect(self._on_shown)
        self._wall.wanted.connect(model.thumbnails.want)
        model.thumbnails.arrived.connect(self._wall.picture_arrived)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    def _header(self) -> QWidget:
        header = QWidget()
        header.setFixedHeight(CONTROL)
        row = QHBoxLayout(header)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._title, 1)
        row.addWidget(self._legend)
        row.addSpacing(SPACE)
        row.addWidget(self._split)
        row.addWidget(self._shown)
        return header

    @Slot(object)
    def show_state(self, state: AnswersState) -> None:
        self._title.setText(title(state))
        self.setAccessibleName(title(state))
        self._legend.setVisible(bool(state.listed))
        names = [name for name, _ in state.splits]
        if names != [self._split.itemData(row) for row in range(self._split.count())]:
            self._split.clear()
            for name in names:
                self._split.addItem(f"{name.capitalize()} images", name)
        self._split.setCurrentIndex(self._split.findData(state.split))
        self._split.setVisible(len(names) > 1)
        self._shown.setCurrentIndex(self._shown.findData(state.shown))
        self._shown.setVisible(bool(names))
        self._show_answers(state.listed)
        self._bar.setVisible(bool(state.listed))
        self._empty.setText(why_empty(state))
        self._pages.setCurrentWidget(self._wall if state.listed else self._empty)

    def _show_answers(self, listed: tuple[Answer, ...]) -> None:
        if listed == self._listed:
            return
        self._listed = listed
        self._tiles.show_tiles([Tile(one.file, one.predicted, one.confidence, true=one.true) for one in listed])
        self._wall.scrollToTop()

    def _look_inside(self, tile: Tile) -> None:
        self.maps_asked.emit(ChosenImage.of_file(tile.file), self._model.state.run)

    @Slot(int)
    def _on_split(self, row: int) -> None:
        self._model.choose_split(self._split.itemData(row))

    @Slot(int)
    def _on_shown(self, row: int) -> None:
        self._model.choose_shown(self._shown.itemData(row))


def title(state: AnswersState) -> str:
    """“28 of 359 validation images wrong”."""
    images = len(state.of_split)
    if not images:
        return "Answers"
    return f"{state.wrong:,} of {counted(images, f'{state.split} image')} wrong"


def why_empty(state: AnswersState) -> str:
    """What stands where there are no tiles."""
    if state.problem:
        return state.problem
    if state.is_reading:
        return "Reading the answers…"
    if not state.of_split:
        return _NOTHING if state.run else ""
    return "Not one is wrong." if state.shown == "wrong" else "Not one is right."
