"""Where the network found a class, as a layer over the picture: orange speaks for it, blue against it.

Two hues that every kind of colour vision tells apart; how strong is told by how opaque, in even steps, nothing where
there is nothing.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.gui.theme import SMALL, theme

FOR, AGAINST = (255, 122, 0), (20, 110, 255)  # RGB


def evidence_pixmap(evidence: Array) -> QPixmap:
    """`evidence` (h, w), −1..1, as a layer of its own size."""
    strength = np.clip(np.abs(evidence), 0, 1).astype(np.float32)
    hue = np.where((evidence >= 0)[..., None], FOR, AGAINST)
    layer = np.empty((*evidence.shape, 4), np.uint8)
    layer[..., :3] = np.rint(hue * strength[..., None])  # premultiplied
    layer[..., 3] = np.rint(255 * strength)
    height, width = evidence.shape
    image = QImage(layer.data, width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied)
    return QPixmap.fromImage(image)


class EvidenceLegend(QWidget):
    """A small scale: against · nothing · for."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Orange speaks for the class, blue against it")

    def sizeHint(self) -> QSize:
        return QSize(200, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(SMALL)
        painter.setFont(font)
        words = ("against", "for")
        left, right = (painter.fontMetrics().horizontalAdvance(word) + 8 for word in words)
        bar = QRectF(left, self.height() / 2 - 4, max(1, self.width() - left - right), 8)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for at, colour in ((0.0, QColor(*AGAINST)), (0.5, QColor(tokens.raised)), (1.0, QColor(*FOR))):
            gradient.setColorAt(at, colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 4, 4)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words[0])
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words[1])
        painter.end()
