"""The field that stands over a cell while somebody writes a number into it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cnn_desktop.gui.theme import CONTROL
from cnn_desktop.gui.widgets.label import set_look

NARROWEST = 72  # pixels


class CellEditor(QLineEdit):
    """Enter, Tab and leaving it finish; Esc cancels, and closes nothing else."""

    finished = Signal(object, object)  # str: what is written, bool: it was left
    cancelled = Signal()

    def __init__(self, table: QWidget, cell: QRect, text: str) -> None:
        super().__init__(table)
        place = QRect(0, 0, min(max(cell.width(), NARROWEST), table.width()), CONTROL)
        place.moveCenter(cell.center())
        place.moveLeft(min(max(place.left(), 0), table.width() - place.width()))
        place.moveTop(min(max(place.top(), 0), table.height() - place.height()))
        self.setGeometry(place)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName("Number of this cell")
        self.setText(text)
        if len(text) > 1:
            self.selectAll()
        self._is_done = False
        self.returnPressed.connect(self._on_return)
        self.show()
        self.setFocus()

    def show_invalid(self) -> None:
        set_look(self, "invalid", "true")

    def close_quietly(self) -> None:
        """Go, and say nothing more."""
        self._is_done = True
        self.hide()
        self.deleteLater()

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # ours, not of who would leave the page by it
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self._is_done:
            self.finished.emit(self.text(), True)

    @Slot()
    def _on_return(self) -> None:
        self.finished.emit(self.text(), False)
