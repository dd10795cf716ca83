"""The whole network in one picture: a dot for each channel, layer by layer, from the image to the answer."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnn_desktop.core.messages import LayerOverview
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.feature_maps.strip_layout import (
    GAP,
    HEIGHT,
    SATURATED,
    SILENT,
    Columns,
    drawn,
    strip_layout,
)
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.widgets.label import tooltip


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
            layout = strip_layout(tuple(len(layer.levels) for layer in self._layers), self.width())
            self._places = layout.places
            self._canvas = drawn(self._layers, layout)
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
