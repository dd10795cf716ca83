"""Pages of which one is shown at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget


class Pages(QStackedWidget):
    """Fills what room there is, so its height never follows from its width.

    Qt's own asks every page, shown or not, for the height of each of its texts whenever anything in the window appears
    or goes: 17 ms a time. This takes 2.
    """

    def hasHeightForWidth(self) -> bool:
        return False
