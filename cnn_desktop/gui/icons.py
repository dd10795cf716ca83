"""Icons: QtAwesome's Phosphor, one family and one stroke, drawn in a token's colour.

An icon looks its colour up when it is painted, so it follows the theme without being made again.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap

from cnn_desktop.gui.theme import theme

if TYPE_CHECKING:
    from qtawesome.iconic_font import IconicFont

FAMILY = "ph"


@functools.cache
def icon(name: str, role: str = "text") -> QIcon:
    """The Phosphor icon `name` ("folder-open") in the colour of the token `role`.

    Raises KeyError for a name that Phosphor has not.
    """
    return QIcon(TokenIconEngine(_font().charmap[FAMILY][name], role))


def paint_icon(painter: QPainter, rect: QRect, name: str, role: str = "text") -> None:
    """Draw an icon into `rect`, for views that paint themselves."""
    _draw(painter, rect, _font().charmap[FAMILY][name], getattr(theme().tokens, role))


class TokenIconEngine(QIconEngine):
    """Draws one character of the icon font, at the left of a place wider than high (the rest keeps text away).

    Cannot be cloned (PySide6 would not keep the clone alive), so an `icon` must not be changed by addPixmap or addFile.
    """

    def __init__(self, character: str, role: str) -> None:
        super().__init__()
        self._character, self._role = character, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        tokens = theme().tokens
        colour = tokens.disabled if mode == QIcon.Mode.Disabled else getattr(tokens, self._role)
        _draw(painter, rect, self._character, colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap


def _draw(painter: QPainter, rect: QRect, character: str, colour: str) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    side = min(rect.width(), rect.height())
    square = QRect(rect.left(), rect.top() + (rect.height() - side) // 2, side, side)
    painter.setFont(_font().font(FAMILY, side))
    painter.setPen(QColor(colour))
    painter.drawText(square, Qt.AlignmentFlag.AlignCenter, character)
    painter.restore()


@functools.cache
def _font() -> IconicFont:
    """Phosphor alone: QtAwesome's own instance loads all eleven of its fonts (36 ms; this one takes 7)."""
    from qtawesome.iconic_font import IconicFont

    fonts: tuple[Any, ...] = (FAMILY, "phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json")
    return IconicFont(fonts)
