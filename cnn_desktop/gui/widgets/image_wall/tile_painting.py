"""One tile as a picture of its own: drawn once, then only copied while the wall scrolls.

Words stand below the image: class and confidence with a bar and the judgement, or true and predicted class with a
tick or a cross. No colour says anything that a word or a mark does not say as well.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap

from cnn_desktop.core.names import shown_name
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.icons import paint_icon
from cnn_desktop.gui.theme import RADIUS, SMALL, SPACE, theme
from cnn_desktop.gui.widgets.image_wall.tile import JUDGEMENTS, Tile
from cnn_desktop.gui.widgets.pixels import CORNER, draw_thumbnail, pixmap_of
from cnn_desktop.gui.widgets.probability_bars import draw_bar, percent

MARGIN = 8  # pixels around image and words
WORDS = 46  # pixels below the image
MOST = 400  # drawn tiles kept: some screens full, 20 to 40 MB

_LINE = 18  # pixels
_MARK = 12  # pixels; the icon of a judgement
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class DrawnTiles:
    """The tiles drawn last, of one size, theme and density."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[Path, tuple[Tile, bool, QPixmap]] = OrderedDict()

    def clear(self) -> None:
        """After a change of size, theme or font."""
        self._drawn.clear()

    def get(self, tile: Tile, has_picture: bool) -> QPixmap | None:
        """As it was drawn, where nothing else is known of it since."""
        kept = self._drawn.get(tile.file)
        if kept is None or kept[0] != tile or kept[1] != has_picture:
            return None
        self._drawn.move_to_end(tile.file)
        return kept[2]

    def draw(self, tile: Tile, pixels: Pixels | None, size: QSize, font: QFont, density: float) -> QPixmap:
        drawn = draw_tile(tile, pixels, size, font, density)
        self._drawn[tile.file] = tile, pixels is not None, drawn
        if len(self._drawn) > MOST:
            self._drawn.popitem(last=False)
        return drawn


def draw_tile(tile: Tile, pixels: Pixels | None, size: QSize, font: QFont, density: float) -> QPixmap:
    """A tile of `size` with its margin, on nothing: selection and hover lie below it."""
    pixmap = QPixmap(size * density)
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = size.width() - 2 * MARGIN
    picture = QRect(MARGIN, MARGIN, side, side)
    draw_thumbnail(painter, picture, None if pixels is None else pixmap_of(pixels))
    painter.setPen(QPen(QColor(theme().tokens.border), 1))  # a white image on white ground is still an image
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(picture).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
    if tile.mark:
        _draw_mark(painter, picture, tile.mark, font)
    words = QRect(MARGIN, MARGIN + side + 3, side, WORDS)
    if tile.true:
        _draw_comparison(painter, words, tile, font)
    else:
        _draw_answer(painter, words, tile, font)
    painter.end()
    return pixmap


