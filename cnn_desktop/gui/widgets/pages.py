"""Pages of which one is shown at a time."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Pages(QStackedWidget):
    """Fills what room there is, so its height never follows from its width.

    Qt's own asks every page, shown or not, for the height of each of its texts whenever anything in the window appears
    or goes: 17 ms a time. This takes 2.
    """

    def hasHeightForWidth(self) -> bool:
        return False


class CurrentPages(Pages):
    """Wants the room of the page that is shown, and not that of the largest."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.sizeHint() if page else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page else super().minimumSizeHint()

    def heightForWidth(self, width: int) -> int:
        """A scroll area asks, whatever `hasHeightForWidth` says."""
        page = self.currentWidget()
        return page.heightForWidth(width) if page else -1
