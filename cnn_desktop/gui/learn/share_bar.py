"""A share of the whole, as a bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.gui.theme import theme

HEIGHT = 24  # pixels


class ShareBar(QWidget):
    """Of the true class in the colour of what is filled, of the others muted."""

    def __init__(self) -> None:
        super().__init__()
        self._share, self._is_right = 0.0, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._on_theme)

    def show_share(self, share: float, *, is_right: bool) -> None:
        self._share, self._is_right = share, is_right
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(whole, 4, 4)
        painter.setBrush(QColor(tokens.fill if self._is_right else tokens.outline))
        painter.drawRoundedRect(QRectF(whole.left(), whole.top(), self._share * whole.width(), whole.height()), 4, 4)
        painter.end()

    @Slot()
    def _on_theme(self) -> None:
        self.update()
