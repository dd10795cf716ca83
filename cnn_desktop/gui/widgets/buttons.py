"""The buttons: one primary in a view, plain ones beside it, quiet ones for what is seldom needed."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.widgets.label import tooltip

Kind = Literal["primary", "plain", "quiet", "danger", "link"]

_ICON_ROLES = {"primary": "on_accent", "plain": "text", "quiet": "muted", "danger": "danger", "link": "accent"}


def primary(text: str, icon_name: str = "") -> QPushButton:
    """The one thing to do next."""
    return _button(text, icon_name, "primary")


def plain(text: str, icon_name: str = "") -> QPushButton:
    return _button(text, icon_name, "plain")


def quiet(text: str, icon_name: str = "") -> QPushButton:
    """Without a frame until the pointer is on it."""
    return _button(text, icon_name, "quiet")


def danger(text: str, icon_name: str = "") -> QPushButton:
    """What cannot be taken back."""
    return _button(text, icon_name, "danger")


def link(text: str, icon_name: str = "") -> QPushButton:
    """Looks like a link, reads like a button: for lists such as the recent folders."""
    return _button(text, icon_name, "link")


def icon_button(icon_name: str, name: str) -> QToolButton:
    """A square button without text; `name` is its tooltip and what a screen reader says."""
    button = QToolButton()
    button.setIcon(icon(icon_name, "muted"))
    button.setIconSize(QSize(16, 16))
    button.setProperty("kind", "quiet")
    button.setToolTip(tooltip(name))
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def allow(button: QPushButton | QToolButton, reason_not: str = "") -> None:
    """Enable `button`, or disable it and say why in its tooltip."""
    button.setEnabled(not reason_not)
    button.setToolTip(tooltip(reason_not))


def _button(text: str, icon_name: str, kind: Kind) -> QPushButton:
    button = QPushButton()
    dress(button, text, icon_name, kind)
    return button


def dress(button: QPushButton, text: str, icon_name: str = "", kind: Kind = "plain") -> None:
    """Make a button of one's own look like the others."""
    button.setText(text)
    button.setProperty("kind", kind)
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves no focus ring behind; the keyboard shows one
    if icon_name:
        button.setIcon(icon(icon_name, _ICON_ROLES[kind]))
        button.setIconSize(QSize(20, 16))  # 4 pixels more than the icon, towards the text
