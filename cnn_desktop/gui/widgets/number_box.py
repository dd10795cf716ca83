"""A number with its unit, to type or to step through; its text stands where that of other fields does."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox

from cnn_desktop.gui.theme import SPACE


class NumberBox(QSpinBox):
    def __init__(self, least: int, most: int, unit: str, name: str) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setSuffix(f" {unit}")
        self.setAccessibleName(name)
        self.lineEdit().setTextMargins(SPACE - 2, 0, 0, 0)  # a style sheet's padding does not reach it
