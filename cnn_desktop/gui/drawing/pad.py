"""The sheet to draw on, by mouse, pen or keyboard. Shows a `Drawing`, or a photo in its place.

By keyboard: the arrow keys move a cross, Space puts the pen down and lifts it.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.gui.drawing import ink, words
from cnn_desktop.gui.models.drawing import Drawing, Stroke
from cnn_desktop.gui.theme import HEADING, RADIUS, theme
from cnn_desktop.gui.widgets.pixels import fitted

STEP, LARGE_STEP = 0.02, 0.1  # sides of the pad; with Shift

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class Pad(QWidget):
    """Tells where the pen is; what is drawn is told to it."""

    began = Signal(float, float, float)  # x, y, pressure: 0..1
    moved = Signal(float, float, float)

    def __init__(self) -> None:
        super().__init__()
        self._drawing = Drawing()
        self._is_light_on_dark = False
        self._photo = QPixmap()
        self._image = QImage()  # the strokes drawn so far, as large as the sheet is shown
        self._drawn: tuple[Stroke, ...] = ()  # which those are
        self._is_down = self._is_key_down = False
        self._cross: QPointF | None = None  # the keyboard's pen
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Sheet to draw on")
        self.setAccessibleDescription("Arrow keys move the pen, Space puts it down and lifts it, Delete clears.")

    def sizeHint(self) -> QSize:
        return QSize(560, 560)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 240)

    # ------------------------------------------------------------ showing

    def show_drawing(self, drawing: Drawing, *, is_light_on_dark: bool) -> None:
        self._drawing, self._is_light_on_dark = drawing, is_light_on_dark
        self._photo = QPixmap()
        self._redraw()

    def show_photo(self, pixmap: QPixmap) -> None:
        self._photo = pixmap
        self.update()

    def _redraw(self) -> None:
        """Add what the last stroke gained; anything else is drawn anew."""
        side, strokes = round(self._sheet().width() * self.devicePixelRatioF()), self._drawing.strokes
        fresh = self._gained(strokes)
        if fresh is None or self._image.width() != side:
            self._image = ink.sheet(strokes, is_light_on_dark=self._is_light_on_dark, side=max(1, side))
        elif fresh:
            painter = QPainter(self._image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ink.draw(painter, fresh, side, is_light_on_dark=self._is_light_on_dark)
            painter.end()
        self._drawn = strokes
        self.update()

    def _gained(self, strokes: tuple[Stroke, ...]) -> Stroke | None:
        """The part of the last stroke that is not drawn yet; None: more than that is different."""
        old = self._drawn
        is_board = not self._image.isNull() and self._image.pixelColor(0, 0).lightness() < 128
        if not old or len(old) != len(strokes) or old[:-1] != strokes[:-1] or is_board != self._is_light_on_dark:
            return None
        before, after = old[-1], strokes[-1]
        return after[max(0, len(before) - 1) :] if after[: len(before)] == before else None

    def _sheet(self) -> QRect:
        side = min(self.width(), self.height())
        return QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drawn = ()
        self._redraw()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, place = QPainter(self), theme().tokens, self._sheet()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(place).adjusted(1, 1, -1, -1)
        clip = QPainterPath()
        clip.addRoundedRect(frame, RADIUS, RADIUS)
        painter.setClipPath(clip)
        if self._photo.isNull():
            painter.drawImage(place, self._image)
        else:
            painter.fillRect(place, QColor(tokens.raised))
            painter.drawPixmap(fitted(self._photo, place), self._photo)
        painter.setClipping(False)
        is_focused = self.hasFocus()
        painter.setPen(QPen(QColor(tokens.accent if is_focused else tokens.outline), 2 if is_focused else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        if self._drawing.is_empty and self._photo.isNull():
            self._paint_invitation(painter, place)
        if is_focused and self._cross is not None:
            self._paint_cross(painter, place)
        painter.end()

    def _paint_invitation(self, painter: QPainter, place: QRect) -> None:
        font = self.font()
        font.setPixelSize(HEADING)
        painter.setFont(font)
        painter.setPen(QColor(190, 190, 190) if self._is_light_on_dark else QColor(105, 105, 105))
        painter.drawText(place.adjusted(0, 0, 0, -24), Qt.AlignmentFlag.AlignCenter, words.INVITE)
        painter.setFont(self.font())
        painter.drawText(place.adjusted(0, 28, 0, 0), Qt.AlignmentFlag.AlignCenter, words.INVITE_MORE)

    def _paint_cross(self, painter: QPainter, place: QRect) -> None:
        assert self._cross is not None
        at = QPointF(place.x() + self._cross.x() * place.width(), place.y() + self._cross.y() * place.height())
        painter.setPen(QPen(QColor(theme().tokens.accent), 2))
        painter.drawLine(at - QPointF(9, 0), at + QPointF(9, 0))
        painter.drawLine(at - QPointF(0, 9), at + QPointF(0, 9))

    # ------------------------------------------------------------ pen, mouse, keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._sheet().contains(event.position().toPoint()):
            self._put_down(event.position(), 0.5)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_down:
            self.moved.emit(*self._at(event.position()), 0.5)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_down = False

    def tabletEvent(self, event: QTabletEvent) -> None:
        match event.type():
            case event.Type.TabletPress if self._sheet().contains(event.position().toPoint()):
                self.setFocus()
                self._put_down(event.position(), event.pressure())
            case event.Type.TabletMove if self._is_down:
                self.moved.emit(*self._at(event.position()), event.pressure())
            case event.Type.TabletRelease:
                self._is_down = False
        event.accept()  # or the same would come again as the mouse's

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (way := _ARROWS.get(Qt.Key(event.key()))) is not None:
            self._move_cross(way, LARGE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP)
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._is_key_down = not self._is_key_down
            self._cross = self._cross or QPointF(0.5, 0.5)
            if self._is_key_down:
                self.began.emit(self._cross.x(), self._cross.y(), 0.5)
            self.update()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._is_key_down = False
        super().focusOutEvent(event)

    def _move_cross(self, way: tuple[int, int], step: float) -> None:
        start = self._cross or QPointF(0.5, 0.5)
        across, down = (min(1.0, max(0.0, value)) for value in (start.x() + step * way[0], start.y() + step * way[1]))
        self._cross = QPointF(across, down)
        if self._is_key_down:
            self.moved.emit(across, down, 0.5)
        self.update()

    def _put_down(self, position: QPointF, pressure: float) -> None:
        self._is_down, self._is_key_down, self._cross = True, False, None
        self.began.emit(*self._at(position), pressure)

    def _at(self, position: QPointF) -> tuple[float, float]:
        place = self._sheet()
        inside = position - QPointF(QPoint(place.topLeft()))
        return inside.x() / max(1, place.width()), inside.y() / max(1, place.height())
