"""Who shows the camera just now, and whether any of them wants its frames classified. QtCore only."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

GRACE_MS = 1_500  # a camera takes a second to open: looking at another tab for a moment does not close it


class CameraHolders(QObject):
    """Says by `left` that nobody has shown it for a while."""

    left = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._classifies: dict[int, bool] = {}  # by identity: whether it wants frames classified
        self._grace = QTimer(self)
        self._grace.setSingleShot(True)
        self._grace.setInterval(GRACE_MS)
        self._grace.timeout.connect(self.left)

    @property
    def are_there(self) -> bool:
        return bool(self._classifies)

    @property
    def want_answers(self) -> bool:
        return any(self._classifies.values())

    def add(self, who: QObject, *, classifies: bool) -> None:
        self._classifies[id(who)] = classifies
        self._grace.stop()

    def remove(self, who: QObject) -> None:
        if self._classifies.pop(id(who), None) is not None and not self._classifies:
            self._grace.start()

    def expect_nobody(self) -> None:
        """The camera is closed already: `left` has nothing more to say."""
        self._grace.stop()
