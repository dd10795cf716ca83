"""The image as the network sees it, its few pixels shown as they are, and beside it how it became so."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pixels import pixmap_of

SIDE = 112  # pixels


class SeenPanel(QWidget):
    """Empty until it is known what the network saw."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = _Pixels()
        self._title = Label("As the network sees it")
        self._words = Label(tone="muted", size="small", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(SPACE // 2)
        words.addWidget(self._title)
        words.addWidget(self._words)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def show_seen(self, seen: Pixels | None, words: str) -> None:
        """`seen` (side, side, 1 or 3)."""
        self._picture.show_pixels(seen)
        self._words.setText(words)

    def show_layer(self, layer: QPixmap | None, opacity: float) -> None:
        """Where it looked, over what it saw."""
        self._picture.show_layer(layer, opacity)


class _Pixels(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._pixmap, self._layer, self._opacity = QPixmap(), QPixmap(), 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The image as the network sees it")

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def show_pixels(self, seen: Pixels | None) -> None:
        if seen is not None and seen.shape[2] == 1:
            seen = np.repeat(seen, 3, axis=2)
        self._pixmap = QPixmap() if seen is None else pixmap_of(seen)
        self._layer = QPixmap()
        self.update()

    def show_layer(self, layer: QPixmap | None, opacity: float) -> None:
        self._layer, self._opacity = layer or QPixmap(), opacity
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, place = QPainter(self), QRect(0, 0, SIDE, SIDE)
        painter.fillRect(place, QColor(theme().tokens.raised))
        if not self._pixmap.isNull():
            is_small = self._pixmap.width() < SIDE * self.devicePixelRatioF()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_small)
            painter.drawPixmap(place, self._pixmap)
        if not self._layer.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setOpacity(self._opacity)
            painter.drawPixmap(place, self._layer)
        painter.end()
