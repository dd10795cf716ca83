"""What a new comparison is about: settings that vary, folds and seeds; how many runs that makes, and the start."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.study import Study
from cnn_desktop.gui.models.study_draft import StudyDraft, base_of, proposed, seconds_of, study_of
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.studies import words
from cnn_desktop.gui.studies.varied_row import VariedRow
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.words import settings_in_force
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label, tooltip
from cnn_desktop.gui.widgets.number_box import NumberBox

FOLDS, SEEDS = 5, 3  # proposed
_FOLDS = (
    "The images are divided into so many parts; each part validates once while the others train. So every image is "
    "answered by a network that had not learned from it. Equal images, and groups by “Keep together”, stay in one part."
)
_SEEDS = "Each run is repeated with another start and another split, to see how far chance goes."


class SetupCard(Card):
    """Reads the settings form as the base; `started` says what is to be compared."""

    started = Signal(object)  # Study

    def __init__(self, training: TrainingModel) -> None:
        super().__init__("Compare settings")
        self._training = training
        self._draft = StudyDraft((("batch_size", proposed("batch_size")),))
        self._study: Study | None = None
        self._base = Label(tone="muted", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE)
        self._add = buttons.link("Vary another setting", "plus")
        self._folds = QCheckBox("Cross-validate")
        self._folds.setToolTip(tooltip(_FOLDS))
        self._fold_count = NumberBox(2, 100, "folds", "Number of folds")
        self._fold_count.setValue(FOLDS)
        self._seeds = QCheckBox("Repeat")
        self._seeds.setToolTip(tooltip(_SEEDS))
        self._seed_count = NumberBox(2, 100, "seeds", "Number of seeds")
        self._seed_count.setValue(SEEDS)
        self._plan = Label(wrap=True)
        self._start = buttons.primary("Start comparison", "play")
        self._blocked = ""
        self._build()
        self._bind()
        self._fill_rows()
        self._follow()

    @property
    def draft(self) -> StudyDraft:
        return self._draft

    def show_draft(self, draft: StudyDraft) -> None:
        """Put `draft` in place of what is written."""
        self._draft = draft
        self._folds.setChecked(draft.folds > 0)
        self._fold_count.setValue(draft.folds or self._fold_count.value())
        self._seeds.setChecked(draft.seeds > 1)
        self._seed_count.setValue(draft.seeds if draft.seeds > 1 else self._seed_count.value())
        self._fill_rows()
        self._follow()

    def block(self, reason: str) -> None:
        """Say why nothing can start now; empty: nothing stands against it."""
        self._blocked = reason
        self._follow()

    def take_focus(self) -> None:
        row = self._rows.itemAt(0)
        widget = row.widget() if row else None
        if isinstance(widget, VariedRow):
            widget.take_focus()

    def _build(self) -> None:
        self.body.addWidget(self._base)
        self.body.addSpacing(SPACE)
        self.body.addWidget(Label("What varies", size="lead"))
        self.body.addLayout(self._rows)
        add = QHBoxLayout()
        add.addWidget(self._add)
        add.addStretch()
        self.body.addLayout(add)
        self.body.addSpacing(SPACE)
        for box, count, about in ((self._folds, self._fold_count, _FOLDS), (self._seeds, self._seed_count, _SEEDS)):
            row = QHBoxLayout()
            row.setSpacing(SPACE)
            box.setFixedWidth(176)
            count.setFixedWidth(152)
            row.addWidget(box)
            row.addWidget(count)
            row.addStretch()
            self.body.addLayout(row)
            self.body.addWidget(Label(about, tone="muted", size="small", wrap=True))
            self.body.addSpacing(SPACE)
        self.body.addStretch()
        self.body.addWidget(self._plan)
        self.body.addWidget(self._start)

    def _bind(self) -> None:
        self._add.clicked.connect(self._on_add)
        for box, count in ((self._folds, self._fold_count), (self._seeds, self._seed_count)):
            box.toggled.connect(self._on_repeats)
            count.valueChanged.connect(self._on_repeats)
        self._start.clicked.connect(self._on_start)
        self._training.settings.resolved_changed.connect(self._follow)
        self._training.plan.changed.connect(self._follow)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._order_keys()  # a card that comes into a window goes behind what is in it
        QTimer.singleShot(0, self, self._see_plan)  # after the settings column has said that it is not seen any more

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._training.plan.set_seen(False)

    @Slot()
    def _see_plan(self) -> None:
        if self.isVisible():
            self._training.plan.set_seen(True)

    def _fill_rows(self) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for field, text in self._draft.varied:
            row = VariedRow(field, text, self._draft.free)
            row.field_changed.connect(self._on_field)
            row.text_changed.connect(self._on_text)
            row.removed.connect(self._on_removed)
            self._rows.addWidget(row)
        self._add.setVisible(bool(self._draft.free))
        self._order_keys()

    def _order_keys(self) -> None:
        """The Tab key goes from top to bottom, through rows that came later too."""
        items = [self._rows.itemAt(place) for place in range(self._rows.count())]
        rows = [item.widget() for item in items if item is not None]
        chain: list[QWidget] = [one for row in rows if isinstance(row, VariedRow) for one in row.in_order]
        chain += [self._add, self._folds, self._fold_count, self._seeds, self._seed_count, self._start]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    @Slot()
    def _on_add(self) -> None:
        field = self._draft.free[0]
        self.show_draft(self._draft.with_text(field, proposed(field)))

    @Slot(object, object)
    def _on_field(self, before: str, after: str) -> None:
        self.show_draft(self._draft.with_field(before, after))

    @Slot(object, object)
    def _on_text(self, field: str, text: str) -> None:
        self._draft = self._draft.with_text(field, text)
        self._follow()

    @Slot(object)
    def _on_removed(self, field: str) -> None:
        self.show_draft(self._draft.without(field))

    @Slot()
    def _on_repeats(self) -> None:
        folds = self._fold_count.value() if self._folds.isChecked() else 0
        seeds = self._seed_count.value() if self._seeds.isChecked() else 1
        self._draft = StudyDraft(self._draft.varied, folds, seeds)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Say what the draft comes to."""
        self._fold_count.setEnabled(self._folds.isChecked())
        self._seed_count.setEnabled(self._seeds.isChecked())
        resolved = self._training.settings.resolved
        reason, self._study = self._blocked or resolved.blocked, None
        self._base.setText(
            f"{settings_in_force(resolved.config)}: what is set on the Train tab holds for every run."
            if resolved.config
            else "What is set on the Train tab holds for every run."
        )
        if not reason:
            try:
                base = base_of(resolved)
                self._study = study_of(self._draft, base) if base else None
            except UserError as error:
                reason = f"{error.message} {error.hint}".strip()
        planned = self._training.plan.state.planned
        seconds = None
        if self._study and planned:
            seconds = seconds_of(self._study, planned.seconds, int(resolved.values["epochs"]))
        self._plan.setText(words.plan(self._study, seconds) if self._study else reason)
        self._plan.set_tone("text" if self._study else "muted")
        buttons.allow(self._start, reason)

    @Slot()
    def _on_start(self) -> None:
        if self._study:
            self.started.emit(self._study)


class Narrow(QWidget):
    """What it holds is as wide as a form may be, in the middle of a wide page."""

    def __init__(self, left: QWidget, right: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addStretch(1)
        row.addWidget(left, 600)
        row.addWidget(right, 400)
        row.addStretch(1)
        left.setMaximumWidth(760)
        right.setMaximumWidth(520)
