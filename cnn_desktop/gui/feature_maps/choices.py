"""A choice of one among few, for a row of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QListView

from cnn_desktop.gui.widgets.label import tooltip


def choice(name: str, rows: Sequence[tuple[str, str]]) -> QComboBox:
    """`rows` are what is meant, and how it is called."""
    combo = QComboBox()
    combo.setView(QListView())  # the plain popup of Fusion takes no style
    combo.setAccessibleName(name)
    combo.setToolTip(tooltip(name))
    combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for key, text in rows:
        combo.addItem(text, key)
    return combo
