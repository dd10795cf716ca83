"""The images of a run as points, as a page of the Feature maps tab: the points, the chosen image, those selected."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.names import counted
from cnn_desktop.gui.models.projection_model import ProjectionModel
from cnn_desktop.gui.models.projection_state import ProjectionState
from cnn_desktop.gui.projection import words
from cnn_desktop.gui.projection.kinds import Kinds, kinds_of
from cnn_desktop.gui.projection.map_card import MapCard
from cnn_desktop.gui.projection.point_card import PointCard
from cnn_desktop.gui.theme import CONTROL, SPACE, theme
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card, carded
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.image_wall import ImageWall, Tile, WallModel
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.page import Page
from cnn_desktop.gui.widgets.pages import Pages
from cnn_desktop.gui.widgets.pixels import pixmap_of

SIDE_WIDTH = 348  # pixels
NONE_SELECTED = "Draw around points with the lasso, click a class in the legend, or press A for all in view."


class ProjectionPage(Page):
    """`left` says that somebody wants to go back to the maps; `image_opened` that they want to see one there."""

    left = Signal()
    image_opened = Signal(object)  # Path

    def __init__(self, model: ProjectionModel) -> None:
        super().__init__()
        self._model = model
        self._kinds: Kinds | None = None
        self._points_shown: Array | None = None
        self._made_of: tuple[object, ...] = (None,) * 4  # the kinds
        self._walled: Array | None = None
        self._back, self._back_from_failure = (buttons.plain("Maps", "arrow-left") for _ in range(2))
        self._back.setToolTip("Back to the maps (Esc)")
        self._map = MapCard(self._back)
        self._point = PointCard(model.thumbnails)
        self._tiles = WallModel(self)
        self._wall = ImageWall(self._tiles, model.wall_thumbnails, "Selected images")
        self._selected = self._build_selected()
        self._try_again = buttons.primary("Try again", "arrow-clockwise")
        self._failed = EmptyState("warning-circle", "", "", (self._try_again, self._back_from_failure), role="danger")
        self._pages = Pages()
        self._view, self._busy = self._build_view(), self._build_busy()
        for page in (self._busy, self._view, carded(self._failed)):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self._bind()
        self.show_state(model.state)

    # ------------------------------------------------------------ building

    def _build_selected(self) -> Card:
        card = Card(padding=SPACE)  # the wall draws its own half of the usual padding
        self._count = ElidedLabel(size="heading")
        self._none = buttons.quiet("None", "x")
        self._none.setToolTip("Select none (Esc)")
        header = QWidget()
        header.setFixedHeight(CONTROL)
        row = QHBoxLayout(header)
        row.setContentsMargins(SPACE, 0, 0, 0)
        row.addWidget(self._count, 1)
        row.addWidget(self._none)
        hint = Label(NONE_SELECTED, tone="muted", wrap=True)
        hint.setContentsMargins(SPACE, 0, SPACE, SPACE)
        hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._wall_pages = QStackedWidget()
        self._wall_pages.addWidget(hint)
        self._wall_pages.addWidget(self._wall)
        card.body.addWidget(header)
        card.body.addWidget(self._wall_pages, 1)
        return card

    def _build_view(self) -> QWidget:
        right = QWidget()
        right.setFixedWidth(SIDE_WIDTH)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(self._point)
        column.addWidget(self._selected, 1)
        view = QWidget()
        row = QHBoxLayout(view)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._map, 1)
        row.addWidget(right)
        return view

    def _build_busy(self) -> Card:
        self._reading = EmptyState("circles-three-plus", "Looking at the images…", "")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(240)
        self._bar.setAccessibleName("How far the features are")
        self._cancel = buttons.plain("Cancel", "x")
        self._reading.body.setSpacing(2 * SPACE)
        for widget in (self._bar, self._cancel):
            self._reading.body.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        return carded(self._reading)

    def _bind(self) -> None:
        model, points = self._model, self._map.points
        for button in (self._back, self._back_from_failure):
            button.clicked.connect(self.left)
        self._map.images_chosen.connect(model.choose_images)
        self._map.method_chosen.connect(model.choose_method)
        self._map.colouring_chosen.connect(model.choose_colouring)
        self._map.perplexity_chosen.connect(model.choose_perplexity)
        self._map.seed_chosen.connect(model.choose_seed)
        self._map.unfold_asked.connect(model.unfold)
        self._map.legend.kind_chosen.connect(self._on_kind)
        for cancel in (self._map.cancel_asked, self._cancel.clicked):
            cancel.connect(model.cancel)
        points.point_chosen.connect(self._on_chosen)
        points.point_opened.connect(self._on_opened)
        points.point_pointed.connect(self._on_pointed)
        points.point_toggled.connect(self._on_toggled)
        points.enclosed.connect(self._on_enclosed)
        self._point.open_asked.connect(self._open)
        self._point.place_chosen.connect(model.choose_place)
        self._point.wanted.connect(self._want)
        self._wall.wanted.connect(model.wall_thumbnails.want)
        self._wall.tile_opened.connect(lambda tile: self.image_opened.emit(tile.file))
        self._none.clicked.connect(self._select_none)
        self._try_again.clicked.connect(model.try_again)
        model.thumbnails.arrived.connect(self._on_picture)
        model.wall_thumbnails.arrived.connect(self._wall.picture_arrived)
        model.state_changed.connect(self.show_state)
        theme().changed.connect(self._on_theme)
        for keys, slot in (("Esc", self._on_escape), ("L", self._map.toggle_lasso)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def open(self) -> None:
        """Ready for the keyboard."""
        self._model.open()
        self._map.points.setFocus()

    # ------------------------------------------------------------ showing

    @Slot(object)
    def show_state(self, state: ProjectionState) -> None:
        if state.phase == "failed" and state.problem is not None:
            self._failed.show_words(state.problem.message, state.problem.hint)
            self._pages.setCurrentIndex(2)
            return
        self._pages.setCurrentIndex(1 if state.projected is not None else 0)
        self._reading.show_words("Looking at the images…", words.progress(state))
        self._bar.setRange(0, state.total)
        self._bar.setValue(state.done)
        self._map.show_state(state, is_outdated=self._model.is_outdated)
        if state.projected is not None:
            self._show_points(state)
            self._show_selected(state)
        self._point.show_state(state)

    def _show_points(self, state: ProjectionState) -> None:
        points, projected = self._map.points, state.projected
        assert projected is not None
        moving = state.moving if state.moving is not None and len(state.moving) == len(state.drawn) else None
        now = state.points if moving is None else moving
        if now is not self._points_shown:
            points.show_points(now)
            self._points_shown = now
        made_of = (projected, state.drawn, state.colouring, theme().tokens)
        if any(one is not other for one, other in zip(made_of, self._made_of, strict=True)):
            self._made_of = made_of
            self._kinds = kinds_of(projected, state.colouring, theme().tokens.name)
            points.show_kinds(self._kinds.of[state.drawn], list(self._kinds.marks))
            self._map.legend.show_kinds(self._kinds.listed)
        number = _number_of(state.drawn, state.place)
        near = state.nearest.places if state.nearest is not None and state.nearest.place == state.place else ()
        numbers = [_number_of(state.drawn, int(place)) for place in near]
        points.show_chosen(number, np.array([one for one in numbers if one is not None], np.int64))

    def _show_selected(self, state: ProjectionState) -> None:
        is_selected = np.zeros(state.count, bool)
        is_selected[state.selected] = True
        if self._walled is not state.selected:
            self._walled = state.selected
            self._tiles.show_tiles([_tile(state, int(place)) for place in state.selected])
            count = len(state.selected)
            self._count.setText(f"{counted(count, 'image')} selected" if count else "Selected images")
            self._none.setVisible(bool(count))
            self._wall_pages.setCurrentIndex(1 if count else 0)
        self._map.points.show_selected(is_selected[state.drawn])

    @Slot()
    def _on_theme(self) -> None:
        self.show_state(self._model.state)

    # ------------------------------------------------------------ hearing

    def _place(self, number: int | None) -> int | None:
        """The number of the image that a point stands for."""
        drawn = self._model.state.drawn
        return int(drawn[number]) if number is not None and number < len(drawn) else None

    @Slot(object)
    def _on_chosen(self, number: int | None) -> None:
        self._model.choose_place(self._place(number))

    @Slot(object)
    def _on_opened(self, number: int) -> None:
        place = self._place(number)
        if place is not None:
            self._open(place)

    @Slot(object)
    def _open(self, place: int) -> None:
        self.image_opened.emit(self._model.state.file(place))

    @Slot(object)
    def _on_toggled(self, number: int) -> None:
        place = self._place(number)
        if place is not None:
            self._model.toggle_selected(place)

    @Slot(object, object)
    def _on_enclosed(self, numbers: Array, adds: bool) -> None:
        self._model.select(self._model.state.drawn[numbers], adds=adds)

    @Slot(object)
    def _on_kind(self, kind: int) -> None:
        if self._kinds is not None:
            self._model.select(np.flatnonzero(self._kinds.of == kind))

    @Slot()
    def _select_none(self) -> None:
        self._model.select(np.arange(0))

    @Slot()
    def _on_escape(self) -> None:
        """First the selection goes, then the page."""
        if len(self._model.state.selected):
            self._select_none()
        else:
            self.left.emit()

    @Slot(object)
    def _on_pointed(self, number: int | None) -> None:
        place = self._place(number)
        if place is not None:
            file = self._model.state.file(place)
            self._want(file)
            self._show_picture_of(file)

    @Slot(object)
    def _on_picture(self, file: Path) -> None:
        number = self._map.points.pointed
        place = self._place(number)
        if place is not None and self._model.state.file(place) == file:
            self._show_picture_of(file)

    @Slot()
    def _want(self, *pointed: Path) -> None:
        """What is under the pointer, and what the card shows: one wish would forget the other."""
        self._model.thumbnails.want((*pointed, *self._point.files))

    def _show_picture_of(self, file: Path) -> None:
        pixels = self._model.thumbnails.get(file)
        self._map.points.show_picture(None if pixels is None else pixmap_of(pixels))


def _number_of(drawn: Array, place: int | None) -> int | None:
    """Which point stands for the image number `place`; `drawn` rises."""
    if place is None:
        return None
    number = int(np.searchsorted(drawn, place))
    return number if number < len(drawn) and drawn[number] == place else None


def _tile(state: ProjectionState, place: int) -> Tile:
    projected = state.projected
    assert projected is not None
    true = projected.classes[int(projected.true[place])]
    predicted = int(projected.predicted[place])
    if predicted < 0:
        return Tile(state.file(place), true)
    return Tile(state.file(place), projected.classes[predicted], float(projected.confidence[place]), true=true)
