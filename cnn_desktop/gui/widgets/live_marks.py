"""What is drawn over a live picture: a word in its corner with a dot, and a note across it where it is not live."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from cnn_desktop.gui.theme import RADIUS, SPACE, theme

_CHIP = 26  # pixels high
_DOT = 8
_NOTE = (480, 88)  # pixels; the widest, and how high
_CLEAR = 235  # of 255: how far the ground of words covers what lies beneath


def draw_chip(painter: QPainter, text: str, role: str) -> None:
    """`text` in the corner above at the left, its dot in the colour of the token `role`."""
    tokens = theme().tokens
    words = painter.fontMetrics().horizontalAdvance(text)
    place = QRectF(SPACE + SPACE // 2, SPACE + SPACE // 2, words + _DOT + 3 * SPACE, _CHIP)
    _draw_ground(painter, place, _CHIP / 2)
    painter.setBrush(QColor(getattr(tokens, role)))
    painter.drawEllipse(QRectF(place.left() + SPACE + 1, place.center().y() - _DOT / 2, _DOT, _DOT))
    painter.setPen(QColor(tokens.text))
    painter.drawText(place.adjusted(_DOT + 2 * SPACE, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)


def draw_note(painter: QPainter, room: QRect, note: str, more: str = "") -> None:
    """`note` in the middle of `room`, and `more` in small below it."""
    tokens, small, large = theme().tokens, painter.font(), QFont(painter.font())
    large.setPixelSize(20 if room.width() > _NOTE[0] else 15)
    large.setWeight(QFont.Weight.DemiBold)
    width = min(_NOTE[0], room.width() - 4 * SPACE)
    place = QRect((room.width() - width) // 2, room.height() // 2 - _NOTE[1] // 2, width, _NOTE[1])
    _draw_ground(painter, QRectF(place), RADIUS)
    painter.setPen(QColor(tokens.text))
    painter.setFont(large)
    above = place.adjusted(SPACE, SPACE, -SPACE, -_NOTE[1] // 2 if more else -SPACE)
    painter.drawText(above, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), note)
    painter.setFont(small)
    painter.setPen(QColor(tokens.muted))
    below = place.adjusted(SPACE, _NOTE[1] // 2, -SPACE, -SPACE)
    painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), more)


def _draw_ground(painter: QPainter, place: QRectF, corner: float) -> None:
    ground = QColor(theme().tokens.surface)
    ground.setAlpha(_CLEAR)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(place, corner, corner)
