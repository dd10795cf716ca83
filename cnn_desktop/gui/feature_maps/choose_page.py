"""A page to choose the image from: thumbnails of the mistakes and of every part of the dataset; a file; a drawing."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from cnn_desktop.core.run_images import KnownImage
from cnn_desktop.gui.models.run_images import RunImages
from cnn_desktop.gui.models.thumbnails import Thumbnails
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.image_wall import ImageWall, Tile, WallBar, WallModel
from cnn_desktop.gui.widgets.label import Label

NOTHING = "The images of this network are not on this computer, or it was trained elsewhere. Any other image will do."


class ChoosePage(QWidget):
    """`add_way` puts further sources beside the file. A click or Enter chooses; Escape goes back."""

    file_chosen = Signal(object)  # Path
    file_asked = Signal()  # by a dialog
    left = Signal()

    def __init__(self, images: RunImages, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._images = images
        self._back = buttons.quiet("Back to the maps", "arrow-left")
        self._which = QComboBox()
        self._which.setAccessibleName("Which images")
        self._which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._ways = QHBoxLayout()
        self._ways.setSpacing(SPACE)
        self._file, self._other_file = (buttons.plain("A file…", "folder-open") for _ in range(2))
        self._tiles = WallModel(self)
        self._wall = ImageWall(self._tiles, thumbnails, "Images to choose from")
        self._bar = WallBar(self._tiles, judges=False)
        self._bar.setContentsMargins(SPACE, 0, SPACE, 0)
        self._lay_out()
        self._back.clicked.connect(self.left)
        for button in (self._file, self._other_file):
            button.clicked.connect(self.file_asked)
        self._which.activated.connect(self._show_list)
        self._wall.clicked.connect(self._on_clicked)
        self._wall.tile_opened.connect(self._choose)
        self._wall.wanted.connect(thumbnails.want)
        thumbnails.arrived.connect(self._wall.picture_arrived)
        images.changed.connect(self._show_lists)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)

    def _lay_out(self) -> None:
        card = Card(padding=SPACE)
        header = QWidget()
        header.setFixedHeight(CONTROL)
        row = QHBoxLayout(header)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._back)
        row.addWidget(Label("Choose an image", size="heading"))
        row.addWidget(self._which)
        row.addStretch(1)
        self._ways.addWidget(self._file)
        row.addLayout(self._ways)
        self._pages = QStackedWidget()
        self._pages.addWidget(EmptyState("image", "No images of this network here", NOTHING, (self._other_file,)))
        self._pages.addWidget(self._wall)
        for widget in (header, self._bar):
            card.body.addWidget(widget)
        card.body.addWidget(self._pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def add_way(self, button: QPushButton) -> None:
        """Another source of images, after those there are."""
        self._ways.addWidget(button)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_lists()
        (self._wall if self._tiles.rowCount() else self._file).setFocus()

    # ------------------------------------------------------------ showing

    @Slot()
    def _show_lists(self) -> None:
        """The list that was chosen stays, where the network has one of that kind."""
        if not self.isVisible():
            return
        rows = [(f"{one.title} · {len(one.images):,}", one.title) for one in self._images.lists]
        if rows != [(self._which.itemText(row), self._which.itemData(row)) for row in range(self._which.count())]:
            chosen = self._which.currentData()
            self._which.clear()
            for text, title in rows:
                self._which.addItem(text, title)
            self._which.setCurrentIndex(max(0, self._which.findData(chosen)))
            self._show_list()
        for widget in (self._which, self._bar):
            widget.setVisible(bool(rows))
        self._pages.setCurrentIndex(1 if rows else 0)

    @Slot()
    def _show_list(self) -> None:
        row = self._which.currentIndex()
        self._tiles.show_tiles([_tile(image) for image in self._images.lists[row].images] if row >= 0 else ())
        self._wall.scrollToTop()
        self._wall.choose_first()

    # ------------------------------------------------------------ choosing

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(self._tiles.tile(index.row()))

    @Slot(object)
    def _choose(self, tile: Tile) -> None:
        self.file_chosen.emit(tile.file)


def _tile(image: KnownImage) -> Tile:
    if image.confidence is None:
        return Tile(image.file, image.class_name)
    return Tile(image.file, image.predicted, image.confidence, true=image.class_name)
