"""A beside B, as a page of the Feature maps tab: the ranking of layers, the maps of one of them, both answers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from cnn_desktop.gui.comparing.answers_card import AnswersCard
from cnn_desktop.gui.comparing.pair_card import PairCard
from cnn_desktop.gui.comparing.ranking_card import RankingCard
from cnn_desktop.gui.comparing.sides_bar import SidesBar
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.comparing_model import ComparingModel
from cnn_desktop.gui.models.comparing_state import ComparingState
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.models.runs_model import RunEntry
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import carded
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.page import Page
from cnn_desktop.gui.widgets.pages import Pages

SIDES = (264, 256)  # pixels; the widths of the left and the right card


class ComparePage(Page):
    """`left` says that somebody wants to go back to the maps."""

    left = Signal()

    def __init__(self, model: ComparingModel, maps: FeatureMapsModel, chosen: ChosenRun) -> None:
        super().__init__()
        self._model, self._maps, self._chosen = model, maps, chosen
        back = buttons.plain("Maps", "arrow-left")
        back.setToolTip("Back to the maps (Esc)")
        back.clicked.connect(self.left)
        self._bar = SidesBar(back)
        self._ranking, self._pair, self._answers = RankingCard(), PairCard(), AnswersCard()
        self._missing = EmptyState("columns", "Nothing to compare yet", "")
        self._failed = EmptyState("warning-circle", "", "", role="danger")
        self._middle = Pages()
        self._busy = EmptyState("columns", "Comparing…", "The first look at a network takes a moment.")
        for page in (self._pair, carded(self._missing), carded(self._failed), carded(self._busy)):
            self._middle.addWidget(page)
        self._lay_out()
        self._bind()
        self._show_runs(chosen.choices)
        self.show_state(model.state)

    def _lay_out(self) -> None:
        self._ranking.setFixedWidth(SIDES[0])
        self._answers.setFixedWidth(SIDES[1])
        row = QHBoxLayout()
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._ranking)
        row.addWidget(self._middle, 1)
        row.addWidget(self._answers)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE + SPACE // 2)
        whole.addWidget(self._bar)
        whole.addLayout(row, 1)

    def _bind(self) -> None:
        model = self._model
        self._bar.kind_chosen.connect(model.choose_kind)
        self._bar.image_stepped.connect(self._maps.step_image)
        self._bar.other_stepped.connect(model.step_other_image)
        self._bar.other_file_chosen.connect(lambda file: model.choose_other_image(ChosenImage.of_file(file)))
        self._bar.other_run_chosen.connect(model.choose_other_run)
        self._bar.epochs_chosen.connect(model.choose_epochs)
        self._ranking.measure_chosen.connect(model.choose_measure)
        self._ranking.order_chosen.connect(model.choose_order)
        self._ranking.cancel_asked.connect(model.cancel)
        self._ranking.ranking.layers_chosen.connect(model.choose_layers)
        self._pair.scale_chosen.connect(model.choose_scale)
        self._pair.pre_chosen.connect(model.choose_pre)
        self._pair.layer_stepped.connect(model.step_layer)
        self._chosen.choices_changed.connect(self._show_runs)
        self._chosen.run_changed.connect(self._on_run_changed)
        model.state_changed.connect(self.show_state)
        for keys, slot in (
            ("Esc", self.left.emit),
            ("X", self._pair.toggle_wipe),
            ("P", lambda: model.choose_pre(not model.state.pre)),
            ("Ctrl+Left", lambda: self._maps.step_image(-1)),
            ("Ctrl+Right", lambda: self._maps.step_image(1)),
            ("Ctrl+Shift+Left", lambda: model.step_other_image(-1)),
            ("Ctrl+Shift+Right", lambda: model.step_other_image(1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def open(self) -> None:
        """Ready for the keyboard."""
        self._model.open()
        self._ranking.ranking.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.leave()

    @Slot(object)
    def show_state(self, state: ComparingState) -> None:
        self._bar.show_state(state)
        self._ranking.show_state(state)
        self._answers.show_state(state)
        self._pair.show_state(state, has_moments=self._model.has_moments)
        if state.problem is not None:
            self._failed.show_words(state.problem.message, state.problem.hint)
            self._middle.setCurrentIndex(2)
        elif state.missing:
            self._missing.show_words("Nothing to compare yet", state.missing)
            self._middle.setCurrentIndex(1)
        else:
            self._middle.setCurrentIndex(0 if state.pair is not None else 3)

    @Slot(object)
    def _show_runs(self, entries: tuple[RunEntry, ...]) -> None:
        self._bar.show_runs(entries, self._chosen.run)

    @Slot(object)
    def _on_run_changed(self, _run: Path | None) -> None:
        self._show_runs(self._chosen.choices)
