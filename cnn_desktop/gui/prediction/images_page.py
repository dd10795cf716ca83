"""Images given as files or from the clipboard: their answers as they come, and the chosen image large beside them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPixmap, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnn_desktop.core import runs
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import ImageClassified, PictureReady
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.gui.models.examination_model import Subject
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.models.feedback_model import FeedbackModel, Judged
from cnn_desktop.gui.models.prediction_model import PredictionModel, PredictionState
from cnn_desktop.gui.prediction import words
from cnn_desktop.gui.prediction.add_images import AddImages
from cnn_desktop.gui.prediction.answers_wall import AnswersWall
from cnn_desktop.gui.prediction.detail import Detail
from cnn_desktop.gui.prediction.export_menu import ExportButton
from cnn_desktop.gui.prediction.feedback_bar import FeedbackBar
from cnn_desktop.gui.prediction.images_status import ImagesStatus
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.image_wall import Tile
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
        self._answers = AnswersWall(model)
        self.detail = Detail(model.examination)
        self.detail.set_feedback(FeedbackBar(self._feedback))
        self.detail.setMinimumWidth(DETAIL_WIDTHS[0])
        self.detail.setMaximumWidth(DETAIL_WIDTHS[1])
        self._pages = Pages()
        self._pages.addWidget(self._build_empty_state())
        self._pages.addWidget(self._answers)
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
        self._export = ExportButton(self._model.exports, self._answers.scope)
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

    def _bind(self) -> None:
        model = self._model
        self._choose_files.clicked.connect(self._ways.ask_for_files)
        self._choose_folder.clicked.connect(self._ways.ask_for_folder)
        self._paste.clicked.connect(self._ways.paste)
        self._clear.clicked.connect(model.clear)
        self._status.cancel_asked.connect(model.cancel)
        self._status.again_asked.connect(model.try_again)
        self._answers.tile_chosen.connect(self._on_tile_chosen)
        self._answers.tile_opened.connect(self._enlarge)
        self._answers.inside_asked.connect(self._look_inside)
        self.detail.sharper_wanted.connect(self._on_sharper_wanted)
        self.detail.next_asked.connect(self._answers.go)
        self.detail.closed.connect(self._reduce)
        self.detail.inside_asked.connect(self._look_inside)
        self._redraw.timeout.connect(self._flush)
        self._choose.timeout.connect(self._answers.choose_first)
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
        self._answers.show_refused(state.refused)

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
            self._answers.add(arrived)
            self._choose.start()
        if not self._model.state.is_busy:
            self._answers.choose_first()
        self.show_state(self._model.state)

    @Slot()
    def _on_cleared(self) -> None:
        self._arrived.clear()
        self._answers.clear()
        self._reduce()
        self.detail.clear()
        self._model.examination.look_at(None)
        self._feedback.show(None)

    @Slot()
    def _on_rejudged(self) -> None:
        self._flush()
        self._answers.rejudge()
        chosen = self._answers.chosen()
        prediction = self._model.prediction(chosen.file) if chosen else None
        if prediction:
            self.detail.show_prediction(prediction, self._model.sureness.sureness.least)

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
        chosen = self._answers.chosen()
        if chosen and chosen.file == event.file:
            self.detail.show_picture(event)

    @Slot()
    def _on_sharper_wanted(self) -> None:
        chosen = self._answers.chosen()
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
            self._answers.take_focus()

    @Slot()
    def _look_inside(self, tile: Tile | None = None) -> None:
        """What the layers make of `tile`, or of the chosen one."""
        chosen = tile or self._answers.chosen()
        if chosen:
            pixels = self._model.pixels(chosen.file)
            file = chosen.file if pixels is None else None
            self.maps_asked.emit(ChosenImage(chosen.file.name, file, pixels))


def _preparation(run: Path | None) -> Preparation | None:
    """None where the run cannot be read: who classifies with it says so."""
    try:
        return runs.open_run(run).preparation if run else None
    except UserError:
        return None
