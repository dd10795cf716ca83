"""The training images that the network finds most alike, each with its class. A click opens the folder it lies in."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from cnn_desktop.core.messages import Neighbour
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui import folders
from cnn_desktop.gui.models.thumbnails import Thumbnails
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.label import Label, tooltip
from cnn_desktop.gui.widgets.pixels import draw_thumbnail, pixmap_of

MOST = 5
SIDE = 52  # pixels


class NearestStrip(QWidget):
    """Hidden where there are none."""

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._nearest: tuple[Neighbour, ...] = ()
        self._buttons = [QToolButton() for _ in range(MOST)]
        row = QHBoxLayout()
        row.setSpacing(SPACE // 2)
        for number, button in enumerate(self._buttons):
            button.setProperty("kind", "picture")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(SIDE, SIDE))
            button.setFixedWidth(SIDE + SPACE)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._open, number))
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(Label("Nearest training images"))
        column.addLayout(row)
        thumbnails.arrived.connect(self._on_arrived)
        self.show_nearest(())

    def show_nearest(self, nearest: tuple[Neighbour, ...]) -> None:
        """The nearest first."""
        self._nearest = nearest[:MOST]
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(self._nearest))
            if number < len(self._nearest):
                self._show(button, self._nearest[number])
        self.setVisible(bool(nearest))

    def _show(self, button: QToolButton, neighbour: Neighbour) -> None:
        name = shown_name(neighbour.class_name)
        button.setText(button.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, SIDE).replace("&", "&&"))
        said = f"{name}: {shown_name(neighbour.file.name)}"
        button.setAccessibleName(f"Training image of {said}. Opens its folder")
        button.setToolTip(tooltip(f"{said}\nOpens its folder"))
        button.setIcon(QIcon(self._pixmap(neighbour.file)))

    def _pixmap(self, file: Path) -> QPixmap:
        density, pixels = self.devicePixelRatioF(), self._thumbnails.get(file)
        pixmap = QPixmap(QSize(SIDE, SIDE) * density)
        pixmap.setDevicePixelRatio(density)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        place = pixmap.rect()
        place.setSize(QSize(SIDE, SIDE))
        draw_thumbnail(painter, place, None if pixels is None else pixmap_of(pixels))
        painter.end()
        return pixmap

    def _open(self, number: int) -> None:
        if number < len(self._nearest):
            folders.open_folder(self._nearest[number].file.parent)

    @Slot(object)
    def _on_arrived(self, file: Path) -> None:
        for button, neighbour in zip(self._buttons, self._nearest, strict=False):
            if neighbour.file == file:
                self._show(button, neighbour)
