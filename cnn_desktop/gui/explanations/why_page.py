"""The page “Why this class?”: a method, and its maps for two classes side by side."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from cnn_desktop.gui.explanations.look_card import LookCard
from cnn_desktop.gui.explanations.method_card import MethodCard
from cnn_desktop.gui.folders import where_there_is
from cnn_desktop.gui.models.explanation_model import ExplanationModel
from cnn_desktop.gui.models.explanation_state import ExplanationState
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.page import Page

BEFORE, NEXT = "The validation image before (Ctrl+Left)", "The next validation image (Ctrl+Right)"
NO_STEPS = "This run stored no list of its validation images."


class WhyPage(Page):
    """`left` says that somebody wants to go back to the maps. Asks only while it is seen."""

    left = Signal()

    def __init__(self, model: ExplanationModel, maps: FeatureMapsModel) -> None:
        super().__init__()
        self._model, self._maps = model, maps
        self._last_folder = where_there_is(QStandardPaths.StandardLocation.PicturesLocation)
        self._methods = MethodCard()
        self._looks = (LookCard("First", may_be_empty=False), LookCard("Second", may_be_empty=True))
        self._name = ElidedLabel(size="heading", elide=Qt.TextElideMode.ElideMiddle)
        self._saved = ElidedLabel(tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._before = buttons.icon_button("caret-left", BEFORE)
        self._next = buttons.icon_button("caret-right", NEXT)
        self._lay_out()
        self._bind()
        self.show_state(model.state)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self._name, 1)
        top.addWidget(self._saved, 1)
        top.addWidget(self._before)
        top.addWidget(self._next)
        top.addStrut(CONTROL)
        pair = QHBoxLayout()
        pair.setSpacing(SPACE + SPACE // 2)
        for card in self._looks:
            pair.addWidget(card, 1)
        right = QVBoxLayout()
        right.setSpacing(SPACE)
        right.addLayout(top)
        right.addLayout(pair, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._methods)
        row.addLayout(right, 1)

    def _bind(self) -> None:
        model, methods = self._model, self._methods
        methods.method_chosen.connect(model.choose_method)
        methods.layer_chosen.connect(model.choose_layer)
        methods.opacity_changed.connect(self._on_opacity)
        methods.scale_changed.connect(lambda _one: self.show_state(model.state))
        methods.left.connect(self.left)
        for side, card in enumerate(self._looks):
            card.class_chosen.connect(partial(model.choose_class, side))
            card.cancel_asked.connect(model.cancel)
            card.again_asked.connect(model.look_again)
            card.save_asked.connect(partial(self._on_save, side))
        self._before.clicked.connect(lambda: self._maps.step_image(-1))
        self._next.clicked.connect(lambda: self._maps.step_image(1))
        self._maps.run_images.changed.connect(self._show_steps)
        model.changed.connect(self.show_state)
        for keys, slot in (
            ("Esc", self.left.emit),
            ("Ctrl+Left", lambda: self._maps.step_image(-1)),
            ("Ctrl+Right", lambda: self._maps.step_image(1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self._on_opacity(methods.opacity)
        self._show_steps()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.open()
        self._methods.focus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.leave()

    @Slot(object)
    def show_state(self, state: ExplanationState) -> None:
        altered = f"  ·  altered: {state.altered}" if state.altered else ""
        self._name.setText(f"{state.image_name or 'No image'}{altered}")
        problem = state.save_problem
        self._saved.setText(f"{problem.message} {problem.hint}" if problem else _saved(state.saved))
        self._methods.show_state(state)
        maps = self._maps.maps
        strongest = [look.evidence.strongest if look.evidence else 0.0 for look in state.looks]
        for side, (card, look) in enumerate(zip(self._looks, state.looks, strict=True)):
            card.show_classes(state.classes)
            card.picture.show_seen(None if maps is None else maps.seen)
            card.show_look(look, max(strongest) if self._methods.has_one_scale else strongest[side])

    @Slot()
    def _show_steps(self) -> None:
        for button, said in ((self._before, BEFORE), (self._next, NEXT)):
            buttons.allow(button, "" if self._maps.run_images.files else NO_STEPS)
            if self._maps.run_images.files:
                button.setToolTip(said)

    @Slot(object)
    def _on_opacity(self, opacity: float) -> None:
        for card in self._looks:
            card.picture.set_opacity(opacity)

    def _on_save(self, side: int, is_bare: bool) -> None:
        look, state = self._model.state.looks[side], self._model.state
        proposed = f"{Path(state.image_name).stem} {look.class_name} {state.method}.png"
        target, _ = QFileDialog.getSaveFileName(
            self, "Save as a picture", str(Path(self._last_folder) / proposed), "Pictures (*.png)"
        )
        if target:
            self._last_folder = str(Path(target).parent)
            place = Path(target)
            place = place if place.suffix.lower() == ".png" else place.with_name(f"{place.name}.png")
            self._model.save(side, place, self._methods.opacity, is_bare=is_bare)


def _saved(name: str) -> str:
    return f"Saved as “{name}”." if name else ""
