"""The image chosen among the points, what it was taken for, and those that the network finds most like it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from cnn_desktop.core.messages import Projected
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.models.projection_model import NEAREST
from cnn_desktop.gui.models.projection_state import ProjectionState
from cnn_desktop.gui.models.thumbnails import Thumbnails
from cnn_desktop.gui.projection import words
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label, tooltip
from cnn_desktop.gui.widgets.pixels import draw_thumbnail, pixmap_of

PICTURE, SMALL = 104, 46  # pixels
NOTHING = "Click a point, or go from point to point by the arrow keys."


class PointCard(Card):
    open_asked = Signal(object)  # int: the number of an image
    place_chosen = Signal(object)  # int: the number of an image
    wanted = Signal()  # the pictures of `files`

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._place: int | None = None
        self._files: tuple[Path, ...] = ()  # the chosen one and its nearest
        self._numbers: tuple[int, ...] = ()
        self._picture = _Picture()
        self._name = ElidedLabel(size="heading", elide=Qt.TextElideMode.ElideMiddle)
        self._true = ElidedLabel()
        self._answer = ElidedLabel(tone="muted")
        self._open = buttons.plain("Open in the maps", "squares-four")
        self._near_title = Label("Most like it, by all features", size="small", tone="muted")
        self._near = [self._small(number) for number in range(NEAREST)]
        self._nothing = Label(NOTHING, tone="muted", wrap=True)
        self._lay_out()
        self._open.clicked.connect(self._on_open)
        thumbnails.arrived.connect(self._on_arrived)
        self.show_state(ProjectionState())

    def _small(self, number: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "picture")
        button.setIconSize(QSize(SMALL, SMALL))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self._on_near, number))
        return button

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self._name)
        said.addWidget(self._true)
        said.addWidget(self._answer)
        said.addStretch(1)
        said.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        self._chosen = QWidget()
        above = QHBoxLayout()
        above.setSpacing(SPACE + SPACE // 2)
        above.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        above.addLayout(said, 1)
        near = QHBoxLayout()
        near.setSpacing(SPACE // 2)
        for button in self._near:
            near.addWidget(button)
        near.addStretch(1)
        column = QVBoxLayout(self._chosen)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(above)
        column.addWidget(self._near_title)
        column.addLayout(near)
        self.body.addWidget(self._chosen)
        self.body.addWidget(self._nothing)

    @property
    def files(self) -> tuple[Path, ...]:
        """Whose pictures it shows."""
        return self._files

    def show_state(self, state: ProjectionState) -> None:
        projected, place = state.projected, state.place
        self._chosen.setVisible(projected is not None and place is not None)
        self._nothing.setVisible(not self._chosen.isVisibleTo(self))
        if projected is None or place is None:
            self._place, self._files, self._numbers = None, (), ()
            return
        found = state.nearest if state.nearest is not None and state.nearest.place == place else None
        numbers = tuple(int(one) for one in found.places) if found is not None else ()
        if (place, numbers) == (self._place, self._numbers):
            return
        self._place, self._numbers = place, numbers
        self._files = tuple(state.file(number) for number in (place, *numbers))
        self._name.setText(shown_name(self._files[0].name))
        self._true.setText(f"Is {shown_name(projected.classes[int(projected.true[place])])}")
        self._answer.setText(words.answer(projected, place))
        distances = found.distances if found is not None else ()
        for number, button in enumerate(self._near):
            button.setVisible(number < len(numbers))
            if number < len(numbers):
                self._say(button, projected, numbers[number], float(distances[number]))
        self._show_pictures()
        self.wanted.emit()

    def _say(self, button: QToolButton, projected: Projected, place: int, distance: float) -> None:
        name = shown_name(Path(projected.files[place]).name)
        said = f"{shown_name(projected.classes[int(projected.true[place])])}: {name}, distance {distance:.2f}"
        button.setToolTip(tooltip(f"{said}\n{words.answer(projected, place)}".strip()))
        button.setAccessibleName(said)

    def _pixmap(self, file: Path) -> QPixmap | None:
        pixels = self._thumbnails.get(file)
        return None if pixels is None else pixmap_of(pixels)

    def _show_pictures(self) -> None:
        self._picture.show_pixmap(self._pixmap(self._files[0]))
        for button, file in zip(self._near, self._files[1:], strict=False):
            button.setIcon(QIcon(_tile(self._pixmap(file), SMALL, self.devicePixelRatioF())))

    @Slot(object)
    def _on_arrived(self, file: Path) -> None:
        if file in self._files:
            self._show_pictures()

    @Slot()
    def _on_open(self) -> None:
        if self._place is not None:
            self.open_asked.emit(self._place)

    def _on_near(self, number: int) -> None:
        if number < len(self._numbers):
            self.place_chosen.emit(self._numbers[number])


class _Picture(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._pixmap: QPixmap | None = None
        self.setFixedSize(PICTURE, PICTURE)

    def show_pixmap(self, pixmap: QPixmap | None) -> None:
        self._pixmap = pixmap
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_thumbnail(painter, self.rect(), self._pixmap)
        painter.end()


def _tile(pixmap: QPixmap | None, side: int, density: float) -> QPixmap:
    """The middle of a picture, its corners rounded."""
    tile = QPixmap(QSize(side, side) * density)
    tile.setDevicePixelRatio(density)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    draw_thumbnail(painter, QRect(0, 0, side, side), pixmap)
    painter.end()
    return tile
