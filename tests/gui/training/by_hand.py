"""What a person sees of the tab, and clicks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

HOSTILE = "<b>bold</b><img src='file:///etc/passwd'> & co"  # a name


def buttons(within) -> list[str]:
    """What the visible buttons say."""
    return [button.text() for button in within.findChildren(QPushButton) if button.isVisible() and button.text()]


def button(within, text: str) -> QPushButton:
    """The visible button that says `text`."""
    found = (one for one in within.findChildren(QPushButton) if one.text() == text)
    return next(one for one in found if one.isVisible())


def click(qtbot, within, text: str) -> None:
    qtbot.mouseClick(button(within, text), Qt.MouseButton.LeftButton)


def said(within) -> str:
    """All that the visible labels say."""
    return "\n".join(label.text() for label in within.findChildren(QLabel) if label.isVisible()).replace("\xa0", " ")
