"""A small diagram that paints itself: axes with words, lines, bars, points that can be dragged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.gui.theme import SMALL, theme

MOST_POINTS = 2_000  # of one line: more than there are pixels

_LEFT, _BOTTOM, _TOP, _RIGHT = 44, 40, 10, 20  # pixels around the plot


def per_cent(value: float) -> str:
    return f"{100 * value:.0f} %"


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, with `ticks` told by `words`."""

    title: str
    low: float = 0.0
    high: float = 1.0
    ticks: tuple[float, ...] = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    words: Callable[[float], str] = per_cent


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """`colour`: a token's name, or #rrggbb."""

    x: Array
    y: Array
    colour: str
    style: Qt.PenStyle = Qt.PenStyle.SolidLine
    width: float = 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """From `left` to `right`, `height` high; its interval is a thin line."""

    left: float
    right: float
    height: float
    interval: tuple[float, float]
    strength: float = 1.0  # 0..1


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    colour: str
    radius: float = 4.5


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Everything a diagram shows."""

    x: Axis
    y: Axis
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    points: tuple[Point, ...] = field(default=())


class Diagram(QWidget):
    """`dragged` tells the place under the pressed pointer, in the units of the axes."""

    dragged = Signal(object)  # tuple[float, float]
    pointed = Signal(object)  # the same under the pointer, or None

    def __init__(self, name: str, *, is_square: bool = False) -> None:
        super().__init__()
        self._picture = Picture(Axis(""), Axis(""))
        self._is_square = is_square
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 180)

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    def show_picture(self, picture: Picture) -> None:
        self._picture = picture
        self.update()

    def place(self) -> QRectF:
        """Of the plot, inside its axes."""
        room = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        if self._is_square:
            side = min(room.width(), room.height())
            room.setSize(QRectF(0, 0, side, side).size())
        return room

    def at(self, x: float, y: float) -> QPointF:
        """Where a value stands."""
        place, picture = self.place(), self._picture
        across = (x - picture.x.low) / (picture.x.high - picture.x.low)
        up = (y - picture.y.low) / (picture.y.high - picture.y.low)
        return QPointF(place.left() + across * place.width(), place.bottom() - up * place.height())

    def value_at(self, at: QPointF) -> tuple[float, float]:
        place, picture = self.place(), self._picture
        across = min(1.0, max(0.0, (at.x() - place.left()) / place.width()))
        up = min(1.0, max(0.0, (place.bottom() - at.y()) / place.height()))
        return (
            picture.x.low + across * (picture.x.high - picture.x.low),
            picture.y.low + up * (picture.y.high - picture.y.low),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.dragged.emit(self.value_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self.value_at(event.position()))
        self.pointed.emit(self.value_at(event.position()))

    def leaveEvent(self, event: object) -> None:
        self.pointed.emit(None)

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter)
        painter.setClipRect(self.place().adjusted(-6, -6, 6, 6))
        for bar in self._picture.bars:
            self._paint_bar(painter, bar)
        for line in self._picture.lines:
            painter.setPen(QPen(QColor(coloured(line.colour)), line.width, line.style))
            painter.drawPolyline(self._polygon(line))
        for point in self._picture.points:
            painter.setPen(QPen(QColor(theme().tokens.surface), 1.5))
            painter.setBrush(QColor(coloured(point.colour)))
            painter.drawEllipse(self.at(point.x, point.y), point.radius, point.radius)
        painter.end()

    def _paint_axes(self, painter: QPainter) -> None:
        tokens, place, picture = theme().tokens, self.place(), self._picture
        font = QFont(self.font())
        font.setPixelSize(SMALL)
        painter.setFont(font)
        for tick in picture.y.ticks:
            y = self.at(picture.x.low, tick).y()
            painter.setPen(QPen(QColor(tokens.raised), 1))
            painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
            painter.setPen(QColor(tokens.muted))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 8, _LEFT - 6, 16), right, picture.y.words(tick))
        painter.setPen(QColor(tokens.muted))
        for tick in picture.x.ticks:
            x = self.at(tick, picture.y.low).x()
            painter.drawText(
                QRectF(x - 30, place.bottom() + 4, 60, 16), Qt.AlignmentFlag.AlignHCenter, picture.x.words(tick)
            )
        title = QRectF(place.left(), place.bottom() + 21, place.width(), 16)
        painter.drawText(title, Qt.AlignmentFlag.AlignHCenter, picture.x.title)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(place.bottomLeft(), place.bottomRight())

    def _paint_bar(self, painter: QPainter, bar: Bar) -> None:
        tokens = theme().tokens
        top, foot = self.at(bar.left, bar.height), self.at(bar.right, self._picture.y.low)
        colour = QColor(tokens.fill)
        colour.setAlphaF(0.15 + 0.5 * bar.strength)
        painter.fillRect(QRectF(top, foot).adjusted(1, 0, -1, 0), colour)
        middle = (bar.left + bar.right) / 2
        painter.setPen(QPen(QColor(tokens.text), 1))
        painter.drawLine(self.at(middle, bar.interval[0]), self.at(middle, bar.interval[1]))

    def _polygon(self, line: Line) -> QPolygonF:
        step = max(1, len(line.x) // MOST_POINTS)
        kept = np.r_[np.arange(0, len(line.x), step), len(line.x) - 1] if len(line.x) else np.zeros(0, np.int64)
        return QPolygonF([self.at(float(line.x[at]), float(line.y[at])) for at in kept])


def coloured(name: str) -> str:
    """The colour of a token in force, or `name` itself."""
    return name if name.startswith("#") else str(getattr(theme().tokens, name))


def nice_ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Round values from `low` to `high`, at most `most` of them."""
    span = high - low
    if span <= 0:
        return (low,)
    raw = span / most
    power = 10.0 ** np.floor(np.log10(raw))
    step = next(one * power for one in (1, 2, 5, 10) if one * power >= raw)
    return tuple(float(tick) for tick in np.arange(np.ceil(low / step) * step, high + step * 1e-6, step))
