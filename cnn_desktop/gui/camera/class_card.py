"""One class that pictures are recorded for: its key, its name, how many it has, and the newest of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from cnn_desktop.core.class_folders import ClassFolder
from cnn_desktop.gui.camera import collect_words
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label, set_look
from cnn_desktop.gui.widgets.thumbnail_strip import ThumbnailStrip

SIDE = 40  # pixels of a picture
MOST_SHOWN = 7


class ClassCard(QFrame):
    """A click, Return or its number chooses it."""

    chosen = Signal(object)  # its name
    rename_asked = Signal(object)  # its name

    def __init__(self, number: int) -> None:
        super().__init__()
        self._name = ""
        self.setProperty("kind", "choice")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title = ElidedLabel(size="heading")
        self._rename = buttons.icon_button("pencil-simple", "Rename the class")
        self._said = ElidedLabel(tone="muted")
        self._strip = ThumbnailStrip(SIDE)
        key = Label(str(number) if number <= 9 else "", size="small", tone="muted")
        key.setToolTip(f"Press {number} to choose it" if number <= 9 else "")
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self._title, 1)
        top.addWidget(key)
        top.addWidget(self._rename)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE // 2, SPACE // 2, SPACE // 2, SPACE + SPACE // 2)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._said)
        column.addSpacing(SPACE // 2)
        column.addWidget(self._strip)
        self._rename.clicked.connect(self._on_rename)

    def show_class(self, one: ClassFolder, *, is_chosen: bool, is_recording: bool) -> None:
        self._name = one.name
        self._title.setText(one.name)
        self._said.setText(collect_words.recording(one) if is_recording else collect_words.amount(one))
        self._said.set_tone("text" if is_chosen else "muted")
        set_look(self, "chosen", "true" if is_chosen else "false")
        self.setAccessibleName(f"{one.name}, {collect_words.amount(one)}{', chosen' if is_chosen else ''}")

    def show_pixmaps(self, pixmaps: Sequence[QPixmap]) -> None:
        self._strip.show_pixmaps(pixmaps[-MOST_SHOWN:])
        self._strip.setVisible(bool(pixmaps))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self._name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._on_rename()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.chosen.emit(self._name)
            case Qt.Key.Key_F2:
                self._on_rename()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _on_rename(self) -> None:
        self.rename_asked.emit(self._name)
