"""A row of pictures of what a channel saw: each tells its file and value, and a click goes there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.models.patches_model import MOST, Patch
from cnn_desktop.gui.widgets.label import tooltip
from cnn_desktop.gui.widgets.pixels import pixmap_of

SIDE = 36  # pixels; five of them and their name in the narrowest card


class PatchStrip(QWidget):
    """Empty places keep their room."""

    chosen = Signal(object)  # Patch

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._patches: tuple[Patch, ...] = ()
        self._buttons = [QToolButton() for _ in range(MOST)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for number, button in enumerate(self._buttons):
            button.setProperty("kind", "picture")
            button.setIconSize(QSize(SIDE, SIDE))
            button.setFixedSize(SIDE + 2, SIDE + 2)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._choose, number))
            row.addWidget(button)
        row.addStretch(1)
        self.show_patches(())

    def show_patches(self, patches: tuple[Patch, ...]) -> None:
        self._patches = patches
        for number, button in enumerate(self._buttons):
            patch = patches[number] if number < len(patches) else None
            button.setEnabled(patch is not None)
            button.setIcon(QIcon() if patch is None or patch.pixels is None else QIcon(pixmap_of(patch.pixels)))
            said = "" if patch is None else f"{words.number(patch.value, 3)} in {shown_name(patch.file.name)}"
            button.setToolTip(tooltip(f"{said}\nClick to look into this image" if said else ""))
            button.setAccessibleName(f"{self._name}: {said}" if said else self._name)

    def _choose(self, number: int) -> None:
        if number < len(self._patches):
            self.chosen.emit(self._patches[number])
