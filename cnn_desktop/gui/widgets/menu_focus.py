"""The keyboard goes back to where it was when the menu of a button closes.

A click on a button that takes no focus gives it to the ground around the button, as Qt does with every click; whoever
then chose from the menu would find the keys of the tab dead.
"""

from __future__ import annotations

import weakref

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QMenu, QWidget


class MenuFocus(QObject):
    """Owned by `ground`, which takes the focus of clicks beside everything; `menu` is that of a button on it."""

    def __init__(self, ground: QWidget, menu: QMenu) -> None:
        super().__init__(ground)
        self._ground = ground
        self._before: weakref.ref[QWidget] | None = None
        menu.aboutToHide.connect(self._give_back)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is self._ground:
            self._before = weakref.ref(old) if old is not None and self._ground.isAncestorOf(old) else None

    @Slot()
    def _give_back(self) -> None:
        before, self._before = self._before() if self._before else None, None
        if before is not None and self._ground.hasFocus() and self._ground.isAncestorOf(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
