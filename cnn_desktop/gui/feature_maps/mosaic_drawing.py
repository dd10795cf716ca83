"""What is drawn of the mosaic: the visible maps as levels, what stands on them, and the frames around two of them.

Kept from one paint to the next for as long as it holds; another palette changes 256 colours and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import MapsReady
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.feature_maps.mosaic_image import HATCHED, arranged
from cnn_desktop.gui.feature_maps.mosaic_layout import Layout, sized
from cnn_desktop.gui.feature_maps.mosaic_marks import draw_captions, draw_marks
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.theme import theme

MARGIN = 3  # pixels around the maps, for the cursor's frame
HATCH_COLOUR = (140, 140, 140)  # over a constant map: seen on dark and on light alike


@dataclass(slots=True)
class Shown:
    """What the mosaic shows. `order` is the channel by place, `places` the place by channel."""

    maps: MapsReady | None = None
    order: Array = field(default_factory=lambda: np.arange(0))
    places: Array = field(default_factory=lambda: np.arange(0))
    layout: Layout = field(default_factory=lambda: sized(1, (1, 1), 1, 1))
    channel: int = 0  # that has the cursor
    pointed: int | None = None
    gains: Mapping[int, float] = field(default_factory=dict)  # of altered channels
    muted: frozenset[int] = frozenset()


class MosaicDrawing:
    """Draws `shown` into `viewport`, from `scroll` pixels below its top."""

    def __init__(self, shown: Shown, viewport: QWidget) -> None:
        self._shown, self._viewport = shown, viewport
        self._palette: Palette = ()
        self._levels: Pixels = np.zeros((1, 1), np.uint8)  # what `_image` draws from: it has to outlive it
        self._image: QImage | None = None
        self._over: QPixmap | None = None  # what stands on it: numbers and marks
        self._drawn_top = 0  # where `_image` begins, in the whole mosaic

    def show_palette(self, palette: Palette) -> None:
        table = list(palette)
        if table:
            table[HATCHED] = QColor(*HATCH_COLOUR).rgb()
        self._palette = tuple(table)
        if self._image is not None:
            self._image.setColorTable(table)

    def forget_values(self) -> None:
        """Those of the same maps in the same places are others now."""
        self._image = None

    def forget_marks(self) -> None:
        self._over = None

    def forget(self) -> None:
        """Other maps, another layout, or another part of them is in view."""
        self._image = self._over = None

    def draw(self, painter: QPainter, scroll: int, height: int, font: QFont) -> None:
        """`height`: of the part that is in view."""
        shown = self._shown
        if shown.maps is None or not self._palette:
            return
        if self._image is None:
            self._image = self._draw_levels(shown.maps, scroll, height)
        if self._image is None:
            return
        painter.translate(MARGIN, MARGIN - scroll)
        painter.drawImage(QPoint(shown.layout.left, self._drawn_top), self._image)
        if shown.layout.caption or shown.gains:
            if self._over is None:
                self._over = self._draw_over(scroll, height, font)
            painter.drawPixmap(-MARGIN, scroll - MARGIN, self._over)
        if shown.pointed is not None and shown.pointed != shown.channel:
            self._draw_frame(painter, shown.pointed, theme().tokens.muted, 1)
        self._draw_frame(painter, shown.channel, theme().tokens.accent, 2)

    def _draw_levels(self, maps: MapsReady, scroll: int, height: int) -> QImage | None:
        """The visible rows as one picture, at the density of the screen."""
        cells = self._shown.layout
        first, end = cells.visible_rows(scroll, height)
        if end <= first:
            return None
        channels = self._shown.order[first * cells.columns : end * cells.columns]
        ratio = self._viewport.devicePixelRatioF()
        wide, high, across, down = (
            round(length * ratio) for length in (cells.width, cells.height, cells.pitch_x, cells.pitch_y)
        )
        levels = arranged(maps.levels[channels], maps.is_constant[channels], cells.columns, wide, high, (across, down))
        self._levels = levels
        image = QImage(levels.data, levels.shape[1], levels.shape[0], levels.shape[1], QImage.Format.Format_Indexed8)
        image.setColorTable(list(self._palette))
        image.setDevicePixelRatio(ratio)
        self._drawn_top = first * cells.pitch_y
        return image

    def _draw_over(self, scroll: int, height: int, font: QFont) -> QPixmap:
        """Numbers and marks: the same from frame to frame of a camera, and slow to draw where there are many."""
        shown, ratio = self._shown, self._viewport.devicePixelRatioF()
        over = QPixmap(self._viewport.size() * ratio)
        over.setDevicePixelRatio(ratio)
        over.fill(Qt.GlobalColor.transparent)
        painter = QPainter(over)
        painter.setFont(font)
        painter.translate(MARGIN, MARGIN - scroll)
        rects = self._visible_rects(scroll, height)
        if shown.layout.caption:
            draw_captions(painter, rects, shown.layout.caption, shown.channel)
        if shown.gains:
            draw_marks(painter, rects, shown.gains, shown.muted)
        painter.end()
        return over

    def _visible_rects(self, scroll: int, height: int) -> dict[int, QRectF]:
        cells, order = self._shown.layout, self._shown.order
        first, end = cells.visible_rows(scroll, height)
        places = range(first * cells.columns, min(cells.count, end * cells.columns))
        return {int(order[place]): QRectF(*cells.place(place), cells.width, cells.height) for place in places}

    def _draw_frame(self, painter: QPainter, channel: int, colour: str, thickness: int) -> None:
        cells, places = self._shown.layout, self._shown.places
        if channel >= len(places):
            return
        left, top = cells.place(int(places[channel]))
        out = thickness / 2 + (1 if cells.gap > 1 else 0)
        frame = QRectF(left, top, cells.width, cells.height).adjusted(-out, -out, out, out)
        painter.setPen(QPen(QColor(colour), thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
