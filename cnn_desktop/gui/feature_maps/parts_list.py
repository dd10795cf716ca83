"""What each input channel adds to the sum: bars to both sides of zero, the largest first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.feature_maps.receipt_words import Part
from cnn_desktop.gui.theme import RADIUS, SPACE, theme

ROW = 24  # pixels
BAR = 8


class PartsList(QWidget):
    """A click, or Up and Down, chooses the input whose window is shown."""

    part_chosen = Signal(object)  # int: the input channel

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[Part, ...] = ()
        self._chosen = 0
        self._palette: Palette = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(4 * ROW)
        self.setAccessibleName("What each input adds")

    def show_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def show_parts(self, parts: tuple[Part, ...], chosen: int) -> None:
        self._parts, self._chosen = parts, chosen
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, ROW * min(12, len(self._parts)))

    @property
    def _listed(self) -> tuple[Part, ...]:
        """As many as there is room for; the last line is for the others together."""
        room = max(1, self.height() // ROW)
        return self._parts if len(self._parts) <= room else self._parts[: room - 1]

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._parts or not self._palette:
            return
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        span = max(*(abs(part.value) for part in self._parts), 1e-12)
        metrics = self.fontMetrics()
        names = metrics.horizontalAdvance("Input 0000") + SPACE
        figures = metrics.horizontalAdvance("−00.0000") + SPACE
        middle = names + (self.width() - names - figures) / 2
        half = max(8.0, (self.width() - names - figures) / 2 - SPACE)
        for number, part in enumerate(self._listed):
            row = QRect(0, number * ROW, self.width(), ROW)
            if part.channel == self._chosen:
                painter.setPen(QPen(QColor(tokens.accent), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tokens.selection))
                painter.drawRoundedRect(row.adjusted(0, 1, -1, -1), RADIUS - 2, RADIUS - 2)
            painter.setPen(QColor(tokens.text))
            inner = row.adjusted(SPACE // 2, 0, -SPACE // 2, 0)
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, f"Input {part.channel}")
            painter.drawText(
                inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words.number(part.value)
            )
            length = half * abs(part.value) / span
            left = middle if part.value >= 0 else middle - length
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._palette[224 if part.value >= 0 else 30]))
            painter.drawRect(QRectF(left, row.top() + (ROW - BAR) / 2, max(1.0, length), BAR))
        self._draw_rest(painter)
        painter.setPen(QPen(QColor(tokens.outline), 1))
        painter.drawLine(round(middle), 0, round(middle), ROW * len(self._listed))
        painter.end()

    def _draw_rest(self, painter: QPainter) -> None:
        listed = len(self._listed)
        rest = self._parts[listed:]
        if rest:
            row = QRect(SPACE // 2, listed * ROW, self.width() - SPACE, ROW)
            painter.setPen(QColor(theme().tokens.muted))
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, f"{len(rest):,} others together")
            together = words.number(sum(part.value for part in rest))
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, together)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = int(event.position().y()) // ROW
        if 0 <= number < len(self._listed):
            self.part_chosen.emit(self._listed[number].channel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        channels = [part.channel for part in self._listed]
        way = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if way is not None and self._chosen in channels:
            place = min(max(channels.index(self._chosen) + way, 0), len(channels) - 1)
            self.part_chosen.emit(channels[place])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)
