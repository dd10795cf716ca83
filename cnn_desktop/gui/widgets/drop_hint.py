"""What a drop would do, while something is dragged over the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.icons import paint_icon
from cnn_desktop.gui.theme import HEADING, SPACE, theme

ICON = 32  # pixels


class DropHint(QWidget):
    """Lies over the whole of `covered`, and lets the drop through to it."""

    def __init__(self, covered: QWidget) -> None:
        super().__init__(covered)
        self._covered = covered
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setVisible(False)
        covered.installEventFilter(self)

    def show_hint(self, text: str) -> None:
        self._text = shown_name(text)
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.setVisible(bool(text))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(tokens.background)
        veil.setAlpha(225)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(QColor(tokens.accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(12, 12, -12, -12), 12, 12)
        middle = self.rect().center()
        paint_icon(painter, QRect(middle.x() - ICON // 2, middle.y() - ICON - SPACE, ICON, ICON), "tray", "accent")
        font = self.font()
        font.setPixelSize(HEADING)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(
            QRect(0, middle.y() + SPACE, self.width(), 3 * SPACE), Qt.AlignmentFlag.AlignCenter, self._text
        )
        painter.end()
