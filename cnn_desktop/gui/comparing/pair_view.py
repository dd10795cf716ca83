"""Two mosaics that move together: side by side, or one over the other with a divider that wipes between them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import PairReady
from cnn_desktop.gui.feature_maps.mosaic import Mosaic
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.theme import SMALL, SPACE, theme

GRIP = 16  # pixels; the width of the divider that takes the pointer
STEP, LONG_STEP = 0.02, 0.1  # of the width, by an arrow key, and with Shift
LETTER = 20  # pixels; of the signs A and B
TOP = LETTER + SPACE // 2  # pixels above the maps


class PairedMosaic(Mosaic):
    """Says when it is zoomed, so that the other one follows."""

    zoomed = Signal(object, object)  # float, QPoint | None: the steps and where
    all_shown = Signal()

    def zoom(self, steps: float, at: QPoint | None = None) -> None:
        super().zoom(steps, at)
        self.zoomed.emit(steps, at)

    def follow_zoom(self, steps: float, at: QPoint | None) -> None:
        """As `zoom`, and nobody is told."""
        super().zoom(steps, at)

    @Slot()
    def fit(self) -> None:
        super().fit()
        self.all_shown.emit()

    def follow_fit(self) -> None:
        super().fit()


class PairView(QWidget):
    """`first` is A, at the left or over `second`, which is B."""

    channel_chosen = Signal(object)  # int
    channel_pointed = Signal(object)  # int | None
    layer_stepped = Signal(object)  # int

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = PairedMosaic(), PairedMosaic()
        self.divider = Divider(self)
        self._signs = (_Sign("A"), _Sign("B"))
        self._wipes = False
        for widget in (self.second, self.first, *self._signs):
            widget.setParent(self)
        self.divider.raise_()
        for mosaic, other, name in ((self.first, self.second, "A"), (self.second, self.first, "B")):
            mosaic.setAccessibleName(f"Channels of {name}")
            mosaic.zoomed.connect(other.follow_zoom)
            mosaic.all_shown.connect(other.follow_fit)
            mosaic.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
            mosaic.channel_chosen.connect(self.channel_chosen)
            mosaic.channel_pointed.connect(self.channel_pointed)
            mosaic.layer_stepped.connect(self.layer_stepped)
        self.divider.moved.connect(self._arrange)

    @property
    def wipes(self) -> bool:
        return self._wipes

    def wipe(self, is_wanted: bool) -> None:
        """One over the other, or side by side."""
        self._wipes = is_wanted
        self._arrange()

    def show_pair(self, pair: PairReady, order: Array) -> None:
        """`order` of the channels, where both have as many; otherwise each its own, by number."""
        for mosaic, maps in zip((self.first, self.second), pair.maps, strict=True):
            count = len(maps.levels)
            mosaic.show_maps(maps, order if len(order) == count else np.arange(count))

    def show_palette(self, palette: Palette) -> None:
        for mosaic in (self.first, self.second):
            mosaic.show_palette(palette)

    def show_channel(self, channel: int) -> None:
        for mosaic in (self.first, self.second):
            mosaic.show_channel(channel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """A above B, cut at the divider; or each in its half."""
        width, height, top = self.width(), max(1, self.height() - TOP), TOP
        self.divider.setVisible(self._wipes)
        at = round(width * self.divider.share) if self._wipes else width // 2
        if self._wipes:
            for mosaic in (self.first, self.second):
                mosaic.setGeometry(0, top, width, height)
            self.first.setMask(QRegion(0, 0, max(1, at), height))
            self.divider.setGeometry(at - GRIP // 2, top, GRIP, height)
        else:
            half = (width - 2 * SPACE) // 2
            self.first.clearMask()
            self.first.setGeometry(0, top, half, height)
            self.second.setGeometry(width - half, top, half, height)
        first, second = self._signs
        first.setGeometry(max(0, at - LETTER - SPACE) if self._wipes else 0, 0, LETTER, LETTER)
        second.setGeometry(min(width - LETTER, at + SPACE), 0, LETTER, LETTER)


class Divider(QWidget):
    """Dragged, or moved by the arrow keys, Home and End. `share` of the width shows A."""

    moved = Signal()

    def __init__(self, whole: QWidget) -> None:
        super().__init__(whole)
        self._whole = whole
        self.share = 0.5
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._say()

    def _say(self) -> None:
        self.setAccessibleName(f"Divider between A and B, at {100 * self.share:.0f} %")

    def move_to(self, share: float) -> None:
        """0: all of B, 1: all of A."""
        share = min(1.0, max(0.0, share))
        if share != self.share:
            self.share = share
            self._say()
            self.moved.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            place = self.mapToParent(event.position().toPoint()).x()
            self.move_to(place / max(1, self._whole.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = LONG_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        match event.key():
            case Qt.Key.Key_Left:
                self.move_to(self.share - step)
            case Qt.Key.Key_Right:
                self.move_to(self.share + step)
            case Qt.Key.Key_Home:
                self.move_to(0)
            case Qt.Key.Key_End:
                self.move_to(1)
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = GRIP // 2
        colour = QColor(tokens.accent if self.hasFocus() else tokens.text)
        painter.setPen(QPen(QColor(tokens.surface), 4))
        painter.drawLine(middle, 0, middle, self.height())
        painter.setPen(QPen(colour, 2))
        painter.drawLine(middle, 0, middle, self.height())
        grip = QRect(middle - 5, self.height() // 2 - 16, 10, 32)
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(grip, 5, 5)
        painter.end()


class _Sign(QWidget):
    """A or B over the maps; the pointer goes through it."""

    def __init__(self, letter: str) -> None:
        super().__init__()
        self._letter = letter
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.text))
        painter.drawRoundedRect(self.rect(), 4, 4)
        font = self.font()
        font.setPixelSize(SMALL + 1)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(tokens.surface))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter)
        painter.end()
