"""The tiles of a wall as a list model: those that are shown, in the chosen order. QtCore only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from cnn_desktop.core.messages import Judgement
from cnn_desktop.gui.widgets.image_wall.arrangement import Arrangement, arranged
from cnn_desktop.gui.widgets.image_wall.tile import Tile, told
from cnn_desktop.gui.widgets.label import tooltip

TILE_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class WallModel(QAbstractListModel):
    """`add` what arrives, or `show_tiles` that replace all; `arrange` them by the user's choice."""

    changed = Signal()  # which tiles there are, or which of them are shown

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles: Sequence[Tile] = []  # in the order given; may make each tile when it is asked for
        self._rows: list[int] = []  # positions of those shown
        self._arrangement = Arrangement()
        self._classes: Counter[str] | None = Counter()  # None: not counted yet

    # ------------------------------------------------------------ what is there

    @property
    def arrangement(self) -> Arrangement:
        return self._arrangement

    @property
    def total(self) -> int:
        """Tiles there are, shown or not."""
        return len(self._tiles)

    @property
    def classes(self) -> Counter[str]:
        """How many images of each class there are, shown or not: by the true class where it is known."""
        if self._classes is None:
            self._classes = Counter(tile.true or tile.class_name for tile in self._tiles)
        return self._classes

    def tile(self, row: int) -> Tile:
        return self._tiles[self._rows[row]]

    def tiles(self) -> list[Tile]:
        """Those shown, in their order."""
        return [self._tiles[at] for at in self._rows]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What the list, a screen reader and tooltips ask for."""
        tile = self.tile(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return told(tile)
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(f"{told(tile)}\n{tile.file}")
            case _ if role == TILE_ROLE:
                return tile
        return None

    # ------------------------------------------------------------ changing it

    def add(self, tiles: Sequence[Tile]) -> None:
        """Append `tiles` to those given; they take the places that the arrangement gives them."""
        first = len(self._tiles)
        new = range(first, first + len(tiles))
        if self._arrangement.order == "given":
            admitted = arranged(tiles, range(len(tiles)), self._arrangement)
            if admitted:
                self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(admitted) - 1)
            self._own().extend(tiles)
            self._rows += [first + at for at in admitted]
            if admitted:
                self.endInsertRows()
        else:
            self._own().extend(tiles)
            self._reorder(arranged(self._tiles, [*self._rows, *new], self._arrangement))
        if self._classes is not None:
            self._classes.update(tile.true or tile.class_name for tile in tiles)
        self.changed.emit()

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """`tiles` instead of those that were there. A sequence that makes them on demand is kept as it is."""
        self.beginResetModel()
        self._tiles = list(tiles) if isinstance(tiles, list) else tiles
        self._rows = arranged(self._tiles, range(len(self._tiles)), self._arrangement)
        self._classes = None
        self.endResetModel()
        self.changed.emit()

    def retell(self, tiles: Sequence[Tile]) -> None:
        """The same images in the same order, but something else is known of them. Cursor, selection and place stay."""
        self._tiles, self._classes = tiles, None
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
        self.changed.emit()

    def rejudge(self, judgements: Sequence[Judgement]) -> None:
        """Other judgements of the same images, in the order given. Cursor and selection stay."""
        self._tiles = [
            tile if tile.judgement == judgement else replace(tile, judgement=judgement)
            for tile, judgement in zip(self._tiles, judgements, strict=True)
        ]
        if self._arrangement.judgement or self._arrangement.order == "judgement":
            self._reorder(arranged(self._tiles, range(len(self._tiles)), self._arrangement))
        elif self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
        self.changed.emit()

    def clear(self) -> None:
        self.show_tiles(())

    def arrange(self, arrangement: Arrangement) -> None:
        """Show other tiles, or in another order. The cursor stays on its image where that is still shown."""
        if arrangement != self._arrangement:
            self._arrangement = arrangement
            self._reorder(arranged(self._tiles, range(len(self._tiles)), arrangement))
            self.changed.emit()

    def _own(self) -> list[Tile]:
        """The tiles as a list that can grow."""
        if not isinstance(self._tiles, list):
            self._tiles = list(self._tiles)
        return self._tiles

    def _reorder(self, rows: list[int]) -> None:
        """Cursor and selection follow their images."""
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        if kept:
            place = {at: row for row, at in enumerate(rows)}
            moved = [place.get(self._rows[index.row()], -1) for index in kept]
            self._rows = rows
            self.changePersistentIndexList(kept, [self.index(row) if row >= 0 else QModelIndex() for row in moved])
        self._rows = rows
        self.layoutChanged.emit()
