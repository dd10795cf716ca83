"""One line of text that changes while the pointer moves: painting only, no layout is asked to think again.

A label's new text lays the whole window out anew, which costs a frame.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.theme import BODY, HEADING, SMALL, theme
from cnn_desktop.gui.widgets.label import Size, Tone

_PIXELS = {"small": SMALL, "body": BODY, "heading": HEADING, "title": HEADING}


class TextLine(QWidget):
    """`widest` is the text it keeps room for; without it the line takes what room there is, and shortens its text."""

    def __init__(
        self,
        *,
        size: Size = "body",
        tone: Tone = "text",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        widest: str = "",
    ) -> None:
        super().__init__()
        self._text = ""
        self._tone, self._align, self._widest = tone, align, widest
        self._font = QFont(self.font())
        self._font.setPixelSize(_PIXELS[size])
        if size == "heading":
            self._font.setWeight(QFont.Weight.DemiBold)
        across = QSizePolicy.Policy.Fixed if widest else QSizePolicy.Policy.Expanding
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        if text != self._text:
            self._text = shown_name(text)
            self.setAccessibleName(self._text)
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font)
        return QSize(metrics.horizontalAdvance(self._widest) + 2 if self._widest else 80, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width() if self._widest else 24, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(QColor(getattr(theme().tokens, self._tone)))
        text = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self._align | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
