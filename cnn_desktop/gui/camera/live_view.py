"""The newest frame, whole and as large as there is room. What is not live is greyed, and says what it is."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.theme import RADIUS, SPACE, theme

_CHIP = 26  # pixels high
_DOT = 8


class LiveView(QWidget):
    """Told what to show; `show_chip` says in words and colour what it is."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._is_mirrored = self._is_stale = False
        self._chip, self._chip_role = "", "muted"
        self._note, self._note_more = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("What the camera sees")

    @property
    def has_picture(self) -> bool:
        return not self._image.isNull()

    def show_pixels(self, pixels: Pixels | None) -> None:
        """(h, w, 3) RGB; None: nothing."""
        if pixels is None:
            self._image = QImage()
        else:
            height, width = pixels.shape[:2]
            seen = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
            self._image = seen.convertToFormat(QImage.Format.Format_RGB32)  # its own memory, and painted faster
            if self._is_mirrored:
                self._image = self._image.flipped(Qt.Orientation.Horizontal)
        self.update()

    def mirror(self, is_mirrored: bool) -> None:
        if is_mirrored != self._is_mirrored:
            self._is_mirrored = is_mirrored
            self._image = self._image.flipped(Qt.Orientation.Horizontal)
            self.update()

    def show_chip(self, text: str, role: str = "muted") -> None:
        """A word in the corner, with a dot in the colour of the token `role`."""
        if (text, role) != (self._chip, self._chip_role):
            self._chip, self._chip_role = text, role
            self.setAccessibleDescription(text)
            self.update()

    def show_stale(self, note: str, more: str = "") -> None:
        """Grey what is shown, and say across it why; empty: it is as it should be."""
        self._note, self._note_more, self._is_stale = note, more, bool(note)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme().tokens
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.fillPath(path, QColor(tokens.raised))
        if self.has_picture:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            image = self._image.convertToFormat(QImage.Format.Format_Grayscale8) if self._is_stale else self._image
            painter.setOpacity(0.35 if self._is_stale else 1.0)
            painter.drawImage(self._place(), image)
            painter.setOpacity(1.0)
        if self._note:
            self._paint_note(painter)
        if self._chip:
            self._paint_chip(painter)
        painter.end()

    def _place(self) -> QRect:
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, max(1, size.width()), max(1, size.height()))
        place.moveCenter(self.rect().center())
        return place

    def _paint_chip(self, painter: QPainter) -> None:
        tokens = theme().tokens
        words = painter.fontMetrics().horizontalAdvance(self._chip)
        place = QRectF(SPACE + SPACE // 2, SPACE + SPACE // 2, words + _DOT + 3 * SPACE, _CHIP)
        ground = QColor(tokens.surface)
        ground.setAlpha(235)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(place, _CHIP / 2, _CHIP / 2)
        painter.setBrush(QColor(getattr(tokens, self._chip_role)))
        painter.drawEllipse(QRectF(place.left() + SPACE + 1, place.center().y() - _DOT / 2, _DOT, _DOT))
        painter.setPen(QColor(tokens.text))
        painter.drawText(place.adjusted(_DOT + 2 * SPACE, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self._chip)

    def _paint_note(self, painter: QPainter) -> None:
        tokens, font = theme().tokens, QFont(painter.font())
        more = painter.font()
        font.setPixelSize(20)
        font.setWeight(QFont.Weight.DemiBold)
        width = min(480, self.width() - 4 * SPACE)
        place = QRect((self.width() - width) // 2, self.height() // 2 - 44, width, 88)
        ground = QColor(tokens.surface)
        ground.setAlpha(235)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(place, RADIUS, RADIUS)
        painter.setPen(QColor(tokens.text))
        painter.setFont(font)
        above = place.adjusted(SPACE, SPACE, -SPACE, -44 if self._note_more else -SPACE)
        painter.drawText(above, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._note)
        painter.setFont(more)
        painter.setPen(QColor(tokens.muted))
        below = place.adjusted(SPACE, 44, -SPACE, -SPACE)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), self._note_more)
