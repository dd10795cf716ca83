"""The weights behind one channel: as a colour picture where they look at the image, else a tile for each input."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.messages import KernelsReady
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.feature_maps.mosaic_image import arranged
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.theme import theme

HEIGHT = 64  # pixels
GAP = 2
SMALLEST = 14  # pixels; the side of a tile
MIDDLE = 127  # the level of zero
PICTURE = 72  # pixels; a kernel as a colour picture
WIDEST = 16_777_215  # pixels; Qt's word for any


class KernelView(QWidget):
    """The inputs with the largest weights first, as many as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._kernels: KernelsReady | None = None
        self._palette: Palette = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The weights of the channel")

    def show_kernels(self, kernels: KernelsReady | None) -> None:
        self._kernels = kernels
        is_picture = kernels is not None and kernels.picture is not None
        self.setMaximumWidth(PICTURE if is_picture else WIDEST)
        self.updateGeometry()
        self.update()

    def show_palette(self, palette: Palette) -> None:
        """For signed values."""
        self._palette = palette
        self.update()

    @property
    def shown(self) -> int:
        """How many inputs there is room for."""
        if self._kernels is None or self._kernels.kernel is None:
            return 0
        inputs = int(self._kernels.kernel.shape[2])
        return min(inputs, self._columns(inputs) * self._rows(inputs))

    def sizeHint(self) -> QSize:
        return QSize(200, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(PICTURE, self._height())

    def _height(self) -> int:
        kernels = self._kernels
        return PICTURE if kernels is not None and kernels.picture is not None else HEIGHT

    def _side(self, inputs: int) -> int:
        """Of a tile: the largest with which all inputs are seen, if there is one."""
        for side in range(HEIGHT, SMALLEST, -2):
            if ((self.width() + GAP) // (side + GAP)) * ((HEIGHT + GAP) // (side + GAP)) >= inputs:
                return side
        return SMALLEST

    def _columns(self, inputs: int) -> int:
        return max(1, (self.width() + GAP) // (self._side(inputs) + GAP))

    def _rows(self, inputs: int) -> int:
        return max(1, (HEIGHT + GAP) // (self._side(inputs) + GAP))

    def paintEvent(self, event: QPaintEvent) -> None:
        kernels = self._kernels
        if kernels is None or kernels.kernel is None or not self._palette:
            return
        painter = QPainter(self)
        if kernels.picture is not None:
            self._draw_picture(painter, kernels.picture)
        else:
            self._draw_tiles(painter, kernels)
        painter.end()

    def _draw_picture(self, painter: QPainter, picture: Pixels) -> None:
        picture = np.ascontiguousarray(picture)
        rows, columns = picture.shape[:2]
        image = QImage(picture.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        place = QRect(0, 0, PICTURE * columns // max(rows, columns), PICTURE * rows // max(rows, columns))
        painter.drawImage(place, image)
        painter.setPen(QPen(QColor(theme().tokens.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(0, 0, -1, -1))

    def _draw_tiles(self, painter: QPainter, kernels: KernelsReady) -> None:
        kernel = kernels.kernel
        if kernel is None:
            return
        count, side = self.shown, self._side(kernel.shape[2])
        strongest = kernel[:, :, kernels.order[:count]].transpose(2, 0, 1)
        span = max(float(np.abs(strongest).max()), 1e-12)  # of this channel: a weak one is seen too
        levels = np.clip(np.rint(strongest / span * MIDDLE) + MIDDLE, 0, 2 * MIDDLE).astype(np.uint8)
        rows, columns = levels.shape[1:]
        wide = max(1, side * columns // max(rows, columns))
        high = max(1, side * rows // max(rows, columns))
        pitch = (side + GAP, side + GAP)
        canvas = arranged(levels, np.zeros(count, bool), self._columns(kernel.shape[2]), wide, high, pitch)
        image = QImage(canvas.data, canvas.shape[1], canvas.shape[0], canvas.shape[1], QImage.Format.Format_Indexed8)
        image.setColorTable(list(self._palette))
        painter.drawImage(QPoint(0, 0), image)
