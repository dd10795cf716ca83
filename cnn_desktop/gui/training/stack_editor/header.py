"""The titles above the list of layers, with what each figure means."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnn_desktop.gui.theme import SMALL, theme
from cnn_desktop.gui.training.stack_editor.columns import TEXT, Span, columns
from cnn_desktop.gui.widgets.label import tooltip

_HEIGHT = 24
_HINTS = {
    "Layer": "From the image, at the top, to the classes.",
    "Settings": "Choose a row to change its settings.",
    "Output": "Height × width × channels of what the layer gives: ⌊(W − F + 2P) / S⌋ + 1 pixels a side, with the input "
    "W, the window F, the padding P and the stride S.",
    "Parameters": "The numbers that are learned.",
    "Multiply-adds": "Multiplications with an addition, for one image: how much work the layer is.",
    "Receptive field": "How many pixels of the image one value of the output can see.",
}


class Header(QWidget):
    """Paints itself, so that its titles stand exactly over the columns."""

    def __init__(self) -> None:
        super().__init__()
        self._row_width = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_width(self, row_width: int) -> None:
        self._row_width = row_width
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, _HEIGHT)

    def titles(self) -> tuple[tuple[str, Span, bool], ...]:
        """Each title with its place, and whether it stands at the right of it."""
        at = columns(self._row_width)
        figures = (("Output", at.output), ("Parameters", at.parameters))
        others = (("Multiply-adds", at.work), ("Receptive field", at.sight))
        return (
            ("Layer", at.title, False),
            ("Settings", (at.settings[0] + TEXT, at.settings[1] - TEXT), False),
            *((name, span, True) for name, span in (*figures, *others) if span is not None),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.fillRect(self.rect(), QColor(tokens.raised))
        font = QFont(self.font())
        font.setPixelSize(SMALL)
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        for title, (left, width), is_right in self.titles():
            side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRect(left, 0, width, self.height()), side | Qt.AlignmentFlag.AlignVCenter, title)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for title, (left, width), _ in self.titles():
                if left <= event.pos().x() < left + width:
                    QToolTip.showText(event.globalPos(), tooltip(_HINTS[title]), self)
                    return True
        return super().event(event)
