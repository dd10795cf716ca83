"""Draws an edge of the layer rail: an arrow to the next layer, or a line below the row with an arrow at its end."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

LANE = 7  # pixels from one lane to the next
HEAD = 4  # pixels; the arrow's
CORNER = 4.0


def draw_edge(painter: QPainter, source: QRect, target: QRect, lane: int, colour: QColor, width: int) -> None:
    """`source` and `target` are where the two layers are drawn."""
    painter.setPen(QPen(colour, width))
    painter.setBrush(colour)
    if lane == 0:
        y = source.center().y() + 0.5
        end = QPointF(target.left() - 1, y)
        painter.drawLine(QPointF(source.right() + 1, y), end - QPointF(HEAD, 0))
        _draw_head(painter, end, QPointF(HEAD, 0), QPointF(0, HEAD - 1))
        return
    start = QPointF(source.center().x() + 10, source.bottom() + 1)  # beside those that come in
    end = QPointF(target.center().x() - 10, target.bottom() + 2)
    y = source.bottom() + LANE * lane + 1.5
    path = QPainterPath(start)
    corner = min(CORNER, y - start.y())
    path.lineTo(start.x(), y - corner)
    path.quadTo(start.x(), y, start.x() + corner, y)
    path.lineTo(end.x() - corner, y)
    path.quadTo(end.x(), y, end.x(), y - corner)
    path.lineTo(end + QPointF(0, 1))
    painter.strokePath(path, painter.pen())
    _draw_head(painter, end, QPointF(0, -HEAD), QPointF(HEAD - 1, 0))


def _draw_head(painter: QPainter, tip: QPointF, along: QPointF, across: QPointF) -> None:
    painter.drawPolygon(QPolygonF([tip, tip - along + across, tip - along - across]))
