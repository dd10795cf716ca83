"""Keep the keyboard's focus in a page whose focused widget goes: Qt would move it to what comes next in the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget


class KeptFocus(QObject):
    """Owned by `page`. `place` is what is shown of it now; there the first widget that takes keys gets the focus."""

    def __init__(self, page: QWidget, place: Callable[[], QWidget | None]) -> None:
        super().__init__(page)
        self._page, self._place = page, place
        self._lost: QWidget | None = None
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.timeout.connect(self._bring_back)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is None or not self._page.isAncestorOf(old):
            return
        if new is None or not self._page.isAncestorOf(new):
            self._lost = old
            self._look.start(0)  # by then it is known whether it went, or was left

    @Slot()
    def _bring_back(self) -> None:
        lost, self._lost = self._lost, None
        if lost is None or not self._page.isVisible() or (lost.isVisible() and lost.isEnabled()):
            return
        if (found := first_in(self._place())) is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)


def first_in(place: QWidget | None) -> QWidget | None:
    """The first widget of `place` that the Tab key reaches; None where there is none."""
    found = place.nextInFocusChain() if place else None
    while place is not None and found is not None and found is not place:
        reaches = bool(found.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
        if reaches and place.isAncestorOf(found) and found.isVisible() and found.isEnabled():
            return found
        found = found.nextInFocusChain()
    return None
