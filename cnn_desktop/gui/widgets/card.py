"""A card: a titled surface with one border. What it holds goes into `body`, what it offers into its title row."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets.elided_label import ElidedLabel


class Card(QFrame):
    """`body` is a column; add widgets and layouts to it. Without title and actions there is no title row."""

    def __init__(self, title: str = "", *, padding: int = 2 * SPACE) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._title = ElidedLabel(title, size="heading")
        self._row = QWidget(self)  # shown without a parent, it would be a window for a moment
        self._row.setMinimumHeight(CONTROL)
        self._row.setVisible(bool(title))
        self._actions = QHBoxLayout(self._row)
        self._actions.setContentsMargins(0, 0, 0, 0)
        self._actions.setSpacing(SPACE)
        self._actions.addWidget(self._title, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE)
        column = QVBoxLayout(self)
        column.setContentsMargins(padding, SPACE + SPACE // 2, padding, padding)
        column.setSpacing(SPACE)
        column.addWidget(self._row)
        column.addLayout(self.body, 1)
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)
        self._row.setVisible(bool(title) or self._actions.count() > 1)

    def add_action(self, widget: QWidget) -> None:
        """Put `widget` at the end of the title row."""
        self._actions.addWidget(widget)
        self._row.setVisible(True)


def carded(widget: QWidget) -> Card:
    """A card without a title around `widget`."""
    card = Card()
    card.body.addWidget(widget)
    return card
