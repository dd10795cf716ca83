"""The row of tabs at the top: a tab bar with room between icon and text, which style sheets cannot give."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QTabBar

from cnn_desktop.gui.icons import paint_icon
from cnn_desktop.gui.theme import CONTROL, RADIUS, SPACE, theme

ICON = 16  # pixels


class TabRow(QTabBar):
    """A QTabBar, so arrow keys, shortcuts and screen readers know it; only its painting is ours."""

    def __init__(self) -> None:
        super().__init__()
        self._icons: list[str] = []
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Tabs")

    def add(self, text: str, icon_name: str) -> None:
        self._icons.append(icon_name)
        self.addTab(text)

    def tabSizeHint(self, index: int) -> QSize:
        text = QFontMetrics(self._tab_font()).horizontalAdvance(self.tabText(index))
        return QSize(text + ICON + SPACE + 3 * SPACE + SPACE // 2, CONTROL)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._tab_font())
        for index in range(self.count()):
            self._paint_tab(painter, index)
        painter.end()

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        tokens = theme().tokens
        place = self.tabRect(index).adjusted(0, 0, -SPACE // 2, 0)
        is_current = index == self.currentIndex()
        is_under_pointer = place.contains(self.mapFromGlobal(self.cursor().pos())) and self.underMouse()
        painter.setPen(Qt.PenStyle.NoPen)
        if is_current or is_under_pointer:
            painter.setBrush(QColor(tokens.pressed if is_current else tokens.raised))
            painter.drawRoundedRect(place, RADIUS, RADIUS)
        if is_current and self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)
        role = "text" if is_current else "muted"
        left = place.left() + SPACE + SPACE // 2
        paint_icon(painter, QRect(left, place.top() + (CONTROL - ICON) // 2, ICON, ICON), self._icons[index], role)
        painter.setPen(QColor(getattr(tokens, role)))
        words = QRect(left + ICON + SPACE, place.top(), place.width(), CONTROL)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.tabText(index))

    def _tab_font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Medium)
        return font
