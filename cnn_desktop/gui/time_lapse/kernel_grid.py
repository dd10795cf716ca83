"""The kernels of the first convolution as small colour pictures, at one epoch. Draws only."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.messages import FilmKernels
from cnn_desktop.gui.theme import SPACE, theme

_GAP = SPACE // 2  # pixels between two
_WIDEST = 56  # pixels of one


class KernelGrid(QWidget):
    """`show_kernels` and `show_place` say which; `show_channel` marks one."""

    def __init__(self) -> None:
        super().__init__()
        self._kernels: FilmKernels | None = None
        self._place = 0
        self._channel: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_kernels(self, kernels: FilmKernels | None) -> None:
        self._kernels = kernels
        count = kernels.pictures.shape[1] if kernels else 0
        self.setAccessibleName(f"{count} kernels of {kernels.layer}" if kernels else "No kernels")
        self.update()

    def show_place(self, place: int) -> None:
        self._place = place
        self.update()

    def show_channel(self, channel: int | None) -> None:
        """The one whose map is marked beside it."""
        self._channel = channel
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 80)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._kernels is None or self._place >= len(self._kernels.pictures):
            return
        painter = QPainter(self)
        pictures = self._kernels.pictures[self._place]
        columns, side = self._layout(len(pictures))
        for number, pixels in enumerate(pictures):
            row, column = divmod(number, columns)
            cell = QRect(column * (side + _GAP) + 1, row * (side + _GAP) + 1, side, side)
            height, width = pixels.shape[:2]
            painter.drawImage(cell, QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888))
            if number == self._channel:
                painter.setPen(QPen(QColor(theme().tokens.accent), 2))
                painter.drawRect(cell.adjusted(-1, -1, 0, 0))
        painter.end()

    def _layout(self, count: int) -> tuple[int, int]:
        """How many side by side, and how large each, so that all are in view."""
        width, height = self.width() - 2, self.height() - 2
        for side in range(_WIDEST, 3, -1):
            columns = max(1, (width + _GAP) // (side + _GAP))
            if math.ceil(count / columns) * (side + _GAP) - _GAP <= height:
                return columns, side
        return max(1, (width + _GAP) // (4 + _GAP)), 4
