"""Images given as files: the wall of answers, and the chosen image large beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from cnn_desktop.core.image_search import SUFFIXES
from cnn_desktop.core.messages import ImageClassified, PictureReady
from cnn_desktop.gui.models.prediction_model import PredictionModel, PredictionState
from cnn_desktop.gui.prediction import words
from cnn_desktop.gui.prediction.detail import Detail
from cnn_desktop.gui.prediction.image_wall import ImageWall
from cnn_desktop.gui.prediction.refused import RefusedFold
from cnn_desktop.gui.prediction.tiles import Tile, TileModel, tile_of
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.label import IconLabel
from cnn_desktop.gui.widgets.pixels import pixmap_of

REDRAW_AFTER_MS = 100  # answers join the wall ten times a second: every joining lays it out anew
DETAIL_WIDTHS = (344, 520)  # pixels; the smallest and the widest


class ImagesPage(QWidget):
    """Shows a `PredictionModel`."""

    def __init__(self, model: PredictionModel) -> None:
        super().__init__()
        self._model = model
        self._arrived: list[Tile] = []
        self._last_folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_AFTER_MS)
        self._build()
        self._bind()
        self.show_state(model.state)

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        self._tiles = TileModel(self)
        self._wall = ImageWall(self._tiles)
        self._detail = Detail()
        self._detail.setMinimumWidth(DETAIL_WIDTHS[0])
        self._detail.setMaximumWidth(DETAIL_WIDTHS[1])
        self._refused = RefusedFold()
        self._no_images = self._build_empty_state()
        self._pages = QStackedWidget()
        for page in (self._no_images, self._build_results()):
            self._pages.addWidget(page)
        self._main = Card(padding=SPACE)  # the wall draws its own half of the usual padding
        self._header = self._build_header()
        self._main.body.addWidget(self._header)
        self._main.body.addWidget(self._pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._main, 71)
        row.addWidget(self._detail, 29)

    def _build_header(self) -> QWidget:
        self._add_files = buttons.plain("Add images…", "image")
        self._add_folder = buttons.plain("Add a folder…", "folder-open")
        self._clear = buttons.quiet("Clear", "trash")
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addStretch()
        for button in (self._add_files, self._add_folder, self._clear):
            row.addWidget(button)
        return header

    def _build_empty_state(self) -> EmptyState:
        self._choose_files = buttons.primary("Choose images…", "image")
        self._choose_folder = buttons.plain("Choose a folder…", "folder-open")
        return EmptyState("image", words.EMPTY_TITLE, words.EMPTY, (self._choose_files, self._choose_folder))

    def _build_results(self) -> QWidget:
        self._status_icon = IconLabel("check-circle")
        self._status = ElidedLabel()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Images classified")
        self._try_again = buttons.plain("Try again", "arrow-clockwise")
        self._cancel = buttons.plain("Cancel", "x")
        line = QWidget()
        line.setFixedHeight(CONTROL)  # with or without buttons: the wall below stays where it is
        row = QHBoxLayout(line)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._status_icon)
        row.addWidget(self._status, 1)
        row.addWidget(self._progress, 1)
        row.addWidget(self._try_again)
        row.addWidget(self._cancel)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(line)
        column.addWidget(self._wall, 1)
        column.addWidget(self._refused)
        return page

    def _bind(self) -> None:
        model = self._model
        for button in (self._add_files, self._choose_files):
            button.clicked.connect(self._ask_for_files)
        for button in (self._add_folder, self._choose_folder):
            button.clicked.connect(self._ask_for_folder)
        self._clear.clicked.connect(model.clear)
        self._cancel.clicked.connect(model.cancel)
        self._try_again.clicked.connect(model.try_again)
        self._wall.tile_chosen.connect(self._on_tile_chosen)
        self._redraw.timeout.connect(self._flush)
        model.state_changed.connect(self._on_state_changed)
        model.image_classified.connect(self._on_classified)
        model.pictures.arrived.connect(self._on_picture_arrived)
        model.results_cleared.connect(self._on_cleared)

    # ------------------------------------------------------------ showing

    def show_state(self, state: PredictionState) -> None:
        """Everything but the tiles, which come one by one."""
        has_images = state.total > 0 or state.phase == "searching"
        self._pages.setCurrentIndex(1 if has_images else 0)
        self._header.setVisible(has_images)
        self._detail.setVisible(has_images)
        self._status.setText(words.status(state))
        name, role = words.status_icon(state)
        self._status_icon.show_icon(name, role)
        self._progress.setVisible(state.is_busy)
        self._progress.setMaximum(max(1, state.total))
        self._progress.setValue(state.done)
        self._cancel.setVisible(state.is_busy)
        self._try_again.setVisible(state.phase in ("failed", "cancelled") and state.done < state.total)
        self._refused.show_refused(state.refused)

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_state_changed(self, state: PredictionState) -> None:
        if state.is_busy and self._pages.currentIndex() == 1:
            self._redraw_soon()
        else:
            self._flush()

    @Slot(object)
    def _on_classified(self, event: ImageClassified) -> None:
        self._arrived.append(tile_of(event))
        self._redraw_soon()

    def _redraw_soon(self) -> None:
        if not self._redraw.isActive():
            self._redraw.start()

    @Slot()
    def _flush(self) -> None:
        arrived, self._arrived = self._arrived, []
        if arrived:
            self._tiles.add(arrived)
            self._wall.choose_first()
        self.show_state(self._model.state)

    @Slot()
    def _on_cleared(self) -> None:
        self._arrived.clear()
        self._tiles.clear()
        self._detail.clear()

    @Slot(object)
    def _on_tile_chosen(self, tile: Tile) -> None:
        self._detail.show_image(tile.file, tile.prediction, self._tiles.pixmap(tile))
        self._model.pictures.want(tile.file)

    @Slot(object)
    def _on_picture_arrived(self, event: PictureReady) -> None:
        self._detail.show_picture(pixmap_of(event.pixels))

    # ------------------------------------------------------------ asking

    @Slot()
    def _ask_for_files(self) -> None:
        pattern = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
        kinds = f"Images ({pattern});;All files (*)"
        files, _ = QFileDialog.getOpenFileNames(self, "Choose images", self._last_folder, kinds)
        if files:
            self._last_folder = str(Path(files[0]).parent)
            self._model.classify([Path(file) for file in files])

    @Slot()
    def _ask_for_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Choose a folder of images", self._last_folder)
        if folder:
            self._last_folder = folder
            self._model.classify([Path(folder)])
