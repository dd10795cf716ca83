"""All images as points on a plane to move over, zoom into, point at and draw a lasso on.

The points are one picture, drawn anew when the view or the points change; what follows the pointer lies above it.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.gui.projection import marks
from cnn_desktop.gui.projection.lasso import draw_lasso, draw_picture, within
from cnn_desktop.gui.projection.marks import Mark
from cnn_desktop.gui.projection.point_picture import Points, picture_of
from cnn_desktop.gui.projection.view_area import ViewArea, beside, fitted, nearest
from cnn_desktop.gui.theme import RADIUS, SPACE, theme

NEAR = 12  # pixels; a pointer so near to a point points at it
DRAG_FROM = 4  # pixels; less is a click
STEP = 60  # pixels that Ctrl and an arrow key move the plane
_ZOOM = 1.25

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class PointMap(QWidget):
    """Numbers of points are those of `show_points`, whatever images they stand for."""

    point_chosen = Signal(object)  # int | None
    point_opened = Signal(object)  # int
    point_pointed = Signal(object)  # int | None
    point_toggled = Signal(object)  # int: in or out of the selection
    enclosed = Signal(object, object)  # the numbers within a lasso or in view, and whether they join those selected

    def __init__(self) -> None:
        super().__init__()
        self._points: Array = np.empty((0, 2), np.float32)
        self._kinds: Array = np.empty(0, np.int64)
        self._marks: list[Mark] = []
        self._selected: Array = np.empty(0, bool)
        self._area = ViewArea()
        self._pixels: Array = np.empty((0, 2))  # of the points, in the view
        self._picture: QImage | None = None
        self._chosen: int | None = None
        self._near: Array = np.empty(0, np.int64)  # the chosen one's nearest
        self._pointed: int | None = None
        self._shown: QPixmap | None = None  # the image under the pointer
        self._uses_lasso = False
        self._pressed: QPointF | None = None
        self._moved_from: QPointF | None = None
        self._lasso: list[QPointF] = []
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Images as points")
        theme().changed.connect(self._redraw)

    @property
    def pointed(self) -> int | None:
        """The point under the pointer."""
        return self._pointed

    # ------------------------------------------------------------ told from outside

    def show_points(self, points: Array, *, keeps_view: bool = False) -> None:
        """(n, 2). Otherwise all of them come into view."""
        is_another = len(points) != len(self._points)
        self._points = points
        if is_another:
            self._pointed = self._chosen = None
            self._near = np.empty(0, np.int64)
        size = self._area.size
        if not keeps_view or is_another:
            self._area = fitted(points, size)
        self._redraw()

    def show_kinds(self, kinds: Array, shown: list[Mark]) -> None:
        """What each point is, by number into `shown`; points of the last marks lie above the others."""
        self._kinds, self._marks = kinds, shown
        self._redraw()

    def show_selected(self, selected: Array) -> None:
        """(n,) bool; where any are, the others step back."""
        self._selected = selected
        self._redraw()

    def show_chosen(self, number: int | None, near: Array) -> None:
        self._chosen, self._near = number, near
        self.update()

    def show_picture(self, pixmap: QPixmap | None) -> None:
        """Of the point under the pointer."""
        self._shown = pixmap
        self.update()

    def use_lasso(self, is_wanted: bool) -> None:
        """Whether dragging draws a lasso; otherwise it moves the plane, and Shift makes it a lasso."""
        self._uses_lasso = is_wanted
        self.setCursor(Qt.CursorShape.CrossCursor if is_wanted else Qt.CursorShape.ArrowCursor)

    def fit(self) -> None:
        """All points in view."""
        self._look(fitted(self._points, self._area.size))

    def zoom(self, steps: float) -> None:
        """Around the chosen point, or the middle."""
        x, y = (side / 2 for side in self._area.size)
        if self._chosen is not None and self._chosen < len(self._pixels):
            x, y = self._pixels[self._chosen]
        self._look(self._area.zoomed(_ZOOM**steps, float(x), float(y)))

    def in_view(self) -> Array:
        """The numbers of the points in view."""
        inside = ((self._pixels >= 0) & (self._pixels < np.array(self._area.size))).all(axis=1)
        return np.asarray(np.flatnonzero(inside))

    # ------------------------------------------------------------ drawing

    def _look(self, area: ViewArea) -> None:
        self._area = area
        self._redraw()

    def _redraw(self) -> None:
        self._picture = None
        self._pixels = self._area.pixels(self._points)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        size = event.size()
        self._area = self._area.resized((size.width(), size.height()), self._points)
        self._redraw()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._marks or len(self._kinds) != len(self._points):
            return
        if self._picture is None:
            shown = Points(self._pixels, self._kinds, self._marks, self._selected)
            diameter = marks.diameter(len(self.in_view()))
            self._picture = picture_of(shown, self.size(), ratio=self.devicePixelRatioF(), diameter=diameter)
        painter = QPainter(self)
        painter.drawImage(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_chosen(painter)
        if self._pointed is not None and self._pointed != self._chosen:
            self._draw_ring(painter, self._pointed, theme().tokens.text, 1.5)
        if len(self._lasso) > 1:
            draw_lasso(painter, self._lasso)
        if self._pointed is not None and self._shown is not None:
            draw_picture(painter, self._shown, self._pixels[self._pointed], self.rect())
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme().tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.end()

    def _draw_chosen(self, painter: QPainter) -> None:
        if self._chosen is None or self._chosen >= len(self._pixels):
            return
        painter.setPen(QPen(QColor(theme().tokens.muted), 1))
        here = QPointF(*self._pixels[self._chosen])
        for number in self._near:
            painter.drawLine(here, QPointF(*self._pixels[number]))
        self._draw_ring(painter, self._chosen, theme().tokens.accent, 2.5)

    def _draw_ring(self, painter: QPainter, number: int, colour: str, thickness: float) -> None:
        reach = marks.diameter(len(self.in_view())) / 2 + 3
        painter.setPen(QPen(QColor(colour), thickness))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(*self._pixels[number]), reach, reach)

    # ------------------------------------------------------------ pointer

    def _number_at(self, point: QPointF) -> int | None:
        return nearest(self._pixels, point.x(), point.y(), NEAR)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._moved_from = event.position()
        has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.button() == Qt.MouseButton.LeftButton and (self._uses_lasso or has_shift):
            self._lasso = [event.position()]
        self._point_at(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._pressed is None:
            self._point_at(self._number_at(point))
        elif self._lasso:
            self._lasso.append(point)
            self.update()
        elif self._moved_from is not None:
            apart = point - self._moved_from
            if self._moved_from is not self._pressed or (point - self._pressed).manhattanLength() > DRAG_FROM:
                self._moved_from = point
                self._look(self._area.moved(apart.x(), apart.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        was_moved = self._moved_from is not pressed
        lasso, self._lasso = self._lasso, []
        if len(lasso) > 2 and QPolygonF(lasso).boundingRect().width() > DRAG_FROM:
            adds = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.enclosed.emit(self._within(lasso), adds)
        elif pressed is not None and not was_moved:
            number = self._number_at(event.position())
            if number is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.point_toggled.emit(number)
            else:
                self.point_chosen.emit(number)
        self.update()

    def _within(self, lasso: list[QPointF]) -> Array:
        """The points within a line that is drawn around them."""
        shown = self.in_view()
        return np.asarray(shown[within(self._pixels[shown], lasso, (self.width(), self.height()))])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position())
        if number is not None:
            self.point_opened.emit(number)

    def wheelEvent(self, event: QWheelEvent) -> None:
        at = event.position()
        self._look(self._area.zoomed(_ZOOM ** (event.angleDelta().y() / 120), at.x(), at.y()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def _point_at(self, number: int | None) -> None:
        if number != self._pointed:
            self._pointed, self._shown = number, None
            self.point_pointed.emit(number)
            self.update()

    # ------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, has_control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not len(self._points):
            super().keyPressEvent(event)
            return
        match key:
            case Qt.Key.Key_Left | Qt.Key.Key_Right | Qt.Key.Key_Up | Qt.Key.Key_Down:
                across, down = _ARROWS[Qt.Key(key)]
                if has_control:
                    self._look(self._area.moved(-STEP * across, -STEP * down))
                else:
                    self._go(across, down)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(1)
            case Qt.Key.Key_Minus:
                self.zoom(-1)
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_A:
                self.enclosed.emit(self.in_view(), has_control)
            case Qt.Key.Key_Space if self._chosen is not None:
                self.point_toggled.emit(self._chosen)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._chosen is not None:
                self.point_opened.emit(self._chosen)
            case _:
                super().keyPressEvent(event)

    def _go(self, across: int, down: int) -> None:
        """To the point beside the chosen one; at first to one in the middle."""
        if self._chosen is None or self._chosen >= len(self._pixels):
            middle = np.array(self._area.size) / 2
            number = int(((self._pixels - middle) ** 2).sum(axis=1).argmin())
        else:
            number = beside(self._pixels, self._chosen, across, down)
        self._reveal(number)
        self.point_chosen.emit(number)

    def _reveal(self, number: int) -> None:
        """Move the plane so far that the point is in view."""
        x, y = (float(side) for side in self._pixels[number])
        width, height = self._area.size
        across = min(0.0, width - 3 * SPACE - x) + max(0.0, 3 * SPACE - x)
        down = min(0.0, height - 3 * SPACE - y) + max(0.0, 3 * SPACE - y)
        if across or down:
            self._look(self._area.moved(across, down))
