"""The Architecture column: which network, its settings, what comes of them, and the button that starts the training.

From top to bottom: choose, set, see (the layers, the time), start. The layers give way: when a plan comes, no field and
no button moves.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnn_desktop.core.architectures import OWN
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models import own_network
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.models.training_resolved import Resolved
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.architecture_choice import ArchitectureChoice
from cnn_desktop.gui.training.layer_table import LayerTable
from cnn_desktop.gui.training.plan_line import PlanLine
from cnn_desktop.gui.training.settings_form import SettingsForm
from cnn_desktop.gui.training.weights_section import WeightsSection
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label, set_look, tooltip


class ArchitectureCard(Card):
    """Writes what is chosen to the model's settings; `show_resolved` tells it what is in force."""

    runs_folder_asked = Signal()
    comparison_asked = Signal()  # of several settings

    def __init__(self, model: TrainingModel) -> None:
        super().__init__("Architecture")
        self._settings, self._planning = model.settings, model.plan
        self._choice = ArchitectureChoice()
        self._edit = buttons.plain("Edit layers…", "pencil-simple")
        self._sentence = Label(tone="muted", wrap=True)
        self._weights = WeightsSection(model.weights)
        self._form = SettingsForm(model.settings)
        self._layers = LayerTable()
        self._start = buttons.primary("Start training", "play")
        self._compare = buttons.link("Compare several settings…", "rows")
        self._compare.setToolTip(tooltip("Batch sizes, networks or any other setting; folds and seeds: run after run."))
        self._reason = Label(size="small", tone="muted", wrap=True)
        self._scroll = _scrolling(self._sentence, self._weights, self._form, self._layers)

        self.add_action(self._edit)
        self.body.addWidget(self._choice)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(PlanLine(model.plan))  # it comes late, and must not push away the button under the pointer
        self.body.addWidget(self._start)
        self.body.addWidget(self._reason)
        self.body.addWidget(self._compare, 0, Qt.AlignmentFlag.AlignLeft)

        settings = model.settings
        self._choice.chosen.connect(self._on_chosen)
        self._edit.clicked.connect(model.editor.edit)
        self._start.clicked.connect(model.start)
        self._compare.clicked.connect(self.comparison_asked)
        self._form.runs_folder_asked.connect(self.runs_folder_asked)
        self._form.advanced_opened.connect(self._on_advanced_opened)
        settings.resolved_changed.connect(self.show_resolved)
        settings.layers_changed.connect(self._layers.show_layers)
        settings.layers_changed.connect(self._weights.show_layers)
        self.show_resolved(settings.resolved)
        self._layers.show_layers(settings.layers)

    @property
    def form(self) -> SettingsForm:
        return self._form

    @property
    def weights(self) -> WeightsSection:
        return self._weights

    @Slot(object)
    def show_resolved(self, resolved: Resolved) -> None:
        self._choice.show_entry(resolved.entry)
        self._sentence.setText(self._about(resolved))
        buttons.allow(self._edit, own_network.why_not_edited(resolved.entry))
        self._start.setEnabled(resolved.config is not None)
        self._start.setToolTip(tooltip(resolved.blocked or "Ctrl+Return"))
        self._reason.setText(resolved.blocked or resolved.plan)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._planning.set_seen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._planning.set_seen(False)

    def take_focus(self) -> None:
        """The editor of layers was closed: what came of it is at the top."""
        self._edit.setFocus()
        self._scroll.verticalScrollBar().setValue(0)

    def open_advanced(self) -> None:
        self._form.advanced.set_open(True)
        self._on_advanced_opened(is_open=True)

    def show_primary(self, is_primary: bool) -> None:
        """Whether starting is the one thing to do next, or something else in the view is."""
        set_look(self._start, "kind", "primary" if is_primary else "plain")
        self._start.setIcon(icon("play", "on_accent" if is_primary else "text"))

    def _about(self, resolved: Resolved) -> str:
        """When to choose the network; of one's own, what it is called, or why it is not there."""
        own = resolved.form.own
        if resolved.entry.key != OWN:
            return resolved.entry.choose_when
        if own is None:
            return self._settings.network_problem or resolved.entry.choose_when
        return own.name or resolved.entry.choose_when

    @Slot(object)
    def _on_chosen(self, key: str) -> None:
        self._settings.write("architecture", key)

    @Slot(object)
    def _on_advanced_opened(self, is_open: bool) -> None:
        if is_open:  # after the layout has given the opened fold its room
            QTimer.singleShot(0, self, self._show_advanced)

    @Slot()
    def _show_advanced(self) -> None:
        fold = self._form.advanced
        bar = self._scroll.verticalScrollBar()
        bar.setValue(min(bar.maximum(), self._form.y() + fold.y()))


def _scrolling(sentence: Label, weights: WeightsSection, form: SettingsForm, layers: LayerTable) -> QScrollArea:
    content = QWidget()
    content.setProperty("kind", "plain")
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE + SPACE // 2)
    column.addWidget(sentence)
    column.addWidget(weights)
    column.addWidget(form)
    column.addWidget(layers, 1)
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
