"""Hiding what has the keyboard, so that it goes on at a place of the same page.

Qt gives the keyboard to whatever comes next in the window, often on another page: Escape and the other keys of the page
would do nothing any more.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def show_or_put_away(widget: QWidget, is_wanted: bool, *, instead: QWidget) -> None:
    """Show `widget`, or hide it; if it has the keyboard then, or something in it has, that goes to `instead`."""
    focused = widget.window().focusWidget()
    if not is_wanted and focused is not None and (focused is widget or widget.isAncestorOf(focused)):
        instead.setFocus()
    widget.setVisible(is_wanted)
