"""The image as the network sees it, with the part that one unit looks at."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.receptive_field import Box
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.widgets.live_marks import draw_note
from cnn_desktop.gui.widgets.pixels import CORNER, draw_thumbnail, fitted, large_enough

VEIL = 96  # of 255: how far what is not looked at steps back
STALE = 0.35  # how strong a picture is that is not live any more
LEAST = 96  # pixels; where there is little room, the answers below are whole first
SMALL = 12  # pixels; a smaller field gets a frame of this side around it, and no veil


class FieldPicture(QWidget):
    """The image as large as it can be; outside the field it is veiled."""

    def __init__(self) -> None:
        super().__init__()
        self._pixmap = QPixmap()
        self._box: Box | None = None
        self._inner: Box | None = None
        self._layer = QPixmap()  # over the image; null: none
        self._opacity = 1.0
        self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("The image as the network sees it")

    def show_pixmap(self, pixmap: QPixmap) -> None:
        self._pixmap = pixmap
        self.update()

    def show_layer(self, layer: QPixmap, opacity: float) -> None:
        """Over the image, in place of the veil; a null pixmap takes it away."""
        self._layer, self._opacity = layer, opacity
        self.update()

    def show_note(self, note: str) -> None:
        """Why the picture is not live any more: it steps back behind these words. Empty: it is as it should be."""
        if note != self._note:
            self._note = note
            self.setAccessibleDescription(note)
            self.update()

    def show_field(self, box: Box | None) -> None:
        """In pixels of what the network sees; None: nothing is marked."""
        if box != self._box:
            self._box = box
            self.update()

    def show_inner(self, box: Box | None) -> None:
        """What of the field counts most; None: that is not marked."""
        self._inner = box
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, LEAST)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pixmap.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme().tokens.raised))
            painter.drawRoundedRect(self.rect(), CORNER, CORNER)
        else:
            place = fitted(self._pixmap, self.rect())
            painter.setOpacity(STALE if self._note else 1)
            draw_thumbnail(painter, QRect(place), self._pixmap)
            painter.setOpacity(1)
            if not self._layer.isNull():
                painter.setOpacity(self._opacity)
                draw_thumbnail(painter, QRect(place), self._layer)
                painter.setOpacity(1)
            if self._box is not None:
                self._draw_field(painter, QRectF(place), self._box)
            if self._inner is not None:
                self._draw_inner(painter, self._on_screen(QRectF(place), self._inner))
        if self._note:
            draw_note(painter, self.rect(), self._note)
        painter.end()

    def _on_screen(self, place: QRectF, box: Box) -> QRectF:
        across, down = place.width() / self._pixmap.width(), place.height() / self._pixmap.height()
        return QRectF(
            place.left() + box.left * across, place.top() + box.top * down, box.width * across, box.height * down
        )

    def _draw_inner(self, painter: QPainter, field: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 160), 3))
        painter.drawRect(field)
        painter.setPen(QPen(QColor("#ffffff"), 1, Qt.PenStyle.DashLine))
        painter.drawRect(field)

    def _draw_field(self, painter: QPainter, place: QRectF, box: Box) -> None:
        exact = self._on_screen(place, box)
        field = large_enough(exact, SMALL, place)
        if field is exact and self._layer.isNull():
            outside, hole = QPainterPath(), QPainterPath()
            outside.addRoundedRect(place, CORNER, CORNER)
            hole.addRect(field)
            painter.fillPath(outside.subtracted(hole), QColor(10, 12, 16, VEIL))
        inner = field.adjusted(1, 1, -1, -1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 160), 4))
        painter.drawRect(inner)
        painter.setPen(QPen(QColor("#ffffff"), 2))
        painter.drawRect(inner)
