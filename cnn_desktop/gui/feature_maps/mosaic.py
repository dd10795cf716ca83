"""All channels of a layer in one picture, with a cursor for the keyboard and the pointer.

`mosaic_layout` says where each map lies, `mosaic_drawing` draws those in view; here are the cursor, zoom and scrolling.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import MapsReady
from cnn_desktop.gui.feature_maps.mosaic_drawing import MARGIN, MosaicDrawing, Shown
from cnn_desktop.gui.feature_maps.mosaic_layout import CAPTION, Layout, fitted, sized, zoomed
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.theme import theme

DRAG_FROM = 6  # pixels; less is a click


class Mosaic(QAbstractScrollArea):
    """`show_maps` and `show_palette` say what is drawn; what is chosen is told, and comes back by `show_channel`."""

    channel_chosen = Signal(object)  # int
    channel_pointed = Signal(object)  # int | None
    layer_stepped = Signal(object)  # int: −1 or 1
    explain_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown = Shown()
        self._cell: int | None = None  # None: as large as fits
        self._drawing = MosaicDrawing(self._shown, self.viewport())
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
        return self._shown.layout

    @property
    def order(self) -> Array:
        """The channel by place."""
        return self._shown.order

    @property
    def channel(self) -> int:
        """The one with the cursor."""
        return self._shown.channel

    @property
    def pointed(self) -> int | None:
        """The channel under the pointer."""
        return self._shown.pointed

    # ------------------------------------------------------------ told from outside

    def show_maps(self, maps: MapsReady | None, order: Array) -> None:
        """`order`: the channels in the order they are shown in."""
        is_another = self._shown.maps is None or maps is None or self._shown.maps.levels.shape != maps.levels.shape
        self._shown.maps, self._shown.order = maps, order
        self._shown.places = np.argsort(order)
        if is_another:
            self._cell = None
        self._shown.pointed = None
        self._lay_out()

    def renew(self, maps: MapsReady) -> None:
        """Other values of the same maps: nothing is laid out anew."""
        self._shown.maps = maps
        self._drawing.forget_values()
        self.viewport().update()

    def show_palette(self, palette: Palette) -> None:
        self._drawing.show_palette(palette)
        self.viewport().update()

    def show_channel(self, channel: int) -> None:
        """Put the cursor on `channel`, and bring it into view."""
        self._shown.channel = channel
        self._drawing.forget_marks()
        if self._shown.maps is not None and channel < len(self._shown.places):
            self._reveal(int(self._shown.places[channel]))
            mean = float(self._shown.maps.statistics.mean[channel])
            self.setAccessibleDescription(f"Channel {channel}, mean {mean:.3g}")
        self.viewport().update()

    def show_gains(self, gains: Mapping[int, float], muted: frozenset[int]) -> None:
        """What altered channels are multiplied by, and which are muted: they are marked."""
        self._shown.gains, self._shown.muted = gains, muted
        self._drawing.forget_marks()
        self.viewport().update()

    @Slot()
    def fit(self) -> None:
        """All maps in view."""
        self._cell = None
        self._lay_out()

    @Slot()
    def toggle_zoom(self) -> None:
        """The chosen map as large as there is room for, or all in view again."""
        if self._shown.maps is None or self._cell is not None:
            self.fit()
            return
        rows, columns = self._shown.maps.levels.shape[1:]
        self._cell = max(1, min(self._room().width(), self._room().height() * columns // rows - CAPTION))
        self._lay_out()
        self._reveal(int(self._shown.places[self._shown.channel]))

    def zoom(self, steps: float, at: QPoint | None = None) -> None:
        """Larger or smaller; what is at the point (None: the cursor) stays in sight."""
        if self._shown.maps is None:
            return
        place = self._number_at(at) if at is not None else None
        kept = place if place is not None else int(self._shown.places[self._shown.channel])
        height_before = self._shown.layout.place(kept)[1] - self.verticalScrollBar().value()
        wanted = zoomed(self._shown.layout.width, steps)
        self._cell = min(wanted, max(1, self._room().width()))
        self._lay_out()
        self.verticalScrollBar().setValue(self._shown.layout.place(kept)[1] - height_before)

    # ------------------------------------------------------------ laying out

    def _room(self) -> QRect:
        return self.viewport().rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)

    def _lay_out(self) -> None:
        self._drawing.forget()
        if self._shown.maps is not None:
            size, room = self._shown.maps.levels.shape[1:], self._room()
            count = len(self._shown.maps.levels)
            if self._cell is None:
                self._shown.layout = fitted(count, size, room.width(), room.height())
            else:
                self._shown.layout = sized(count, size, room.width(), self._cell)
            bar = self.verticalScrollBar()
            bar.setPageStep(room.height())
            bar.setSingleStep(self._shown.layout.pitch_y)
            excess = self._shown.layout.total_height - self._shown.layout.gap - room.height()
            bar.setRange(0, max(0, excess))
        self.viewport().update()

    def _reveal(self, place: int) -> None:
        top, bar = self._shown.layout.place(place)[1], self.verticalScrollBar()
        bottom = top + self._shown.layout.height + self._shown.layout.caption
        if top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + self._room().height():
            bar.setValue(bottom - self._room().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    @Slot()
    def _on_scrolled(self) -> None:
        self._drawing.forget()
        self.viewport().update()

    @Slot()
    def _on_theme(self) -> None:
        self._drawing.forget_marks()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._drawing.draw(painter, self.verticalScrollBar().value(), self._room().height(), self.font())
        painter.end()

    # ------------------------------------------------------------ pointer

    def _number_at(self, point: QPoint) -> int | None:
        """The place in the mosaic under a point of the viewport."""
        return self._shown.layout.at(point.x() - MARGIN, point.y() - MARGIN + self.verticalScrollBar().value())

    def _channel_at(self, point: QPoint) -> int | None:
        place = self._number_at(point)
        return int(self._shown.order[place]) if place is not None and self._shown.maps is not None else None

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
        if channel != self._shown.pointed:
            self._shown.pointed = channel
            self.channel_pointed.emit(channel)
            self.viewport().update()

    # ------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._shown.maps is None:
            super().keyPressEvent(event)
            return
        cells = self._shown.layout
        place, last, columns = int(self._shown.places[self._shown.channel]), cells.count - 1, cells.columns
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
        place = min(max(place, 0), self._shown.layout.count - 1)
        channel = int(self._shown.order[place])
        if channel != self._shown.channel:
            self.channel_chosen.emit(channel)
