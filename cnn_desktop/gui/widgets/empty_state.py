"""What a view shows while it is empty: what will be there, and the one next action."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.label import IconLabel, Label, set_look

WIDTH = 480  # pixels; a sentence longer than this is hard to read


class EmptyState(QFrame):
    """Icon, title, one sentence, actions side by side. `body` is below them, for recent folders and the like.

    `set_dropping(True)` makes it a well while something is dragged over it; who takes the drop decides.
    """

    def __init__(
        self, icon_name: str, title: str, sentence: str, actions: Sequence[QPushButton] = (), *, role: str = "muted"
    ) -> None:
        super().__init__()
        self.setProperty("kind", "well")
        self._icon = IconLabel(icon_name, role, side=48)
        self._title = Label(title, size="title", wrap=True)
        self._sentence = Label(sentence, tone="muted", wrap=True)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setFixedWidth(WIDTH)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addStretch()
        for button in actions:
            row.addWidget(button)
        row.addStretch()
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(0)
        column.addStretch(4)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(2 * SPACE)
        column.addLayout(_centred(self._title))
        column.addSpacing(SPACE)
        column.addLayout(_centred(self._sentence))
        column.addSpacing(3 * SPACE)
        column.addLayout(row)
        column.addSpacing(2 * SPACE)
        column.addLayout(self.body)
        column.addStretch(5)

    def show_words(self, title: str, sentence: str) -> None:
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def show_icon(self, name: str, role: str = "muted") -> None:
        self._icon.show_icon(name, role)

    def set_dropping(self, is_dropping: bool) -> None:
        set_look(self, "dropping", "true" if is_dropping else "false")


def _centred(label: Label) -> QHBoxLayout:
    """Between stretches, not by alignment: an aligned label would get the height of its first line only."""
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(label)
    row.addStretch()
    return row
