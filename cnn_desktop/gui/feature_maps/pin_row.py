"""The pinned channels side by side, below the maps of whatever layer is looked at; nothing where none are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnn_desktop.core.messages import Pin, PinnedMap
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.feature_maps.pin_tile import PinTile
from cnn_desktop.gui.models.pins_model import PinsModel
from cnn_desktop.gui.theme import SPACE


class PinRow(QWidget):
    """Follows `model`. The keyboard comes here from `before`, and goes back there with the last tile."""

    def __init__(self, model: PinsModel, before: QWidget) -> None:
        super().__init__()
        self._model, self._before = model, before
        self._tiles: dict[Pin, PinTile] = {}
        self._palettes: tuple[Palette, Palette] = ((), ())
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE)
        self._row.addStretch(0)
        self.setAccessibleName("Pinned channels")
        model.changed.connect(self._on_changed)
        model.shown.connect(self._on_shown)
        self._on_changed(model.pins)

    @property
    def tiles(self) -> tuple[PinTile, ...]:
        return tuple(self._tiles.values())

    def show_palettes(self, plain: Palette, signed: Palette) -> None:
        self._palettes = plain, signed
        for tile in self._tiles.values():
            tile.show_palettes(plain, signed)

    @Slot()
    def show_here(self) -> None:
        """Mark the channel that is looked at, where it is pinned."""
        here = self._model.here
        for pin, tile in self._tiles.items():
            tile.show_here(pin == here)

    @Slot(object)
    def _on_changed(self, pins: tuple[Pin, ...]) -> None:
        for pin in [pin for pin in self._tiles if pin not in pins]:
            tile = self._tiles[pin]
            if tile.hasFocus():
                self._beside(tile).setFocus()
            del self._tiles[pin]
            self._row.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        for pin in pins:
            if pin not in self._tiles:
                self._add(pin)
        self.setVisible(bool(pins))
        self.show_here()

    def _beside(self, tile: PinTile) -> QWidget:
        """Where the keyboard goes when `tile` is let go."""
        tiles = list(self._tiles.values())
        place = tiles.index(tile)
        others = tiles[place + 1 :] or tiles[:place][::-1]
        return others[0] if others else self._before

    def _step(self, tile: PinTile, step: int) -> None:
        tiles = list(self._tiles.values())
        tiles[min(max(tiles.index(tile) + step, 0), len(tiles) - 1)].setFocus()

    def _add(self, pin: Pin) -> None:
        tile = PinTile(pin)
        tile.show_palettes(*self._palettes)
        tile.clicked.connect(partial(self._model.go_to, pin))
        tile.let_go.connect(partial(self._model.let_go, pin))
        tile.stepped.connect(partial(self._step, tile))
        before = list(self._tiles.values())[-1] if self._tiles else self._before
        self._row.insertWidget(self._row.count() - 1, tile, 1)
        self.setTabOrder(before, tile)
        self._tiles[pin] = tile

    @Slot(object)
    def _on_shown(self, maps: tuple[PinnedMap, ...]) -> None:
        for one in maps:
            if one.pin in self._tiles:
                self._tiles[one.pin].show_map(one)
