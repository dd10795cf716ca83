"""How the run stands, in one line at the top right of every tab. Pressing it goes to the run."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.theme import CONTROL, RADIUS, SPACE, theme

DOT = 8  # pixels
WIDEST = 440  # pixels


class StatusChip(QPushButton):
    """Hidden while there is nothing to tell."""

    def __init__(self) -> None:
        super().__init__()
        self._role = "muted"
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def show_status(self, text: str, role: str) -> None:
        """`role`: the token of the dot, which the words say too."""
        self._role = role
        text = shown_name(text)
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(min(WIDEST, self.fontMetrics().horizontalAdvance(self.text()) + DOT + 4 * SPACE), CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(10 * SPACE, CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, place = QPainter(self), theme().tokens, QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse():
            painter.setBrush(QColor(tokens.pressed if self.isDown() else tokens.raised))
            painter.drawRoundedRect(place, RADIUS, RADIUS)
        painter.setBrush(QColor(getattr(tokens, self._role)))
        painter.drawEllipse(QRectF(SPACE + SPACE / 2, (CONTROL - DOT) / 2, DOT, DOT))
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)
        painter.setPen(QColor(tokens.muted))
        words = self.rect().adjusted(SPACE + SPACE // 2 + DOT + SPACE, 0, -SPACE, 0)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