def paint_ground(painter: QPainter, place: QRect, is_selected: bool, has_frame: bool, is_under_pointer: bool) -> None:
    """Below a tile. Selected: a ground and a line around it; the cursor: a stronger line."""
    tokens, ground = theme().tokens, QRectF(place).adjusted(3, 3, -3, -3)
    if is_selected or is_under_pointer:
        painter.setPen(QPen(QColor(tokens.accent), 1) if is_selected else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.selection if is_selected else tokens.raised))
        painter.drawRoundedRect(ground, RADIUS, RADIUS)
    if has_frame:
        painter.setPen(QPen(QColor(tokens.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground, RADIUS, RADIUS)


def paint_blank(painter: QPainter, place: QRect) -> None:
    """A tile that is not drawn yet."""
    side = place.width() - 2 * MARGIN
    painter.fillRect(QRect(place.x() + MARGIN, place.y() + MARGIN, side, side), QColor(theme().tokens.raised))


def _draw_answer(painter: QPainter, place: QRect, tile: Tile, font: QFont) -> None:
    """Class and confidence, a bar, and below it the doubt or the file's name."""
    tokens = theme().tokens
    is_unlike = tile.judgement == "unlike"
    _set_font(painter, font, QFont.Weight.Medium)
    line = QRect(place.left(), place.top(), place.width(), _LINE)
    figures = "" if tile.confidence is None else percent(tile.confidence)
    _text(painter, line, tile.class_name, figures, tokens.muted if is_unlike else tokens.text)
    if tile.confidence is not None:
        track = QRectF(place.left(), place.top() + 20, place.width(), 4)
        draw_bar(painter, track, tile.confidence, tokens.fill if not is_unlike else tokens.outline, tokens.pressed)
    _set_font(painter, font, QFont.Weight.Normal, SMALL)
    last = QRect(place.left(), place.top() + 27, place.width(), 16)
    if tile.judgement == "sure":
        _text(painter, last, tile.file.name, "", tokens.muted)
        return
    said, icon_name = JUDGEMENTS[tile.judgement]
    paint_icon(painter, QRect(last.left(), last.top() + 2, _MARK, _MARK), icon_name, "warning")
    _text(painter, last.adjusted(_MARK + 4, 0, 0, 0), said, "", tokens.warning)


def _draw_comparison(painter: QPainter, place: QRect, tile: Tile, font: QFont) -> None:
    """The true class; below it the predicted one, with a tick or a cross, or as in doubt: both may be right."""
    tokens = theme().tokens
    role, icon_name = ("success", "check") if tile.is_right else ("danger", "x")
    if tile.judgement != "sure":
        role, icon_name = "warning", JUDGEMENTS[tile.judgement][1]
    _set_font(painter, font, QFont.Weight.Medium)
    _text(painter, QRect(place.left(), place.top(), place.width(), _LINE), tile.true, "", tokens.text)
    _set_font(painter, font, QFont.Weight.Normal)
    mark = QRect(place.left(), place.top() + _LINE + 3, _MARK, _MARK)
    paint_icon(painter, mark, icon_name, role)
    line = QRect(place.left() + _MARK + 4, place.top() + _LINE, place.width() - _MARK - 4, _LINE)
    figures = "" if tile.confidence is None else percent(tile.confidence)
    _text(painter, line, tile.class_name, figures, getattr(tokens, role))


def _draw_mark(painter: QPainter, picture: QRect, mark: str, font: QFont) -> None:
    """A line across the foot of the picture, on a ground of its own."""
    tokens = theme().tokens
    _set_font(painter, font, QFont.Weight.Medium, SMALL)
    ground = QRect(picture.left(), picture.bottom() - _LINE - 3, picture.width(), _LINE + 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.selection))
    painter.drawRoundedRect(QRectF(ground), CORNER, CORNER)
    paint_icon(painter, QRect(ground.left() + 5, ground.top() + 5, _MARK, _MARK), "pencil-simple", "accent")
    _text(painter, ground.adjusted(_MARK + 10, 0, -4, 0), mark, "", tokens.text)


def _set_font(painter: QPainter, font: QFont, weight: QFont.Weight, pixels: int = 0) -> None:
    own = QFont(font)
    own.setWeight(weight)
    if pixels:
        own.setPixelSize(pixels)
    painter.setFont(own)


def _text(
    painter: QPainter,
    place: QRect,
    text: str,
    figures: str,
    colour: str,
) -> None:
    """`text` at the left, beside `figures` at the right; where there is no room for all of it, its middle is left out:
    names of classes and files often begin alike.
    """
    painter.setPen(QColor(colour))
    metrics = painter.fontMetrics()
    room = metrics.horizontalAdvance(figures) + SPACE // 2 if figures else 0
    shown = metrics.elidedText(shown_name(text), Qt.TextElideMode.ElideMiddle, max(0, place.width() - room))
    painter.drawText(place, _MIDDLE, shown)
    if figures:
        painter.drawText(place, _MIDDLE | Qt.AlignmentFlag.AlignRight, figures)
