"""One line of arithmetic, as large as it can be on its line."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.gui.theme import BODY, theme
from cnn_desktop.gui.widgets.label import Tone, tooltip

LARGEST = 28  # pixels
WALL = 1200  # pixels: from this width on there is room for larger writing


class BigLine(QWidget):
    """`show_line`: what is computed, what it comes to, and every figure of that for the tooltip."""

    def __init__(self, name: str, largest: int = LARGEST, *, is_centred: bool = True, wall: int = WALL) -> None:
        """From the width `wall` on it is half as large again as `largest`."""
        super().__init__()
        self._wall = wall
        self._is_centred = is_centred
        self._working, self._result, self._tone = "", "", "text"
        self._usual = self._largest = largest
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._on_theme)

    @property
    def text(self) -> str:
        return f"{self._working}{self._result}"

    def show_line(self, working: str, result: str = "", exact: str = "", tone: Tone = "text") -> None:
        self._working, self._result, self._tone = working, result, tone
        self.setToolTip(tooltip(exact))
        self.setAccessibleDescription(self.text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self._largest + 14)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        larger = self._usual * 3 // 2 if self.width() >= self._wall else self._usual
        if larger != self._largest:
            self._largest = larger
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        plain, strong = self._fonts()
        width = QFontMetrics(plain).horizontalAdvance(self._working)
        spare = self.width() - width - QFontMetrics(strong).horizontalAdvance(self._result)
        left = max(0, spare // 2) if self._is_centred else 0
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(getattr(tokens, self._tone)))
        painter.setFont(plain)
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), middle, self._working)
        painter.setFont(strong)
        painter.drawText(self.rect().adjusted(left + width, 0, 0, 0), middle, self._result)
        painter.end()

    def _fonts(self) -> tuple[QFont, QFont]:
        plain = QFont(self.font())
        strong = QFont(plain)
        strong.setWeight(QFont.Weight.DemiBold)
        for font in (plain, strong):
            font.setPixelSize(self._largest)
        metrics, bold = QFontMetrics(plain), QFontMetrics(strong)
        width = metrics.horizontalAdvance(self._working) + bold.horizontalAdvance(self._result)
        if width > self.width():
            for font in (plain, strong):
                font.setPixelSize(max(BODY, self._largest * self.width() // width))
        return plain, strong

    @Slot()
    def _on_theme(self) -> None:
        self.update()
