"""Text in the sizes and the tones of the theme. Always plain and visible: names come from files."""

from __future__ import annotations

import html
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.icons import icon

# lead: as large as a heading, as light as text; figure: a number to be read from afar
Size = Literal["small", "body", "lead", "heading", "title", "figure"]
Tone = Literal["text", "muted", "accent", "success", "warning", "danger"]


class Label(QLabel):
    """A label that never reads its text as markup."""

    def __init__(self, text: str = "", *, size: Size = "body", tone: Tone = "text", wrap: bool = False) -> None:
        super().__init__(visible(text))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("type", size)
        self.setProperty("tone", tone)

    def setText(self, text: str) -> None:
        super().setText(visible(text))

    def set_tone(self, tone: Tone) -> None:
        set_look(self, "tone", tone)


class IconLabel(QWidget):
    """An icon that stands beside text: no text of its own, no focus."""

    def __init__(self, name: str, role: str = "muted", side: int = 16) -> None:
        super().__init__()
        self._name, self._role, self._side = name, role, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, role: str) -> None:
        self._name, self._role = name, role
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icon(self._name, self._role).paint(painter, self.rect())
        painter.end()


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet asks for, and let the style see it."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def tooltip(text: str) -> str:
    """`text` for setToolTip: wrapped, and never taken for markup whatever a file is called."""
    return f"<p style='white-space: pre-wrap'>{html.escape(visible(text))}</p>" if text else ""


def visible(text: str) -> str:
    """`text` with a mark for what cannot be shown, or would turn the rest around; its line breaks stay."""
    return "\n".join(shown_name(line) for line in text.split("\n"))
