"""The whole network in one picture: a dot for each channel, layer by layer, from the image to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnn_desktop.core.messages import LayerOverview
from cnn_desktop.core.mosaic import GUTTER
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.widgets.label import tooltip

HEIGHT = 60  # pixels
LARGEST = 12  # pixels; the side of a dot in a small network
GAP = 1  # pixels between two layers
SILENT, SATURATED = 253, 254  # levels that stand for a mark here; the others are squeezed below them


@dataclass(frozen=True, slots=True)
class Cell:
    """The dot of one channel, in pixels."""

    width: int
    height: int

    @property
    def down(self) -> int:
        """How many lie one below the other."""
        return HEIGHT // self.height


_CELLS = sorted(
    (Cell(width, height) for height in range(1, LARGEST + 1) for width in range((height + 1) // 2, height + 1)),
    key=lambda cell: (-cell.width * cell.height, cell.height),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a layer lies in the strip, in pixels."""

    left: int
    width: int


def place_layers(channels: Sequence[int], width: int) -> tuple[Cell, tuple[Columns, ...]]:
    """The dot of a channel and the place of each layer: the largest dots that fit into `width`, or single pixels."""
    cell, widths = Cell(1, 1), _widths(channels, Cell(1, 1))
    for larger in _CELLS:
        wider = _widths(channels, larger)
        if sum(wider) + GAP * len(wider) <= width:
            cell, widths = larger, wider
            break
    lefts = np.concatenate([[0], np.cumsum([one + GAP for one in widths])])
    return cell, tuple(Columns(int(left), one) for left, one in zip(lefts[:-1], widths, strict=True))


def drawn(layers: Sequence[LayerOverview], cell: Cell, places: Sequence[Columns]) -> Pixels:
    """The levels of all channels (HEIGHT, width): each layer from the top down, then to the right."""
    canvas = np.full((HEIGHT, places[-1].left + places[-1].width), GUTTER, np.uint8)
    for layer, place in zip(layers, places, strict=True):
        levels = (layer.levels.astype(np.uint16) * 252 // 254).astype(np.uint8)
        levels[layer.is_silent] = SILENT
        levels[layer.is_saturated] = SATURATED
        cells = np.full(place.width // cell.width * cell.down, GUTTER, np.uint8)
        cells[: len(levels)] = levels
        block = cells.reshape(-1, cell.down).T.repeat(cell.height, axis=0).repeat(cell.width, axis=1)
        canvas[: block.shape[0], place.left : place.left + place.width] = block
    return canvas


def _widths(channels: Sequence[int], cell: Cell) -> list[int]:
    return [-(-count // cell.down) * cell.width for count in channels]


class Strip(QWidget):
    """A click chooses the layer."""

    layer_chosen = Signal(object)  # str: its key

    def __init__(self) -> None:
        super().__init__()
        self._layers: tuple[LayerOverview, ...] = ()
        self._places: tuple[Columns, ...] = ()
        self._chosen = ""
        self._palette: Palette = ()
        self._canvas: Pixels | None = None
        self._scale = 1.0  # to the width of the card; below 1 where there are more channels than pixels
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("All channels of the network")
        theme().changed.connect(self.update)

    def show_layers(self, layers: tuple[LayerOverview, ...]) -> None:
        self._layers = layers
        self._lay_out()

    def show_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def show_chosen(self, key: str) -> None:
        self._chosen = key
        self.update()

    def place_of(self, key: str) -> Columns | None:
        keys = [layer.layer for layer in self._layers]
        return self._places[keys.index(key)] if key in keys else None

    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        self._canvas = None
        if self._layers:
            cell, self._places = place_layers([len(layer.levels) for layer in self._layers], self.width())
            self._canvas = drawn(self._layers, cell, self._places)
            self._scale = self.width() / self._canvas.shape[1]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        if self._canvas is None or not self._palette:
            painter.fillRect(QRect(0, 1, self.width(), HEIGHT), QColor(tokens.raised))
            painter.end()
            return
        height, width = self._canvas.shape
        image = QImage(self._canvas.data, width, height, width, QImage.Format.Format_Indexed8)
        table = list(self._palette)
        table[SILENT], table[SATURATED] = QColor(tokens.danger).rgb(), QColor(tokens.warning).rgb()
        image.setColorTable(table)
        painter.drawImage(QRect(0, 1, round(width * self._scale), HEIGHT), image)
        place = self.place_of(self._chosen)
        if place is not None:
            painter.setPen(QPen(QColor(tokens.text), 2))
            left, wide = round(place.left * self._scale), max(3, round(place.width * self._scale))
            painter.drawRect(QRect(left, 1, wide, HEIGHT - 1))
        painter.end()

    def _layer_at(self, x: int) -> LayerOverview | None:
        at = x / self._scale
        for layer, place in zip(self._layers, self._places, strict=False):
            if place.left <= at < place.left + place.width + GAP:
                return layer
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        layer = self._layer_at(round(event.position().x()))
        if layer is not None:
            said = f"{layer.layer}: {len(layer.levels):,} channels{_marks(layer)}"
            QToolTip.showText(event.globalPosition().toPoint(), tooltip(said), self)
            if event.buttons() & Qt.MouseButton.LeftButton:
                self.layer_chosen.emit(layer.layer)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        layer = self._layer_at(round(event.position().x()))
        if layer is not None:
            self.layer_chosen.emit(layer.layer)


def _marks(layer: LayerOverview) -> str:
    parts = []
    if layer.is_silent.any():
        parts.append(f"{int(layer.is_silent.sum()):,} silent for this image")
    if layer.is_saturated.any():
        parts.append(f"{int(layer.is_saturated.sum()):,} saturated")
    return "".join(f", {part}" for part in parts)
