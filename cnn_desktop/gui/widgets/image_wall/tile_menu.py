"""What can be done with one image of a wall: in the menu of the pointer, and each by a key of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.widgets.image_wall.tile import Tile
from cnn_desktop.gui.widgets.image_wall.wall import ImageWall


@dataclass(frozen=True, slots=True)
class _Offer:
    text: str
    icon_name: str
    key: str
    act: Callable[[Tile], None]


class TileMenu(QObject):
    """`offer` what there is. The menu is of the tile under the pointer, a key of the one that the cursor is on."""

    def __init__(self, wall: ImageWall) -> None:
        super().__init__(wall)
        self._wall = wall
        self._offers: list[_Offer] = []
        wall.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        wall.customContextMenuRequested.connect(self._show)

    def offer(self, text: str, icon_name: str, key: str, act: Callable[[Tile], None]) -> None:
        offer = _Offer(text, icon_name, key, act)
        self._offers.append(offer)
        shortcut = QShortcut(QKeySequence(key), self._wall)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(lambda: self._act(offer))

    def menu(self, tile: Tile) -> QMenu:
        """Of `tile`."""
        menu = QMenu(self._wall)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for offer in self._offers:
            action = menu.addAction(icon(offer.icon_name), f"{offer.text}\t{offer.key}")
            action.triggered.connect(lambda _checked, act=offer.act: act(tile))
        return menu

    def _act(self, offer: _Offer) -> None:
        tile = self._wall.chosen()
        if tile is not None:
            offer.act(tile)

    @Slot(QPoint)
    def _show(self, at: QPoint) -> None:
        index = self._wall.indexAt(at)
        if index.isValid():
            self._wall.setCurrentIndex(index)
        tile = self._wall.chosen()
        if tile is not None:
            self.menu(tile).popup(self._wall.viewport().mapToGlobal(at))
