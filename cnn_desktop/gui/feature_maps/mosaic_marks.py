"""What stands on the maps: their numbers; of altered channels a cross over what is silent, the factor on the others."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnn_desktop.gui.feature_maps.mosaic_layout import CAPTION
from cnn_desktop.gui.theme import SMALL, theme

_TINY = 9  # pixels; the height of numbers below small maps: four digits are as wide as the smallest of them
_BADGE_FROM = 24  # pixels; a smaller map has no room for a number
_CROSS_SHARE = 0.18  # of the side, between the cross and the border of the map


def draw_marks(
    painter: QPainter, rects: Mapping[int, QRectF], gains: Mapping[int, float], muted: frozenset[int]
) -> None:
    """Over the maps at `rects`, by channel; `gains` are those other than 1. What is silent because others are heard
    alone has a quieter cross than the `muted`.
    """
    tokens = theme().tokens
    silent = {channel for channel, gain in gains.items() if gain == 0 and channel in rects}
    for channels, colour in ((silent - muted, tokens.outline), (silent & muted, tokens.danger)):
        lines = [line for channel in channels for line in _cross(rects[channel])]
        for shade, thickness in ((tokens.surface, 4), (colour, 2)):  # an edge, so that it is seen on any colour
            painter.setPen(QPen(QColor(shade), thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLines(lines)
    for channel, gain in gains.items():
        if gain not in (0, 1) and channel in rects and rects[channel].width() >= _BADGE_FROM:
            _draw_badge(painter, rects[channel], f"× {gain:g}")


def draw_captions(painter: QPainter, rects: Mapping[int, QRectF], height: int, chosen: int) -> None:
    """The number of each map under it, in a line of `height`; that of the chosen one stands out. A line around each,
    as on a dark ground a map that is 0 nearly everywhere would else be lost.
    """
    tokens, font = theme().tokens, painter.font()
    painter.setPen(QPen(QColor(tokens.border), 1))
    painter.drawRects([rect.adjusted(-0.5, -0.5, 0.5, 0.5) for rect in rects.values()])
    font.setPixelSize(SMALL if height >= CAPTION else _TINY)
    painter.setFont(font)
    for channel, rect in rects.items():
        painter.setPen(QColor(tokens.text if channel == chosen else tokens.muted))
        below = QRectF(rect.left() - 2, rect.bottom() + 2, rect.width() + 4, height - 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(channel))


def _cross(rect: QRectF) -> tuple[QLineF, QLineF]:
    inset = min(rect.width(), rect.height()) * _CROSS_SHARE
    inner = rect.adjusted(inset, inset, -inset, -inset)
    return QLineF(inner.topLeft(), inner.bottomRight()), QLineF(inner.topRight(), inner.bottomLeft())


def _draw_badge(painter: QPainter, rect: QRectF, text: str) -> None:
    tokens = theme().tokens
    font = painter.font()
    font.setPixelSize(SMALL)
    painter.setFont(font)
    width = painter.fontMetrics().horizontalAdvance(text) + 8
    place = QRect(int(rect.left()), int(rect.top()), width, SMALL + 5)
    painter.fillRect(place, QColor(tokens.accent))
    painter.setPen(QColor(tokens.surface))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
