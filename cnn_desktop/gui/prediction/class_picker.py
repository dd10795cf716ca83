"""Which class is it? A small popup: type to find one, or to name a new one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from cnn_desktop.core.names import quoted, shown_name
from cnn_desktop.gui.theme import SPACE

WIDTH, ROW, MOST_ROWS = 260, 28, 10  # pixels, pixels, rows


class ClassPicker(QFrame):
    """Closes itself when a class is chosen, by Escape, and by a click elsewhere. `allows_new`: unlisted ones."""

    class_chosen = Signal(str)

    def __init__(self, parent: QWidget, *, allows_new: bool = True) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._allows_new = allows_new
        self.setProperty("kind", "card")
        self._classes: tuple[str, ...] = ()
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search, or name a new class" if allows_new else "Search")
        self._search.setAccessibleName("Search for a class, or name a new one" if allows_new else "Search for a class")
        self._search.setClearButtonEnabled(True)
        self._list = QListWidget()
        self._list.setAccessibleName("Classes")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._search)
        column.addWidget(self._list)
        self.setFixedWidth(WIDTH)
        self._search.textChanged.connect(self._fill)
        self._search.returnPressed.connect(self._choose)
        self._list.itemClicked.connect(self._choose)

    def open_at(self, corner: QPoint, classes: tuple[str, ...], without: str) -> None:
        """Show it with its top left at `corner` (global), for all `classes` but the one it was taken for."""
        self._classes = tuple(name for name in classes if name != without)
        self._search.clear()
        self._fill()
        screen = self.screen().availableGeometry()
        left = min(corner.x(), screen.right() - self.width())
        self.move(max(screen.left(), left), min(corner.y(), screen.bottom() - self.sizeHint().height()))
        self.show()
        self._search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        row = self._list.currentRow() + step
        self._list.setCurrentRow(min(max(0, row), self._list.count() - 1))

    @Slot()
    def _fill(self) -> None:
        wanted = self._search.text().strip()
        self._list.clear()
        found = [name for name in self._classes if wanted.casefold() in name.casefold()]
        for name in found:
            self._add(shown_name(name), name)
        if self._allows_new and wanted and wanted not in self._classes:
            self._add(f"New class {quoted(wanted)}", wanted)
        self._list.setCurrentRow(0)
        rows = min(MOST_ROWS, max(1, self._list.count()))
        self._list.setFixedHeight(rows * ROW)
        self.adjustSize()

    def _add(self, text: str, name: str) -> None:
        item = QListWidgetItem(text)
        item.setSizeHint(QSize(0, ROW))
        item.setData(Qt.ItemDataRole.UserRole, name)
        self._list.addItem(item)

    @Slot()
    def _choose(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self.close()
            self.class_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
