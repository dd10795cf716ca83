"""The picture: whole at first, then as near as one likes, down to single pixels, with a layer over it.

Wheel, + and − zoom; 0 shows the whole, 1 its own pixels; dragging and, when zoomed, the arrow keys move it.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.seen_area import SeenArea
from cnn_desktop.gui.prediction.detail.zoom import STEP, Zoom
from cnn_desktop.gui.theme import RADIUS, theme

PIXELS_FROM = 2.0  # times enlarged: from here on each pixel is a square
_MOVE = 48.0  # pixels an arrow key


class ZoomView(QWidget):
    """`show_pixmap` may bring a small picture first and a sharper one later: the view stays where it was."""

    zoomed = Signal(object, object)  # float, bool: how large a pixel is, and whether the whole is in view
    sharper_wanted = Signal()  # more pixels would be seen than there are
    left = Signal(object)  # int: −1 or 1; an arrow key asked for the image before or after
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pixmap = QPixmap()
        self._layer, self._area, self._opacity = QPixmap(), QRectF(), 0.0
        self._zoom = Zoom(QSizeF(), QSizeF(1, 1))
        self._dragged_from: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 120)

    # ------------------------------------------------------------ for whoever holds it

    @property
    def zoom(self) -> Zoom:
        return self._zoom

    def show_pixmap(self, pixmap: QPixmap, size: QSize, *, is_new: bool) -> None:
        """`size`: of the image itself in pixels, which `pixmap` may be a smaller copy of."""
        self._pixmap = pixmap
        if is_new:
            self._zoom = Zoom(QSizeF(size), QSizeF(self.size()))
        else:
            self._resize_picture(QSizeF(size))
        self._show()

    def show_layer(self, layer: QPixmap | None, area: SeenArea | None, opacity: float) -> None:
        """`layer` over `area` of the image; None: nothing."""
        self._layer = layer or QPixmap()
        self._area = QRectF(area.left, area.top, area.width, area.height) if area else QRectF()
        self._opacity = opacity
        self.update()

    def zoom_by(self, times: float) -> None:
        self._set(self._zoom.by(times, QPointF(self.width() / 2, self.height() / 2)))

    def show_whole(self) -> None:
        self._set(self._zoom.whole())

    def show_own_pixels(self) -> None:
        """One pixel of the image on one of the screen."""
        self._set(self._zoom.at(1 / self.devicePixelRatioF()))

    def _resize_picture(self, size: QSizeF) -> None:
        """A sharper copy says how large the image really is; what is in view stays."""
        before = self._zoom
        if before.picture == size or before.picture.isEmpty():
            self._zoom = replace(before, picture=size)
            return
        times = size.width() / before.picture.width()
        scale = None if before.scale is None else before.scale / times
        middle = None if before.middle is None else before.middle * times
        self._zoom = Zoom(size, before.view, scale, middle)

    def _set(self, zoom: Zoom) -> None:
        if not self._pixmap.isNull():
            self._zoom = zoom
            self._show()

    def _show(self) -> None:
        self.setCursor(Qt.CursorShape.OpenHandCursor if self._zoom.scale is not None else Qt.CursorShape.ArrowCursor)
        self.update()
        pixel = self._zoom.factor * self.devicePixelRatioF()
        self.zoomed.emit(pixel, self._zoom.scale is None)
        shown = self._zoom.place.width() * self.devicePixelRatioF()
        if self._pixmap.width() < min(shown, self._zoom.picture.width()) - 1:
            self.sharper_wanted.emit()

    # ------------------------------------------------------------ keys and pointer

    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = event.angleDelta().y() / 120
        if turns:
            self._set(self._zoom.by(STEP**turns, event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._zoom.scale is not None:
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is not None:
            self._zoom = self._zoom.moved(event.position() - self._dragged_from)
            self._dragged_from = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = None
        self._show()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between the whole and the pixels below the pointer."""
        if self._zoom.scale is not None:
            self.show_whole()
        else:
            self._set(self._zoom.by(max(PIXELS_FROM, 1 / self._zoom.factor) * 1.01, event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: QPoint(1, 0), Qt.Key.Key_Right: QPoint(-1, 0),
            Qt.Key.Key_Up: QPoint(0, 1), Qt.Key.Key_Down: QPoint(0, -1),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in moves and self._zoom.scale is not None:
            self._set(self._zoom.moved(QPointF(moves[key]) * _MOVE))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.left.emit(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / STEP)
        elif key == Qt.Key.Key_0:
            self.show_whole()
        elif key == Qt.Key.Key_1:
            self.show_own_pixels()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------ painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._zoom = replace(self._zoom, view=QSizeF(self.size()))
        self._show()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.fillPath(ground, QColor(tokens.raised))
        painter.setClipPath(ground)
        if not self._pixmap.isNull():
            self._paint_picture(painter)
        painter.setClipping(False)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.end()

    def _paint_picture(self, painter: QPainter) -> None:
        place, factor = self._zoom.place, self._zoom.factor
        is_smooth = place.width() / self._pixmap.width() < PIXELS_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        painter.drawPixmap(place, self._pixmap, QRectF(self._pixmap.rect()))
        if self._layer.isNull():
            return
        area = QRectF(self._area.topLeft() * factor + place.topLeft(), self._area.size() * factor)
        painter.save()
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)  # what was padded lies beside the image
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(self._opacity)
        painter.drawPixmap(area, self._layer, QRectF(self._layer.rect()))
        painter.restore()
