"""A page of a window that has keys of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """Keeps the keyboard when it is clicked, and when the button that has it is hidden or disabled.

    Otherwise a click on its ground or on a button, which take no keyboard, would give it to what lies around the page,
    and Qt would hand it from a disabled button to whatever comes next in the window: Escape and the page's other keys
    would do nothing any more. Tab leaves the page as ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def focusNextPrevChild(self, is_forwards: bool) -> bool:
        before = self.window().focusWidget()
        is_asked_for = before is None or (before.isEnabled() and before.isVisible())  # by Tab
        has_moved = super().focusNextPrevChild(is_forwards)
        if is_asked_for or not self.isVisible():
            return has_moved
        after = self.window().focusWidget()
        if after is None or not self.isAncestorOf(after):
            self.setFocus()
        return True
