"""A window that slides over a padded picture, and the picture that its steps make: both drawn to one scale."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.lessons import Size
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.theme import HEADING, SPACE, Tokens, theme

CAPTION = 28  # pixels; below each picture
BETWEEN = 96  # pixels; room of the arrow
LINED = 6  # pixels: a smaller pixel of the picture has no frame of its own
NARROWEST = 4  # pixels; between two lines
LARGEST = 64  # pixels; the side of a pixel of the picture
_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


@dataclass(frozen=True, slots=True)
class Sliding:
    """All in pixels of the picture, along one side."""

    size: int
    window: int
    stride: int
    padding: int
    found: Size

    @property
    def padded(self) -> int:
        return self.size + 2 * self.padding


class SlidingPicture(QWidget):
    """`place` (row, column) is the step in sight; arrow keys and clicks, in either picture, go to another."""

    moved = Signal(object)  # (row, column)

    def __init__(self) -> None:
        super().__init__()
        self._sliding = Sliding(5, 3, 1, 0, Size(3, 0))
        self._place = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(160)
        self.setAccessibleName("The window on the picture")
        theme().changed.connect(self._on_theme)

    @property
    def place(self) -> tuple[int, int]:
        return self._place

    def show_sliding(self, sliding: Sliding) -> None:
        self._sliding = sliding
        self._go(*self._place)

    def sizeHint(self) -> QSize:
        return QSize(640, 320)

    @property
    def scale(self) -> float:
        """Pixels of the screen for one of the picture."""
        both = self._sliding.padded + max(self._sliding.found.windows, 1)
        across = (self.width() - BETWEEN - 4) / both
        return max(0.2, min(across, (self.height() - CAPTION - 4) / self._sliding.padded, LARGEST))

    @property
    def picture(self) -> QRectF:
        """With its padding."""
        side = self._sliding.padded * self.scale
        whole = side + BETWEEN + self._sliding.found.windows * self.scale
        return QRectF((self.width() - whole) / 2, max(0.0, (self.height() - CAPTION - side) / 2) + 2, side, side)

    @property
    def result(self) -> QRectF:
        side, picture = self._sliding.found.windows * self.scale, self.picture
        return QRectF(picture.right() + BETWEEN, picture.center().y() - side / 2, side, side)

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        font = QFont(self.font())
        font.setPixelSize(HEADING)
        painter.setFont(font)
        self._paint_picture(painter, tokens)
        if self._sliding.found.fits:
            self._paint_result(painter, tokens)
        painter.end()

    def _paint_picture(self, painter: QPainter, tokens: Tokens) -> None:
        at, picture, scale = self._sliding, self.picture, self.scale
        inner = picture.adjusted(*(sign * at.padding * scale for sign in (1, 1, -1, -1)))
        painter.fillRect(picture, QBrush(QColor(tokens.outline), Qt.BrushStyle.BDiagPattern))
        painter.fillRect(inner, QColor(tokens.raised))
        self._paint_dropped(painter, tokens)
        self._paint_lines(painter, tokens, picture, at.stride if self.scale < LINED else 1)
        if at.found.fits:
            window = self._window(*self._place)
            ahead = self._place[1] + 1
            if ahead < at.found.windows:
                painter.setPen(QPen(QColor(tokens.accent), 1, Qt.PenStyle.DashLine))
                painter.drawRect(self._window(self._place[0], ahead))
            colour = QColor(tokens.accent)
            painter.setPen(QPen(colour, 3 if self.hasFocus() else 2))
            colour.setAlpha(70)
            painter.setBrush(colour)
            painter.drawRect(window)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        padding = f" + 2 {words.DOT} {at.padding}" if at.padding else ""
        self._caption(painter, tokens, picture, f"{at.size}{padding} pixels a side")

    def _paint_dropped(self, painter: QPainter, tokens: Tokens) -> None:
        """The pixels that no window reaches."""
        dropped = self._sliding.found.dropped * self.scale
        if not dropped or not self._sliding.found.fits:
            return
        picture, colour = self.picture, QColor(tokens.warning)
        colour.setAlpha(120)
        painter.fillRect(QRectF(picture.right() - dropped, picture.top(), dropped, picture.height()), colour)
        painter.fillRect(QRectF(picture.left(), picture.bottom() - dropped, picture.width() - dropped, dropped), colour)

    def _paint_result(self, painter: QPainter, tokens: Tokens) -> None:
        result, picture, windows = self.result, self.picture, self._sliding.found.windows
        painter.fillRect(result, QColor(tokens.raised))
        self._paint_lines(painter, tokens, result, 1)
        row, column = self._place
        cell = QRectF(result.left() + column * self.scale, result.top() + row * self.scale, self.scale, self.scale)
        painter.fillRect(cell.adjusted(-1, -1, 1, 1) if self.scale < LINED else cell, QColor(tokens.accent))
        self._caption(painter, tokens, result, f"{windows} × {windows}")
        middle = picture.center().y()
        left, right = picture.right() + 2 * SPACE, result.left() - 2 * SPACE
        painter.setPen(QPen(QColor(tokens.muted), 2))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        painter.drawPolyline([QPointF(right - 8, middle - 6), QPointF(right, middle), QPointF(right - 8, middle + 6)])

    def _paint_lines(self, painter: QPainter, tokens: Tokens, place: QRectF, every: int) -> None:
        """A line between two pixels; of a large picture, a line at every step of the window."""
        pitch = every * self.scale
        painter.setPen(QPen(QColor(tokens.border), 1))
        for number in range(1, int(place.width() / pitch + 0.5)) if pitch >= NARROWEST else ():
            at = number * pitch
            painter.drawLine(QPointF(place.left() + at, place.top()), QPointF(place.left() + at, place.bottom()))
            painter.drawLine(QPointF(place.left(), place.top() + at), QPointF(place.right(), place.top() + at))
        painter.setPen(QPen(QColor(tokens.outline), 1))
        painter.drawRect(place)

    def _caption(self, painter: QPainter, tokens: Tokens, place: QRectF, text: str) -> None:
        painter.setPen(QColor(tokens.text))
        below = QRectF(place.center().x() - 200, place.bottom() + 2, 400, CAPTION - 4)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)

    def _window(self, row: int, column: int) -> QRectF:
        at, side = self._sliding.stride * self.scale, self._sliding.window * self.scale
        return QRectF(self.picture.left() + column * at, self.picture.top() + row * at, side, side)

    @Slot()
    def _on_theme(self) -> None:
        self.update()

    # ------------------------------------------------------------ moving

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._go(self._place[0] + step[0], self._place[1] + step[1])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Only while a button is held: the window is dragged."""
        self._point(event.position())

    def _point(self, point: QPointF) -> None:
        at = self._sliding
        for place, pitch, middle in (
            (self.result, self.scale, 0.0),
            (self.picture, at.stride * self.scale, (at.window - at.stride) * self.scale / 2),
        ):
            if place.contains(point):
                row, column = (point.y() - place.top() - middle) // pitch, (point.x() - place.left() - middle) // pitch
                self._go(int(row), int(column))
                return

    def _go(self, row: int, column: int) -> None:
        last = max(0, self._sliding.found.windows - 1)
        self._place = (min(max(row, 0), last), min(max(column, 0), last))
        self.update()
        self.moved.emit(self._place)
