"""The few questions and answers that need a window of their own: closing while training, the keys, about."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from typing import Literal, TypeAlias

import PySide6
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

import cnn_desktop
from cnn_desktop.core import paths
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label

Answer: TypeAlias = Literal["keep", "stop", "back"]

MOST_KEYS_HIGH = 480  # pixels of the list: a screen 800 high has room for it


class Dialog(QDialog):
    """Title, sentence, whatever is between, and a row of buttons, as large as they need. Escape is the way back."""

    def __init__(self, parent: QWidget | None, title: str, sentence: str, width: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleDescription(sentence)
        said = Label(sentence, tone="muted", wrap=True)
        said.setFixedWidth(width)  # a layout knows the height of wrapped text by its width only
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE)
        self._buttons.addStretch()
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(Label(title, size="heading"))
        column.addWidget(said)
        column.addLayout(self.body)
        column.addSpacing(2 * SPACE)
        column.addLayout(self._buttons)

    def add_button(self, button: QPushButton) -> None:
        self._buttons.addWidget(button)


def show(dialog: Dialog) -> None:
    """Open `dialog` over its window; it is gone when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


class CloseDialog(Dialog):
    """Asked when the window is closed while it trains. Nothing is lost by any answer."""

    def __init__(self, parent: QWidget | None, run: str) -> None:
        super().__init__(
            parent,
            "A network is still training",
            f"“{run}” has not finished. It can go on without this window, or stop here with its best epoch kept.",
            width=544,
        )
        self.answer: Answer = "back"
        back = buttons.plain("Go back")
        back.clicked.connect(self.reject)
        stop = buttons.plain("Stop and keep the best", "stop")
        stop.clicked.connect(self._on_stop)
        keep = buttons.primary("Keep training in the background", "moon")
        keep.clicked.connect(self._on_keep)
        for button in (back, stop, keep):
            self.add_button(button)
        keep.setDefault(True)

    @Slot()
    def _on_keep(self) -> None:
        self.answer = "keep"
        self.accept()

    @Slot()
    def _on_stop(self) -> None:
        self.answer = "stop"
        self.accept()


class KeysDialog(Dialog):
    """Every shortcut of the window, under the name of where it works; scrolled where the screen is too low."""

    def __init__(self, parent: QWidget | None, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        super().__init__(parent, "Keys", "Everything else is reached with Tab, the arrow keys and Space.", width=640)
        inside = QWidget()
        inside.setProperty("kind", "plain")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 2 * SPACE, 0)
        grid.setHorizontalSpacing(4 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(0, 1)
        for title, keys in groups:
            grid.addWidget(Label(title, size="heading"), grid.rowCount(), 0, 1, 2)
            for what, key in keys:
                row = grid.rowCount()
                grid.addWidget(Label(what), row, 0)
                grid.addWidget(Label(key, tone="muted"), row, 1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumWidth(inside.sizeHint().width() + 2 * SPACE)
        scroll.setFixedHeight(min(inside.sizeHint().height(), MOST_KEYS_HIGH))
        self.body.addSpacing(SPACE)
        self.body.addWidget(scroll)
        close = buttons.plain("Close")
        close.clicked.connect(self.accept)
        self.add_button(close)


class AboutDialog(Dialog):
    """What this is, which versions, and where things are kept."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(
            parent,
            f"{paths.TITLE} {cnn_desktop.__version__}",
            "Train an image classifier on your own folders of pictures, use it, and see what every layer does. "
            "Everything stays on this computer.",
            width=480,
        )
        self._facts = about_facts()
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(1, 1)
        for row, (what, value) in enumerate(self._facts):
            grid.addWidget(Label(what, tone="muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            shown = Label(value, wrap=True)
            shown.setFixedWidth(370)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(shown, row, 1)
        self.body.addSpacing(SPACE)
        self.body.addLayout(grid)
        copy = buttons.plain("Copy", "copy")
        copy.clicked.connect(self._copy)
        close = buttons.plain("Close")
        close.clicked.connect(self.accept)
        self.add_button(copy)
        self.add_button(close)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(f"{what}: {value}" for what, value in self._facts))


def about_facts() -> tuple[tuple[str, str], ...]:
    """What helps to find a fault, and where things are."""
    return (
        ("Python", platform.python_version()),
        ("Qt for Python", str(PySide6.__version__)),
        ("System", platform.platform()),
        ("Settings", str(paths.settings_file())),
        ("Logs", str(paths.log_folder())),
        ("Licence", "Apache-2.0. The font Inter is under the SIL Open Font License, the Phosphor icons under MIT."),
    )
