"""The page of the image that a channel or a class answers to most: large, growing while it is made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QPainter, QPaintEvent, QPixmap, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from cnn_desktop.core.maximisation import goal as told
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.maximisation.goal_card import GoalCard
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.maximisation_model import Goal, MaximisationState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.page import Page
from cnn_desktop.gui.widgets.pixels import fitted, pixmap_of


class MaximisationPage(Page):
    """`left` says that somebody wants to go back to the maps. What is under way ends when the page is left."""

    left = Signal()

    def __init__(self, model: FeatureMapsModel) -> None:
        super().__init__()
        self._maps, self._model = model, model.maximisation
        self._last_folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self._goal = GoalCard()
        self._picture = _Picture()
        self._said = ElidedLabel(tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setAccessibleName("How far the image is")
        self._card = Card("Image")
        for widget in (self._bar, self._picture, self._said):
            self._card.body.addWidget(widget, 1 if widget is self._picture else 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._goal)
        row.addWidget(self._card, 1)
        self._bind()
        self.show_state(self._model.state)

    def _bind(self) -> None:
        model, goal = self._model, self._goal
        goal.goal_chosen.connect(model.choose_goal)
        goal.steps_chosen.connect(model.choose_steps)
        goal.seed_chosen.connect(model.choose_seed)
        goal.start.clicked.connect(model.start)
        goal.cancel.clicked.connect(model.cancel)
        goal.save_asked.connect(self._on_save)
        goal.back.clicked.connect(self.left)
        model.state_changed.connect(self.show_state)
        back = QShortcut(QKeySequence("Esc"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.left)

    def open(self) -> None:
        """For the channel that is looked at among the maps; ready for the keyboard."""
        self._model.open()
        self._goal.cancel.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.cancel()

    @Slot(object)
    def show_state(self, state: MaximisationState) -> None:
        maps = self._maps.maps
        chosen = Goal(maps.layer, self._maps.one.channel) if maps is not None else Goal()
        self._goal.show_network(self._maps.state.network, chosen)
        self._goal.show_state(state)
        goal = state.goal
        self._card.set_title(f"Made to please {told(goal.layer, goal.channel, goal.class_name)}")
        self._picture.show_pixels(state.pixels if state.phase != "failed" else None)
        self._bar.setRange(0, state.steps if state.done else 0)
        self._bar.setValue(state.done)
        self._bar.setVisible(state.phase == "working")
        problem = state.problem
        saved = f"Saved as “{state.saved}”." if state.saved else ""
        self._said.setText(f"{problem.message} {problem.hint}" if problem else saved)

    @Slot(object)
    def _on_save(self, is_bare: bool) -> None:
        goal = self._model.state.goal
        proposed = told(goal.layer, goal.channel, goal.class_name).replace("/", "-")
        target, _ = QFileDialog.getSaveFileName(
            self, "Save as a picture", str(Path(self._last_folder) / f"{proposed}.png"), "Pictures (*.png)"
        )
        if target:
            place = Path(target)
            self._last_folder = str(place.parent)
            place = place if place.suffix.lower() == ".png" else place.with_name(f"{place.name}.png")
            self._model.save(place, is_bare=is_bare)


class _Picture(QWidget):
    """As large as there is room for; each pixel a smooth spot, because it is the whole that is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._pixmap = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(128, 128)
        self.setAccessibleName("The image that is made")

    def show_pixels(self, pixels: Pixels | None) -> None:
        """(side, side, 1 or 3)"""
        self._pixmap = QPixmap() if pixels is None else pixmap_of(np.broadcast_to(pixels, (*pixels.shape[:2], 3)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(fitted(self._pixmap, self.rect()), self._pixmap)
        painter.end()
