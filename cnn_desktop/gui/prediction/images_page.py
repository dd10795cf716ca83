"""Images given as files or from the clipboard: the wall of answers, and the chosen image large beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPixmap, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core import runs
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import ImageClassified, PictureReady
from cnn_desktop.core.names import counted
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.gui.models.examination_model import Subject
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.models.feedback_model import FeedbackModel, Judged
from cnn_desktop.gui.models.prediction_model import PredictionModel, PredictionState
from cnn_desktop.gui.prediction import words
from cnn_desktop.gui.prediction.add_images import AddImages
from cnn_desktop.gui.prediction.detail import Detail
from cnn_desktop.gui.prediction.export_menu import ExportButton, Scope
from cnn_desktop.gui.prediction.export_note import ExportNote
from cnn_desktop.gui.prediction.feedback_bar import FeedbackBar
from cnn_desktop.gui.prediction.images_status import ImagesStatus
from cnn_desktop.gui.prediction.refused import RefusedFold
from cnn_desktop.gui.prediction.sureness_bar import SurenessBar
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.image_wall import ImageWall, Tile, TileMenu, WallBar, WallModel
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pages import Pages
from cnn_desktop.gui.widgets.pixels import pixmap_of

REDRAW_AFTER_MS = 100  # answers join the wall ten times a second
DETAIL_WIDTHS = (344, 520)  # pixels; the smallest and the widest
WIDEST = 16_777_215  # pixels; Qt's word for any


class ImagesPage(QWidget):
    """Shows a `PredictionModel`, and the `FeedbackModel` of the chosen image."""

    maps_asked = Signal(object)  # ChosenImage

    def __init__(self, model: PredictionModel, feedback: FeedbackModel) -> None:
        super().__init__()
        self._model, self._feedback = model, feedback
        self._run: Path | None = None  # whose preparation the large view knows
        self._arrived: list[Tile] = []
        self._ways = AddImages(model, self)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_AFTER_MS)
        self._choose = QTimer(self)  # the first image; while more come, in a turn of its own
        self._choose.setSingleShot(True)
        self._build()
        self._bind()
        self.show_state(model.state)

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        model = self._model
        self._tiles = WallModel(self)
        self._wall = ImageWall(self._tiles, model.thumbnails, "Classified images")
        TileMenu(self._wall).offer("Show in feature maps", "squares-four", "M", self._look_inside)
        self._bar = WallBar(self._tiles)
        self.detail = Detail(model.examination)
        self.detail.set_feedback(FeedbackBar(self._feedback))
        self.detail.setMinimumWidth(DETAIL_WIDTHS[0])
        self.detail.setMaximumWidth(DETAIL_WIDTHS[1])
        self._refused = RefusedFold()
        self._pages = Pages()
        self._pages.addWidget(self._build_empty_state())
        self._pages.addWidget(self._build_results())
        self._main = Card(padding=SPACE)  # the wall draws its own half of the usual padding
        self._header = self._build_header()
        self._main.body.addWidget(self._header)
        self._main.body.addWidget(self._pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._main, 71)
        row.addWidget(self.detail, 29)

    def _build_header(self) -> QWidget:
        self._status = ImagesStatus()
        self._add = buttons.plain("Add", "plus")
        self._add.setMenu(self._ways.menu)
        self._export = ExportButton(self._model.exports, self._scope)
        self._clear = buttons.quiet("Clear", "trash")
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(0, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._status, 1)
        for button in (self._add, self._export, self._clear):
            row.addWidget(button)
        return header

    def _build_empty_state(self) -> EmptyState:
        self._choose_files = buttons.primary("Choose images…", "image")
        self._choose_folder = buttons.plain("Choose a folder…", "folder-open")
        self._paste = buttons.plain("Paste", "clipboard")
        actions = (self._choose_files, self._choose_folder, self._paste)
        return EmptyState("image", words.EMPTY_TITLE, words.EMPTY, actions)

    def _build_results(self) -> QWidget:
        self._bar.setContentsMargins(SPACE, 0, SPACE, 0)
        self._none = Label(words.NONE_SHOWN, tone="muted")
        self._none.setContentsMargins(SPACE, SPACE, SPACE, 0)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(ExportNote(self._model.exports))
        column.addWidget(self._bar)
        column.addWidget(self._none)
        column.addWidget(self._wall, 1)
        column.addWidget(self._refused)
        column.addWidget(SurenessBar(self._model.sureness))
        return page

    def _bind(self) -> None:
        model = self._model
        self._choose_files.clicked.connect(self._ways.ask_for_files)
        self._choose_folder.clicked.connect(self._ways.ask_for_folder)
        self._paste.clicked.connect(self._ways.paste)
        self._clear.clicked.connect(model.clear)
        self._status.cancel_asked.connect(model.cancel)
        self._status.again_asked.connect(model.try_again)
        self._wall.tile_chosen.connect(self._on_tile_chosen)
        self._wall.tile_opened.connect(self._enlarge)
        self._wall.wanted.connect(model.thumbnails.want)
        self._bar.arranged.connect(self._on_arranged)
        self._tiles.changed.connect(self._on_wall_changed)
        self.detail.sharper_wanted.connect(self._on_sharper_wanted)
        self.detail.next_asked.connect(self._go)
        self.detail.closed.connect(self._reduce)
        self.detail.inside_asked.connect(self._look_inside)
        self._redraw.timeout.connect(self._flush)
        self._choose.timeout.connect(self._wall.choose_first)
        model.thumbnails.arrived.connect(self._wall.picture_arrived)
        model.state_changed.connect(self._on_state_changed)
        model.image_classified.connect(self._on_classified)
        model.pictures.arrived.connect(self._on_picture_arrived)
        model.results_cleared.connect(self._on_cleared)
        model.rejudged.connect(self._on_rejudged)

    # ------------------------------------------------------------ showing

    def show_state(self, state: PredictionState) -> None:
        """Everything but the tiles, which come one by one."""
        if state.run != self._run:
            self._run = state.run
            self.detail.show_preparation(_preparation(state.run))
        has_images = state.total > 0 or state.phase == "searching"
        self._pages.setCurrentIndex(1 if has_images else 0)
        self._header.setVisible(has_images)
        self.detail.setVisible(has_images)
        self._status.show_state(state)
        buttons.allow(self._export, "" if state.classified else "Nothing is classified yet.")
        self._refused.show_refused(state.refused)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.sureness.refresh()

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_state_changed(self, state: PredictionState) -> None:
        if state.is_busy and self._pages.currentIndex() == 1:
            self._redraw_soon()
        else:
            self._flush()

    @Slot(object)
    def _on_classified(self, event: ImageClassified) -> None:
        answer = event.prediction
        name = self._model.answers.name(answer.class_name)
        self._arrived.append(Tile(event.file, name, answer.confidence, answer.judgement))
        self._redraw_soon()

    def _redraw_soon(self) -> None:
        if not self._redraw.isActive():
            self._redraw.start()

    @Slot()
    def _flush(self) -> None:
        arrived, self._arrived = self._arrived, []
        if arrived:
            self._tiles.add(arrived)
            self._choose.start()
        if not self._model.state.is_busy:
            self._wall.choose_first()
        self.show_state(self._model.state)

    @Slot()
    def _on_cleared(self) -> None:
        self._arrived.clear()
        self._tiles.clear()
        self._reduce()
        self.detail.clear()
        self._model.examination.look_at(None)
        self._feedback.show(None)

    @Slot()
    def _on_rejudged(self) -> None:
        self._flush()
        self._tiles.rejudge(self._model.answers.judgements)
        chosen = self._wall.chosen()
        prediction = self._model.prediction(chosen.file) if chosen else None
        if prediction:
            self.detail.show_prediction(prediction, self._model.sureness.sureness.least)

    @Slot()
    def _on_wall_changed(self) -> None:
        self._none.setVisible(self._tiles.total > 0 and self._tiles.rowCount() == 0)

    @Slot()
    def _on_arranged(self) -> None:
        """The cursor stays on its image; where that is left out, it goes to the first."""
        self._wall.choose_first()
        self._wall.scrollTo(self._wall.currentIndex())

    @Slot(object)
    def _on_tile_chosen(self, tile: Tile) -> None:
        prediction = self._model.prediction(tile.file)
        if prediction is None:
            return
        pixels, small = self._model.pixels(tile.file), self._model.thumbnails.get(tile.file)
        pixmap = QPixmap() if small is None else pixmap_of(small)
        self.detail.show_image(tile.file, prediction, self._model.sureness.sureness.least, pixmap)
        if pixels is None:
            self._model.pictures.want(tile.file)
        else:
            self.detail.show_picture(PictureReady(0, tile.file, pixels))
        self._model.examination.look_at(Subject(tile.file, prediction.class_name, pixels))
        file, held = (tile.file, None) if pixels is None else (None, partial(self._model.pixels, tile.file))
        self._feedback.show(Judged(tile.file, prediction.class_name, file, held, "pasted"))

    @Slot(object)
    def _on_picture_arrived(self, event: PictureReady) -> None:
        chosen = self._wall.chosen()
        if chosen and chosen.file == event.file:
            self.detail.show_picture(event)

    @Slot()
    def _on_sharper_wanted(self) -> None:
        chosen = self._wall.chosen()
        if chosen and self._model.pixels(chosen.file) is None:
            self._model.pictures.sharpen()

    # ------------------------------------------------------------ the large view

    @Slot()
    def _enlarge(self) -> None:
        """The chosen image takes the whole page; Escape brings the wall back."""
        self._main.setVisible(False)
        self.detail.setMaximumWidth(WIDEST)
        self.detail.set_wide(True)

    @Slot()
    def _reduce(self) -> None:
        if self._main.isHidden():
            self._main.setVisible(True)
            self.detail.setMaximumWidth(DETAIL_WIDTHS[1])
            self.detail.set_wide(False)
            self._wall.setFocus()

    @Slot()
    def _look_inside(self, tile: Tile | None = None) -> None:
        """What the layers make of `tile`, or of the chosen one."""
        chosen = tile or self._wall.chosen()
        if chosen:
            pixels = self._model.pixels(chosen.file)
            file = chosen.file if pixels is None else None
            self.maps_asked.emit(ChosenImage(chosen.file.name, file, pixels))

    @Slot(object)
    def _go(self, step: int) -> None:
        """To the image before or after the chosen one."""
        row = self._wall.currentIndex().row() + step
        if 0 <= row < self._tiles.rowCount():
            self._wall.setCurrentIndex(self._tiles.index(row))

    # ------------------------------------------------------------ exporting

    def _scope(self) -> Scope:
        """The selected images where there are several, else those that are shown."""
        selected = self._wall.selected()
        if len(selected) > 1:
            return f"The {len(selected):,} selected images", [tile.file for tile in selected]
        shown = [tile.file for tile in self._tiles.tiles()]
        if self._tiles.arrangement.leaves_out:
            return f"The {counted(len(shown), 'image')} shown", shown
        return f"All {counted(len(shown), 'image')}", shown


def _preparation(run: Path | None) -> Preparation | None:
    """None where the run cannot be read: who classifies with it says so."""
    try:
        return runs.open_run(run).preparation if run else None
    except UserError:
        return None
