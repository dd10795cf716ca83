"""The newest frame, whole and as large as there is room. What is not live is greyed, and says what it is."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.theme import RADIUS, theme
from cnn_desktop.gui.widgets.live_marks import draw_chip, draw_note


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
            draw_note(painter, self.rect(), self._note, self._note_more)
        if self._chip:
            draw_chip(painter, self._chip, self._chip_role)
        painter.end()

    def _place(self) -> QRect:
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, max(1, size.width()), max(1, size.height()))
        place.moveCenter(self.rect().center())
        return place
