"""All channels of a layer in one picture, with a cursor for the keyboard and the pointer.

Only what is in view is drawn, as levels; another palette changes 256 colours and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import MapsReady
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.feature_maps.mosaic_image import HATCHED, arranged
from cnn_desktop.gui.feature_maps.mosaic_layout import CAPTION, Layout, fitted, sized, zoomed
from cnn_desktop.gui.feature_maps.mosaic_marks import draw_captions, draw_marks
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.theme import theme

MARGIN = 3  # pixels around the maps, for the cursor's frame
HATCH_COLOUR = (140, 140, 140)  # over a constant map: seen on dark and on light alike
DRAG_FROM = 6  # pixels; less is a click
_NONE = np.zeros((1, 1), np.uint8)


class Mosaic(QAbstractScrollArea):
    """`show_maps` and `show_palette` say what is drawn; what is chosen is told, and comes back by `show_channel`."""

    channel_chosen = Signal(object)  # int
    channel_pointed = Signal(object)  # int | None
    layer_stepped = Signal(object)  # int: −1 or 1
    explain_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._maps: MapsReady | None = None
        self._order: Array = np.arange(0)  # channel by place
        self._places: Array = np.arange(0)  # place by channel
        self._channel = 0
        self._gains: Mapping[int, float] = {}
        self._muted: frozenset[int] = frozenset()
        self._pointed: int | None = None
        self._cell: int | None = None  # None: as large as fits
        self._layout = sized(1, (1, 1), 1, 1)
        self._palette: Palette = ()
        self._levels: Pixels = _NONE  # what `_image` draws from: it has to outlive it
        self._image: QImage | None = None
        self._over: QPixmap | None = None  # what stands on it: numbers and marks
        self._drawn_top = 0  # where `_image` begins, in the whole mosaic
        self._pressed: QPoint | None = None
        self._is_dragging = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Channels of the layer")
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme().changed.connect(self._on_theme)

    @property
    def cells(self) -> Layout:
        return self._layout

    @property
    def pointed(self) -> int | None:
        """The channel under the pointer."""
        return self._pointed

    # ------------------------------------------------------------ told from outside

    def show_maps(self, maps: MapsReady | None, order: Array) -> None:
        """`order`: the channels in the order they are shown in."""
        is_another = self._maps is None or maps is None or self._maps.levels.shape != maps.levels.shape
        self._maps, self._order = maps, order
        self._places = np.argsort(order)
        if is_another:
            self._cell = None
        self._pointed = None
        self._lay_out()

    def renew(self, maps: MapsReady) -> None:
        """Other values of the same maps: nothing is laid out anew."""
        self._maps, self._image = maps, None
        self.viewport().update()

    def show_palette(self, palette: Palette) -> None:
        table = list(palette)
        if table:
            table[HATCHED] = QColor(*HATCH_COLOUR).rgb()
        self._palette = tuple(table)
        if self._image is not None:
            self._image.setColorTable(table)
        self.viewport().update()

    def show_channel(self, channel: int) -> None:
        """Put the cursor on `channel`, and bring it into view."""
        self._channel, self._over = channel, None
        if self._maps is not None and channel < len(self._places):
            self._reveal(int(self._places[channel]))
            mean = float(self._maps.statistics.mean[channel])
            self.setAccessibleDescription(f"Channel {channel}, mean {mean:.3g}")
        self.viewport().update()

    def show_gains(self, gains: Mapping[int, float], muted: frozenset[int]) -> None:
        """What altered channels are multiplied by, and which are muted: they are marked."""
        self._gains, self._muted, self._over = gains, muted, None
        self.viewport().update()

    @Slot()
    def fit(self) -> None:
        """All maps in view."""
        self._cell = None
        self._lay_out()

    @Slot()
    def toggle_zoom(self) -> None:
        """The chosen map as large as there is room for, or all in view again."""
        if self._maps is None or self._cell is not None:
            self.fit()
            return
        rows, columns = self._maps.levels.shape[1:]
        self._cell = max(1, min(self._room().width(), self._room().height() * columns // rows - CAPTION))
        self._lay_out()
        self._reveal(int(self._places[self._channel]))

    def zoom(self, steps: float, at: QPoint | None = None) -> None:
        """Larger or smaller; what is at the point (None: the cursor) stays in sight."""
        if self._maps is None:
            return
        place = self._number_at(at) if at is not None else None
        kept = place if place is not None else int(self._places[self._channel])
        height_before = self._layout.place(kept)[1] - self.verticalScrollBar().value()
        wanted = zoomed(self._layout.width, steps)
        self._cell = min(wanted, max(1, self._room().width()))
        self._lay_out()
        self.verticalScrollBar().setValue(self._layout.place(kept)[1] - height_before)

    # ------------------------------------------------------------ laying out

    def _room(self) -> QRect:
        return self.viewport().rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)

    def _lay_out(self) -> None:
        self._image = self._over = None
        if self._maps is not None:
            size, room = self._maps.levels.shape[1:], self._room()
            count = len(self._maps.levels)
            if self._cell is None:
                self._layout = fitted(count, size, room.width(), room.height())
            else:
                self._layout = sized(count, size, room.width(), self._cell)
            bar = self.verticalScrollBar()
            bar.setPageStep(room.height())
            bar.setSingleStep(self._layout.pitch_y)
            excess = self._layout.total_height - self._layout.gap - room.height()
            bar.setRange(0, max(0, excess))
        self.viewport().update()

    def _reveal(self, place: int) -> None:
        top, bar = self._layout.place(place)[1], self.verticalScrollBar()
        bottom = top + self._layout.height + self._layout.caption
        if top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + self._room().height():
            bar.setValue(bottom - self._room().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    @Slot()
    def _on_scrolled(self) -> None:
        self._image = self._over = None
        self.viewport().update()

    @Slot()
    def _on_theme(self) -> None:
        self._over = None
        self.viewport().update()

    # ------------------------------------------------------------ drawing

    def _draw_levels(self) -> QImage | None:
        """The visible rows as one picture, at the density of the screen."""
        maps, cells = self._maps, self._layout
        first, end = cells.visible_rows(self.verticalScrollBar().value(), self._room().height())
        if maps is None or end <= first:
            return None
        channels = self._order[first * cells.columns : end * cells.columns]
        ratio = self.devicePixelRatioF()
        width, height, across, down = (
            round(length * ratio) for length in (cells.width, cells.height, cells.pitch_x, cells.pitch_y)
        )
        levels = arranged(
            maps.levels[channels], maps.is_constant[channels], cells.columns, width, height, (across, down)
        )
        self._levels = levels
        image = QImage(levels.data, levels.shape[1], levels.shape[0], levels.shape[1], QImage.Format.Format_Indexed8)
        image.setColorTable(list(self._palette))
        image.setDevicePixelRatio(ratio)
        self._drawn_top = first * cells.pitch_y
        return image

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._maps is None or not self._palette:
            return
        if self._image is None:
            self._image = self._draw_levels()
        if self._image is None:
            return
        painter = QPainter(self.viewport())
        scroll = self.verticalScrollBar().value()
        painter.translate(MARGIN, MARGIN - scroll)
        painter.drawImage(QPoint(self._layout.left, self._drawn_top), self._image)
        if self._layout.caption or self._gains:
            if self._over is None:
                self._over = self._draw_over()
            painter.drawPixmap(-MARGIN, scroll - MARGIN, self._over)
        if self._pointed is not None and self._pointed != self._channel:
            self._draw_frame(painter, self._pointed, theme().tokens.muted, 1)
        self._draw_frame(painter, self._channel, theme().tokens.accent, 2)
        painter.end()

    def _draw_over(self) -> QPixmap:
        """Numbers and marks: the same from frame to frame of a camera, and slow to draw where there are many."""
        over = QPixmap(self.viewport().size() * self.devicePixelRatioF())
        over.setDevicePixelRatio(self.devicePixelRatioF())
        over.fill(Qt.GlobalColor.transparent)
        painter = QPainter(over)
        painter.setFont(self.font())
        painter.translate(MARGIN, MARGIN - self.verticalScrollBar().value())
        rects = self._visible_rects()
        if self._layout.caption:
            draw_captions(painter, rects, self._layout.caption, self._channel)
        if self._gains:
            draw_marks(painter, rects, self._gains, self._muted)
        painter.end()
        return over

    def _visible_rects(self) -> dict[int, QRectF]:
        cells = self._layout
        first, end = cells.visible_rows(self.verticalScrollBar().value(), self._room().height())
        places = range(first * cells.columns, min(cells.count, end * cells.columns))
        return {int(self._order[place]): QRectF(*cells.place(place), cells.width, cells.height) for place in places}

    def _draw_frame(self, painter: QPainter, channel: int, colour: str, thickness: int) -> None:
        if channel >= len(self._places):
            return
        left, top = self._layout.place(int(self._places[channel]))
        out = thickness / 2 + (1 if self._layout.gap > 1 else 0)
        frame = QRectF(left, top, self._layout.width, self._layout.height).adjusted(-out, -out, out, out)
        painter.setPen(QPen(QColor(colour), thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)

    # ------------------------------------------------------------ pointer

    def _number_at(self, point: QPoint) -> int | None:
        """The place in the mosaic under a point of the viewport."""
        return self._layout.at(point.x() - MARGIN, point.y() - MARGIN + self.verticalScrollBar().value())

    def _channel_at(self, point: QPoint) -> int | None:
        place = self._number_at(point)
        return int(self._order[place]) if place is not None and self._maps is not None else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._is_dragging = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if self._is_dragging or abs(point.y() - self._pressed.y()) > DRAG_FROM:
                self._is_dragging = True
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + self._pressed.y() - point.y())
                self._pressed = point
            return
        self._point_at(self._channel_at(point))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_click, self._pressed = self._pressed is not None and not self._is_dragging, None
        channel = self._channel_at(event.position().toPoint())
        if was_click and channel is not None:
            self.channel_chosen.emit(channel)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.explain_asked.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point_at(None)
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom, as a map does; with Shift it scrolls."""
        turned = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            turned = turned or event.angleDelta().x() / 120
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - round(turned * 60))
        elif turned:
            self.zoom(turned, event.position().toPoint())
        event.accept()

    def _point_at(self, channel: int | None) -> None:
        if channel != self._pointed:
            self._pointed = channel
            self.channel_pointed.emit(channel)
            self.viewport().update()

    # ------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._maps is None:
            super().keyPressEvent(event)
            return
        place, last, columns = int(self._places[self._channel]), self._layout.count - 1, self._layout.columns
        match event.key():
            case Qt.Key.Key_Left:
                self._go(place - 1)
            case Qt.Key.Key_Right:
                self._go(place + 1)
            case Qt.Key.Key_Up:
                self._go(place - columns if place >= columns else place)
            case Qt.Key.Key_Down:
                self._go(place + columns if place + columns <= last else place)
            case Qt.Key.Key_Home:
                self._go(0)
            case Qt.Key.Key_End:
                self._go(last)
            case Qt.Key.Key_PageUp:
                self.layer_stepped.emit(-1)
            case Qt.Key.Key_PageDown:
                self.layer_stepped.emit(1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(1)
            case Qt.Key.Key_Minus:
                self.zoom(-1)
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.explain_asked.emit()
            case _:
                super().keyPressEvent(event)

    def _go(self, place: int) -> None:
        place = min(max(place, 0), self._layout.count - 1)
        channel = int(self._order[place])
        if channel != self._channel:
            self.channel_chosen.emit(channel)
