"""A fold: what few people need, one click away, with the values in force beside its title while it is closed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.elided_label import ElidedLabel


class Fold(QWidget):
    """`body` is what it hides, a column. Closed at first."""

    opened = Signal(object)  # bool: opened or closed

    def __init__(self, title: str, summary: str = "") -> None:
        super().__init__()
        self._title = title
        self._button = QPushButton(title)
        self._button.setProperty("kind", "fold")
        self._button.setAutoDefault(False)
        self._button.setIconSize(QSize(12, 12))
        self._button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._summary = ElidedLabel(summary, tone="muted")
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE)

        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._button)
        row.addWidget(self._summary, 1)
        row.addStretch()  # keeps the title at its place while the summary is hidden
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(row)
        column.addWidget(self._content)

        self._button.clicked.connect(self._toggle)
        self.set_open(False)

    @property
    def is_open(self) -> bool:
        return not self._content.isHidden()

    def set_open(self, is_open: bool) -> None:
        self._content.setVisible(is_open)
        self._summary.setVisible(not is_open)
        self._button.setIcon(icon("caret-down" if is_open else "caret-right", "muted"))
        self._button.setAccessibleName(f"{self._title}, {'open' if is_open else 'closed'}")

    def show_summary(self, summary: str) -> None:
        """The values in force, shown while the fold is closed."""
        self._summary.setText(summary)

    def show_title(self, title: str) -> None:
        self._title = title
        self._button.setText(title)
        self.set_open(self.is_open)

    @Slot()
    def _toggle(self) -> None:
        self.set_open(not self.is_open)
        self.opened.emit(self.is_open)
