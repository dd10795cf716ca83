"""Several runs at once, in the place of the Train tab: what to compare, or how a comparison stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.core.progress import Progress
from cnn_desktop.core.study import Study
from cnn_desktop.gui.models.study_model import StudyModel, StudyState
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.studies import words
from cnn_desktop.gui.studies.earlier_card import EarlierCard
from cnn_desktop.gui.studies.setup_card import Narrow, SetupCard
from cnn_desktop.gui.studies.standing_view import StandingView
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.kept_focus import KeptFocus
from cnn_desktop.gui.widgets.label import Label, tooltip
from cnn_desktop.gui.widgets.pages import Pages


class StudyPage(QWidget):
    """Shows a `StudyModel`. Esc goes back to the Train tab; whatever trains goes on."""

    run_opened = Signal(object)  # Path of a run that is to be looked at on the Results tab

    def __init__(self, model: StudyModel, training: TrainingModel) -> None:
        super().__init__()
        self._model, self._training = model, training
        self.setup = SetupCard(training)
        self.earlier = EarlierCard()
        self.standing = StandingView(model)
        self._waiting = EmptyState("hourglass-medium", "", "")
        self._build()
        self._bind()
        KeptFocus(self, self._pages.currentWidget)
        self.earlier.show_studies(model.listed)
        self.show_state(model.state)

    def _build(self) -> None:
        self._back = buttons.plain("Back", "arrow-left")
        self._back.setToolTip(tooltip("Back to the Train tab; what trains goes on (Esc)."))
        self._name = ElidedLabel(tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        header = QHBoxLayout()
        header.setSpacing(SPACE)
        header.addWidget(self._back)
        header.addSpacing(SPACE)
        header.addWidget(Label("Several runs compared", size="heading"))
        header.addSpacing(SPACE)
        header.addWidget(self._name, 1)
        waiting = Card()
        waiting.body.addWidget(self._waiting)
        self._wait_page = QWidget()
        column = QVBoxLayout(self._wait_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(waiting)
        self._stop = buttons.plain("Cancel", "x")
        self._waiting.body.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignHCenter)
        self._begin = Narrow(self.setup, self.earlier)
        self._pages = Pages()
        for page in (self._begin, self.standing, self._wait_page):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE + SPACE // 2)
        whole.addLayout(header)
        whole.addWidget(self._pages, 1)

    def _bind(self) -> None:
        model = self._model
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(model.close_page)
        self._back.clicked.connect(model.close_page)
        self._stop.clicked.connect(self._on_stop)
        self.setup.started.connect(self._on_started)
        self.earlier.opened.connect(model.open)
        self.standing.run_opened.connect(self.run_opened)
        model.changed.connect(self.show_state)
        model.listed_changed.connect(self.earlier.show_studies)
        self._training.progress_changed.connect(self._on_training)
        self._on_training(self._training.progress)

    @Slot(object)
    def show_state(self, state: StudyState) -> None:
        name = state.standing.name if state.standing else ""
        self._name.setText(shown_name(name))
        if state.standing is not None:
            self._pages.setCurrentWidget(self.standing)
        elif state.is_active or state.is_reading:
            self._waiting.show_words(words.heading(state), words.detail(state))
            self._waiting.show_icon("hourglass-medium")
            self._stop.setText("Cancel")
            self._stop.setVisible(state.is_active)
            buttons.allow(self._stop, "It stops in a moment." if state.phase == "stopping" else "")
            self._pages.setCurrentWidget(self._wait_page)
        elif state.problem is not None:
            self._waiting.show_words("It could not begin", f"{state.problem.message} {state.problem.hint}".strip())
            self._waiting.show_icon("warning-circle", "danger")
            self._stop.setText("Back to what is compared")
            self._stop.setVisible(True)
            buttons.allow(self._stop)
            self._pages.setCurrentWidget(self._wait_page)
        else:
            self._pages.setCurrentWidget(self._begin)

    @Slot(object)
    def _on_started(self, study: Study) -> None:
        self._model.start(study)

    @Slot()
    def _on_stop(self) -> None:
        if self._model.state.is_active:
            self._model.stop()
        else:
            self._model.begin_new()

    @Slot(object)
    def _on_training(self, progress: Progress) -> None:
        reason = "A run is training. It can be stopped on the Train tab." if progress.is_active else ""
        self.setup.block(reason)
        self.standing.strip.block_going_on(reason)
