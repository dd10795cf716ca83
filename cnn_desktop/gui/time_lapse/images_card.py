"""The card at the left: the pinned images, each with its answer at the epoch looked at, and that of the chosen one."""

from __future__ import annotations

from pathlib import PurePath

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton

from cnn_desktop.core.messages import TimeLapseOpened
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import tooltip
from cnn_desktop.gui.widgets.pixels import pixmap_of
from cnn_desktop.gui.widgets.probability_bars import MOST, ProbabilityBars, percent

WIDTH = 264  # pixels
_SIDE = 40  # pixels of a picture
_LARGE = 160  # pixels it is enlarged to, so that a small one stays sharp


class ImagesCard(Card):
    """`image_chosen` tells the number of an image."""

    image_chosen = Signal(object)  # int

    def __init__(self, back: QPushButton) -> None:
        super().__init__("Pinned images")
        self._opened: TimeLapseOpened | None = None
        self._list = QListWidget()
        self._list.setAccessibleName("Pinned images")
        self._list.setIconSize(QSize(_SIDE, _SIDE))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bars = ProbabilityBars()
        self.setFixedWidth(WIDTH)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._bars)
        self.body.addSpacing(SPACE)
        self.body.addWidget(back)
        self._list.currentRowChanged.connect(self._on_row)

    def show_opened(self, opened: TimeLapseOpened | None) -> None:
        if opened is self._opened:
            return
        self._opened = opened
        self._list.blockSignals(True)
        self._list.clear()
        for name, pixels in zip(opened.images, opened.seen, strict=True) if opened else ():
            times = max(1, _LARGE // pixels.shape[0])
            large = np.repeat(np.repeat(np.broadcast_to(pixels, (*pixels.shape[:2], 3)), times, 0), times, 1)
            item = QListWidgetItem(QIcon(pixmap_of(large)), "")
            item.setToolTip(tooltip(name))
            item.setSizeHint(QSize(WIDTH - 6 * SPACE, _SIDE + SPACE))
            self._list.addItem(item)
        self._list.blockSignals(False)

    def show_place(self, place: int, image: int) -> None:
        """The answers at that epoch."""
        opened = self._opened
        if opened is None or place >= len(opened.answers):
            return
        for number, (name, answer) in enumerate(zip(opened.images, opened.answers[place], strict=True)):
            first = int(answer.argmax())
            said = f"{shown_name(opened.classes[first])}  {percent(float(answer[first]))}"
            self._list.item(number).setText(f"{shown_name(PurePath(name).name)}\n{said}")
        self._list.blockSignals(True)
        self._list.setCurrentRow(image)
        self._list.blockSignals(False)
        # classes keep their places from epoch to epoch: those that it ends with first
        order = np.argsort(-opened.answers[-1, image], kind="stable")[:MOST]
        answer = opened.answers[place, image]
        self._bars.show_ranked(tuple((opened.classes[number], float(answer[number])) for number in order))

    @Slot(int)
    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.image_chosen.emit(row)
