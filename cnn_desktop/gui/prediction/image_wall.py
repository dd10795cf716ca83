"""The wall of classified images: as many columns as fit, the keyboard moves the cursor, thousands scroll smoothly."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.prediction.tiles import TILE_ROLE, Tile, TileModel
from cnn_desktop.gui.theme import SMALL, SPACE, theme
from cnn_desktop.gui.widgets.pixels import draw_thumbnail
from cnn_desktop.gui.widgets.probability_bars import draw_bar, percent

NARROWEST = 136  # pixels; a tile with its margins
WORDS = 50  # pixels below the picture

_Index = QModelIndex | QPersistentModelIndex


class ImageWall(QListView):
    """Shows a `TileModel`; `tile_chosen` says which one the cursor is on."""

    tile_chosen = Signal(object)  # Tile

    def __init__(self, tiles: TileModel) -> None:
        super().__init__()
        self._tiles = tiles
        self.setModel(tiles)
        self.setItemDelegate(TileDelegate(tiles, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(40)
        self.setAccessibleName("Classified images")

    def choose_first(self) -> None:
        """Put the cursor on the first image, where it is on none."""
        if not self.currentIndex().isValid() and self._tiles.rowCount():
            self.setCurrentIndex(self._tiles.index(0, 0))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.tile_chosen.emit(self._tiles.tile(current.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out among the columns: no ragged edge at the right."""
        bar = self.verticalScrollBar().sizeHint().width()  # kept free, or the columns would jump when it comes
        width = self.contentsRect().width() - bar - 1
        columns = max(1, width // NARROWEST)
        side = width // columns
        self.setGridSize(QSize(side, side + WORDS))
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.viewport().update()


class TileDelegate(QStyledItemDelegate):
    """Draws one tile: picture, class and confidence, a bar, the file's name."""

    def __init__(self, tiles: TileModel, view: QListView) -> None:
        super().__init__(view)
        self._tiles, self._view = tiles, view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self._view.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tile: Tile = index.data(TILE_ROLE)
        tokens, place = theme().tokens, option.rect.adjusted(4, 4, -4, -4)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_under_pointer = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen or is_under_pointer:
            painter.setPen(QPen(QColor(tokens.accent), 2) if is_chosen else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selection if is_chosen else tokens.raised))
            painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), 6, 6)
        inner = place.adjusted(4, 4, -4, -4)
        draw_thumbnail(painter, QRect(inner.topLeft(), QSize(inner.width(), inner.width())), self._tiles.pixmap(tile))
        self._paint_words(painter, QRect(inner.left(), inner.top() + inner.width() + 4, inner.width(), 46), tile)
        painter.restore()

    def _paint_words(self, painter: QPainter, place: QRect, tile: Tile) -> None:
        tokens, font = theme().tokens, QFont(self._view.font())
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        figures = percent(tile.prediction.confidence)
        room = painter.fontMetrics().horizontalAdvance(figures) + SPACE // 2
        line = QRect(place.left(), place.top(), place.width(), 20)
        _text(painter, line.adjusted(0, 0, -room, 0), tile.prediction.class_name, tokens.text)
        painter.setPen(QColor(tokens.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figures)
        track = QRectF(place.left(), place.top() + 22, place.width(), 4)
        draw_bar(painter, track, tile.prediction.confidence, tokens.fill, tokens.pressed)
        font.setWeight(QFont.Weight.Normal)
        font.setPixelSize(SMALL)
        painter.setFont(font)
        _text(painter, QRect(place.left(), place.top() + 29, place.width(), 16), tile.file.name, tokens.muted)


def _text(painter: QPainter, place: QRect, text: str, colour: str) -> None:
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(shown_name(text), Qt.TextElideMode.ElideMiddle, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
