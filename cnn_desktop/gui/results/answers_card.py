"""True label, predicted label, image: those answers of the run that were chosen, and what can be done about them."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from cnn_desktop.core.names import quoted
from cnn_desktop.core.results.of_run import SplitResult
from cnn_desktop.gui.models.answers_model import AnswersModel, AnswersState, Chosen, Kind
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.models.mending_model import MendingModel, MendingState
from cnn_desktop.gui.results.answer_tiles import AnswerTiles
from cnn_desktop.gui.results.mending_bar import MendingBar
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.training.words import counted
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.image_wall import ImageWall, Tile, TileMenu, WallBar, WallModel
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pages import Pages

_FILTERS: tuple[tuple[Kind, str], ...] = (("wrong", "Mistakes"), ("right", "Right ones"), ("all", "All"))
_NOTHING = "This run has stored no answers yet: they are there once it has ended."


class AnswersCard(Card):
    """Shows the images of an `AnswersModel`, and corrects them by a `MendingModel`."""

    maps_asked = Signal(object, object)  # ChosenImage, and the Path of the run

    def __init__(self, model: AnswersModel, mending: MendingModel) -> None:
        super().__init__(padding=SPACE)  # the wall draws its own half of the usual padding
        self._model, self._mending = model, mending
        self._title = ElidedLabel(size="heading")
        self._shown = QComboBox()
        self._shown.setAccessibleName("Right or wrong")
        for key, title in _FILTERS:
            self._shown.addItem(title, key)
        self._mistakes = buttons.link("All mistakes")
        self._tiles = WallModel(self)
        self._wall = ImageWall(self._tiles, model.thumbnails, "Answers of the run")
        self._bar = WallBar(self._tiles, judges=False, given="Most telling first")
        self._bar.setContentsMargins(SPACE, 0, SPACE, 0)
        self._mend = MendingBar(mending)
        self._mend.add_keys(self)
        self._listed: tuple[SplitResult | None, Chosen] = (None, Chosen())
        self._edits = mending.state.edits
        self._empty = Label(tone="muted", wrap=True)
        self._empty.setContentsMargins(SPACE, 0, SPACE, SPACE)
        self._pages = Pages()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._wall)
        self.body.addWidget(self._header())
        self.body.addWidget(self._bar)
        self.body.addWidget(self._pages, 1)
        self.body.addWidget(self._mend)
        self._bind()
        self.show_state(model.state)

    def _header(self) -> QWidget:
        header = QWidget()
        header.setFixedHeight(CONTROL)
        row = QHBoxLayout(header)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._title, 1)
        row.addWidget(self._mistakes)
        row.addWidget(self._shown)
        return header

    def _bind(self) -> None:
        menu = TileMenu(self._wall)
        menu.offer("Show in feature maps", "squares-four", "M", self._look_inside)
        menu.offer("The label is wrong…", "pencil-simple", "L", lambda _tile: self._mend.ask_for_class())
        menu.offer("Leave it out", "eye-slash", "Delete", lambda _tile: self._mend.leave_out())
        self._shown.activated.connect(self._on_shown)
        self._mistakes.clicked.connect(self._show_mistakes)
        self._wall.wanted.connect(self._model.thumbnails.want)
        self._wall.tile_chosen.connect(self._on_selection)
        self._wall.selection_changed.connect(self._on_selection)
        self._model.thumbnails.arrived.connect(self._wall.picture_arrived)
        self._model.state_changed.connect(self.show_state)
        self._mending.state_changed.connect(self._show_edits)

    # ------------------------------------------------------------ showing

    @Slot(object)
    def show_state(self, state: AnswersState) -> None:
        self._title.setText(title(state))
        self.setAccessibleName(title(state))
        result = state.of_split
        is_part = state.chosen.kind in ("cell", "files")
        self._shown.setCurrentIndex(self._shown.findData(state.chosen.kind))
        self._shown.setVisible(result is not None and not is_part)
        self._mistakes.setVisible(result is not None and is_part)
        if (result, state.chosen) != self._listed:
            self._listed = result, state.chosen
            self._tiles.show_tiles(self._told(state))
            self._wall.scrollToTop()
            self._wall.choose_first()
            self._on_selection()
        has_tiles = bool(len(state.listed))
        for part in (self._bar, self._mend):
            part.setVisible(has_tiles)
        if result:
            self._mend.show_classes(result.classes)
        self._empty.setText(why_empty(state))
        self._pages.setCurrentWidget(self._wall if has_tiles else self._empty)

    @Slot(object)
    def _show_edits(self, state: MendingState) -> None:
        """What was corrected is written across the pictures; the wall stays where it is."""
        if state.edits is not self._edits:
            self._edits = state.edits
            self._tiles.retell(self._told(self._model.state))

    def _told(self, state: AnswersState) -> AnswerTiles | list[Tile]:
        result = state.of_split
        return AnswerTiles(result, state.listed, self._mending.state.edits.by_file) if result else []

    # ------------------------------------------------------------ doing

    @Slot()
    @Slot(object)
    def _on_selection(self, _what: object = None) -> None:
        selected = self._wall.selected()
        chosen = self._wall.chosen()
        self._mend.show_tiles(selected or ([chosen] if chosen else []))

    def _look_inside(self, tile: Tile) -> None:
        self.maps_asked.emit(ChosenImage.of_file(tile.file), self._model.state.run)

    @Slot()
    def _show_mistakes(self) -> None:
        self._model.choose(Chosen())

    @Slot(int)
    def _on_shown(self, row: int) -> None:
        self._model.choose(Chosen(self._shown.itemData(row)))


def title(state: AnswersState) -> str:
    """“28 of 359 validation images wrong”; of a cell, “fern taken for daisy: 7 images”."""
    result, chosen = state.of_split, state.chosen
    if result is None:
        return "Answers"
    images = counted(len(state.listed), "image")
    match chosen.kind:
        case "cell":
            return f"{_cell(result.classes, chosen)}: {images}"
        case "files":
            return f"{chosen.title}: {images}"
        case _:
            wrong = result.n - int(result.is_right.sum())
            return f"{wrong:,} of {counted(result.n, f'{result.split} image')} wrong"


def _cell(classes: tuple[str, ...], chosen: Chosen) -> str:
    true = None if chosen.true is None else quoted(classes[chosen.true])
    predicted = None if chosen.predicted is None else quoted(classes[chosen.predicted])
    if predicted is None:
        return f"All of {true}"
    if true is None:
        return f"All taken for {predicted}"
    return f"{true} recognised" if true == predicted else f"{true} taken for {predicted}"


def why_empty(state: AnswersState) -> str:
    """What stands where there are no tiles."""
    if state.problem:
        return state.problem
    if state.is_reading and state.results is None:
        return "Reading the answers…"
    if state.of_split is None:
        return _NOTHING if state.run else ""
    if state.chosen.kind == "cell":
        return "No image is in this cell."
    return "Not one is wrong." if state.chosen.kind == "wrong" else "Not one is right."
