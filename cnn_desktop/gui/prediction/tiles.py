"""The classified images as a list model, and their thumbnails kept small: thousands cost megabytes, not gigabytes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QBuffer,
    QByteArray,
    QIODevice,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QImage, QImageWriter, QPixmap

from cnn_desktop.core.messages import ImageClassified, Prediction
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.widgets.label import tooltip
from cnn_desktop.gui.widgets.probability_bars import percent

MOST_PIXMAPS = 400  # unpacked at a time: two screens full
QUALITY = 85  # of the packed thumbnails; 160 pixels take about 6 KB instead of 77

TILE_ROLE = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One classified image; `thumbnail` is a packed JPEG."""

    file: Path
    prediction: Prediction
    thumbnail: QByteArray


class TileModel(QAbstractListModel):
    """Rows in the order of the answers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[Tile] = []
        self._pixmaps: OrderedDict[Path, QPixmap] = OrderedDict()  # the ones seen last

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._tiles)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What the list, a screen reader and the delegate ask for."""
        tile = self._tiles[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                answer = tile.prediction
                return shown_name(f"{tile.file.name}: {answer.class_name}, {percent(answer.confidence)}")
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(str(tile.file))
            case _ if role == TILE_ROLE:
                return tile
        return None

    def add(self, tiles: list[Tile]) -> None:
        """Append answers. Many at once: each call lays the list out anew."""
        first = len(self._tiles)
        self.beginInsertRows(QModelIndex(), first, first + len(tiles) - 1)
        self._tiles += tiles
        self.endInsertRows()

    def clear(self) -> None:
        self.beginResetModel()
        self._tiles.clear()
        self._pixmaps.clear()
        self.endResetModel()

    def tile(self, row: int) -> Tile:
        return self._tiles[row]

    def pixmap(self, tile: Tile) -> QPixmap:
        """The thumbnail, unpacked; the ones seen longest ago are packed away."""
        pixmap = self._pixmaps.pop(tile.file, None)
        if pixmap is None:
            pixmap = QPixmap()
            pixmap.loadFromData(tile.thumbnail)
        self._pixmaps[tile.file] = pixmap
        if len(self._pixmaps) > MOST_PIXMAPS:
            self._pixmaps.popitem(last=False)
        return pixmap


def tile_of(event: ImageClassified) -> Tile:
    """The tile of an answer. Packing takes 0.4 ms: done as each arrives, it never adds up to a stall."""
    return Tile(event.file, event.prediction, packed(event.thumbnail))


def packed(pixels: Pixels) -> QByteArray:
    """`pixels` (h, w, 3) uint8 RGB as a JPEG."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpg"))
    writer.setQuality(QUALITY)
    writer.write(image)
    buffer.close()
    return content
