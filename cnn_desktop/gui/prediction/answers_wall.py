"""The wall of classified images with all that belongs to it: what is shown, what was refused, and how sure is sure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnn_desktop.core.messages import ImageRefused
from cnn_desktop.core.names import counted
from cnn_desktop.gui.models.prediction_model import PredictionModel
from cnn_desktop.gui.prediction import words
from cnn_desktop.gui.prediction.export_menu import Scope
from cnn_desktop.gui.prediction.export_note import ExportNote
from cnn_desktop.gui.prediction.refused import RefusedFold
from cnn_desktop.gui.prediction.sureness_bar import SurenessBar
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.image_wall import ImageWall, Tile, TileMenu, WallBar, WallModel
from cnn_desktop.gui.widgets.label import Label


class AnswersWall(QWidget):
    """Shows the answers of a `PredictionModel` that it is given by `add`."""

    tile_chosen = Signal(object)  # Tile
    tile_opened = Signal(object)  # Tile
    inside_asked = Signal(object)  # Tile, to be looked into

    def __init__(self, model: PredictionModel) -> None:
        super().__init__()
        self._model = model
        self._tiles = WallModel(self)
        self._wall = ImageWall(self._tiles, model.thumbnails, "Classified images")
        TileMenu(self._wall).offer("Show in feature maps", "squares-four", "M", self.inside_asked.emit)
        self._bar = WallBar(self._tiles)
        self._bar.setContentsMargins(SPACE, 0, SPACE, 0)
        self._none = Label(words.NONE_SHOWN, tone="muted")
        self._none.setContentsMargins(SPACE, SPACE, SPACE, 0)
        self._refused = RefusedFold()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(ExportNote(model.exports))
        column.addWidget(self._bar)
        column.addWidget(self._none)
        column.addWidget(self._wall, 1)
        column.addWidget(self._refused)
        column.addWidget(SurenessBar(model.sureness))

        self._wall.tile_chosen.connect(self.tile_chosen)
        self._wall.tile_opened.connect(self.tile_opened)
        self._wall.wanted.connect(model.thumbnails.want)
        model.thumbnails.arrived.connect(self._wall.picture_arrived)
        self._bar.arranged.connect(self._on_arranged)
        self._tiles.changed.connect(self._on_changed)

    # ------------------------------------------------------------ what is in it

    def add(self, arrived: Sequence[Tile]) -> None:
        self._tiles.add(arrived)

    def clear(self) -> None:
        self._tiles.clear()

    def rejudge(self) -> None:
        """Another confidence decides what is sure."""
        self._tiles.rejudge(self._model.answers.judgements)

    def show_refused(self, refused: tuple[ImageRefused, ...]) -> None:
        self._refused.show_refused(refused)

    def scope(self) -> Scope:
        """What an export means: the selected images where there are several, else those that are shown."""
        selected = self._wall.selected()
        if len(selected) > 1:
            return f"The {len(selected):,} selected images", [tile.file for tile in selected]
        shown = [tile.file for tile in self._tiles.tiles()]
        if self._tiles.arrangement.leaves_out:
            return f"The {counted(len(shown), 'image')} shown", shown
        return f"All {counted(len(shown), 'image')}", shown

    # ------------------------------------------------------------ where the cursor is

    def chosen(self) -> Tile | None:
        return self._wall.chosen()

    @Slot()
    def choose_first(self) -> None:
        """Where none is chosen yet."""
        self._wall.choose_first()

    @Slot(object)
    def go(self, step: int) -> None:
        """To the image before or after the chosen one."""
        row = self._wall.currentIndex().row() + step
        if 0 <= row < self._tiles.rowCount():
            self._wall.setCurrentIndex(self._tiles.index(row))

    def take_focus(self) -> None:
        self._wall.setFocus()

    @Slot()
    def _on_arranged(self) -> None:
        """The cursor stays on its image; where that is left out, it goes to the first."""
        self._wall.choose_first()
        self._wall.scrollTo(self._wall.currentIndex())

    @Slot()
    def _on_changed(self) -> None:
        self._none.setVisible(self._tiles.total > 0 and self._tiles.rowCount() == 0)
