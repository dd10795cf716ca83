"""What the marks stand for, and a way to take all images of a kind by keyboard or click."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.projection import marks
from cnn_desktop.gui.projection.marks import Mark
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets.flow import FlowLayout
from cnn_desktop.gui.widgets.label import Label, tooltip

MOST = 16  # kinds that are listed: so many can be told apart
SIDE = 13  # pixels; of a mark
WIDEST = 132  # pixels; of a kind's name
FEW = 4  # kinds that have room for names twice as wide


class Legend(QWidget):
    kind_chosen = Signal(object)  # int

    def __init__(self) -> None:
        super().__init__()
        self._row = FlowLayout(SPACE // 2)
        self._shown: tuple[tuple[str, Mark, int], ...] = ()
        self.setLayout(self._row)
        self.setAccessibleName("What the marks stand for")

    def show_kinds(self, kinds: tuple[tuple[str, Mark, int], ...]) -> None:
        """Name, mark and number of images of each."""
        if kinds == self._shown:
            return
        self._shown = kinds
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # it is drawn until it is deleted
                widget.deleteLater()
        widest = WIDEST if len(kinds) > FEW else 2 * WIDEST
        for number, (name, mark, count) in enumerate(kinds[:MOST]):
            if count:
                self._row.addWidget(self._button(number, name, mark, count, widest))
        if len(kinds) > MOST:
            self._row.addWidget(Label(f"and {len(kinds) - MOST:,} more", size="small", tone="muted"))
        self.updateGeometry()

    def _button(self, number: int, name: str, mark: Mark, count: int, widest: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIcon(icon_of(mark, self.devicePixelRatioF()))
        button.setIconSize(QSize(SIDE, SIDE))
        text = button.fontMetrics().elidedText(shown_name(name), Qt.TextElideMode.ElideMiddle, widest)
        button.setText(text.replace("&", "&&"))
        said = f"{shown_name(name)}: {count:,}"
        button.setToolTip(tooltip(f"{said}\nClick to select them"))
        button.setAccessibleName(f"Select {said}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self.kind_chosen.emit, number))
        return button


def icon_of(mark: Mark, density: float) -> QIcon:
    """A mark as large as in the picture of few points."""
    side = round(SIDE * density)
    place, kind = np.full((1, 2), (side - 1) / 2), np.zeros(1, np.int64)
    ground = marks.rgb(theme().tokens.surface)
    pixels = marks.drawn(place, kind, [mark], (side, side), ground, round(11 * density))
    pixmap = QPixmap.fromImage(QImage(pixels.data, side, side, 4 * side, QImage.Format.Format_RGB32))
    pixmap.setDevicePixelRatio(density)
    return QIcon(pixmap)
