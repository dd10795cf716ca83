"""The settings of the next run: a few in sight, the others one fold away with their values in force beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.models import training_fields
from cnn_desktop.gui.models.training_fields import OF_THE_NETWORK, WHOLE_NUMBERS, written_as
from cnn_desktop.gui.models.training_resolved import OWN_AMOUNTS, Resolved
from cnn_desktop.gui.models.training_settings import TrainingSettings
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.fields import ChoiceField, FieldRow, NumberField, TextField
from cnn_desktop.gui.training.settings_words import ADVANCED, CHOICE_WORDS, FULL_SIZE, ITS_OWN, SIMPLE, Row
from cnn_desktop.gui.training.watch_row import WatchRow
from cnn_desktop.gui.training.words import DOT, GAP
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.fold import Fold
from cnn_desktop.gui.widgets.label import Label, tooltip

_FIXED_WORDS: Mapping[str, str] = MappingProxyType(
    {"validation": "by its folders", "test": "by its folders", "first_size": FULL_SIZE}
    | dict.fromkeys(OF_THE_NETWORK, ITS_OWN)
)
_NOTHING_WORDS: Mapping[str, str] = MappingProxyType(
    {"group_by": "nothing", "first_size": FULL_SIZE}
)  # in an empty field


class SettingsForm(QWidget):
    """`show_resolved` tells it what is in force; what is written goes to the model at once."""

    runs_folder_asked = Signal()
    preview_asked = Signal()  # of the augmentation
    finder_asked = Signal()  # of a learning rate
    advanced_opened = Signal(object)  # bool

    def __init__(self, model: TrainingSettings) -> None:
        super().__init__()
        self._model = model
        self._rows: dict[str, FieldRow] = {}
        self._fields: dict[str, TextField | ChoiceField] = {}
        self._advanced = Fold("Advanced")
        self._runs = ElidedLabel()
        self._runs.setAccessibleName("Runs folder")
        self._change_runs = buttons.plain("Change…")
        self._preview = buttons.icon_button("eye", "See what it does to your images")
        self._find = buttons.link("Find…")
        self._find.setAccessibleName("Find a learning rate")
        self._reset = buttons.link("Use the suggested settings")

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for row in self._make(SIMPLE):
            column.addWidget(row)
        column.addWidget(self._advanced)
        for heading, rows in ADVANCED.items():
            self._advanced.body.addSpacing(SPACE // 2)
            self._advanced.body.addWidget(Label(heading))
            for row in self._make(rows):
                self._advanced.body.addWidget(row)
        self._watch = WatchRow(model)
        self._advanced.body.addWidget(self._watch)
        self._advanced.body.addLayout(self._runs_row())
        column.addWidget(self._reset)

        self._advanced.opened.connect(self.advanced_opened)
        self._change_runs.clicked.connect(self.runs_folder_asked)
        self._preview.clicked.connect(self.preview_asked)
        self._find.clicked.connect(self.finder_asked)
        self._reset.clicked.connect(model.reset)
        model.resolved_changed.connect(self.show_resolved)
        model.grouping.changed.connect(self._show_again)
        self.show_resolved(model.resolved)

    @property
    def advanced(self) -> Fold:
        return self._advanced

    def row(self, name: str) -> FieldRow:
        return self._rows[name]

    def field(self, name: str) -> TextField | ChoiceField:
        return self._fields[name]

    @Slot(object)
    def show_resolved(self, resolved: Resolved) -> None:
        for name, field in self._fields.items():
            self._show_field(name, field, resolved)
        self._watch.show_resolved(resolved)
        self._rows["method"].setVisible("method" not in resolved.fixed)
        name_field = self._fields["name"]
        if isinstance(name_field, TextField):
            name_field.show_text(resolved.form.name, "by date")
        epochs = self._fields["epochs"]
        if isinstance(epochs, TextField):
            epochs.show_unit("at most" if resolved.values["patience"] else "")
        buttons.allow(self._find, resolved.blocked)
        if not resolved.blocked:
            self._find.setToolTip(tooltip("Sweep the rate over a hundred batches, and see where the loss falls."))
        self._advanced.show_summary(summary(resolved))
        runs = shown_name(str(self._model.runs))
        self._runs.setText(runs)
        self._runs.setToolTip(tooltip(runs))
        self._reset.setVisible(resolved.is_changed)

    @Slot()
    def _show_again(self) -> None:
        self.show_resolved(self._model.resolved)

    def _show_field(self, name: str, field: TextField | ChoiceField, resolved: Resolved) -> None:
        fixed = resolved.fixed.get(name, "")
        problem = "" if fixed else resolved.problems.get(name, "")
        tip = _suggestion(resolved, name)
        if isinstance(field, ChoiceField):
            written = getattr(resolved.form, name) if problem else ""
            field.show_choice(written or _shown(name, resolved))
            tip = "\n".join(part for part in (field.sentence, tip) if part)
        else:
            written = getattr(resolved.form, name) if problem else _shown(name, resolved)
            suggested = training_fields.written(name, resolved.suggested[name])
            field.show_text(_FIXED_WORDS[name] if fixed else written, suggested or _NOTHING_WORDS.get(name, ITS_OWN))
        remark = ""
        if name == "group_by":
            problem, remark = problem or self._model.grouping.state.problem, self._model.grouping.state.text
        self._rows[name].show_state(problem, fixed, tip, resolved.hints.get(name, ""), remark)

    def _make(self, rows: Iterable[Row]) -> list[FieldRow]:
        return [self._make_row(row) for row in rows]

    def _make_row(self, row: Row) -> FieldRow:
        field: TextField | ChoiceField
        if row.name in CHOICE_WORDS:
            field = ChoiceField(CHOICE_WORDS[row.name])
        elif row.step:
            field = NumberField(row.unit, row.step, _whole if row.name in WHOLE_NUMBERS else _decimal)
        else:
            field = TextField(row.unit)
        beside: dict[str, QWidget] = {"augmentation": self._preview, "learning_rate": self._find}
        field.written.connect(partial(self._write, row.name))
        self._fields[row.name] = field
        self._rows[row.name] = FieldRow(row.title, field, row.explanation, beside.get(row.name))
        return self._rows[row.name]

    def _write(self, name: str, text: str) -> None:
        if text == OWN_AMOUNTS and name == "augmentation":  # no text: the amounts are set beside the preview
            self.show_resolved(self._model.resolved)
            self.preview_asked.emit()
        else:
            self._model.write(name, text)

    def _runs_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(Label("Runs folder", tone="muted"))
        row.addWidget(self._runs, 1)
        row.addWidget(self._change_runs)
        return row


def summary(resolved: Resolved) -> str:
    """The values under *Advanced* that are in force: “Adam · 0.002 · seed 0”, and each that is not as suggested."""
    values = resolved.values
    parts = [CHOICE_WORDS["optimizer"][values["optimizer"]][0], written_as(values["learning_rate"])]
    for row in (row for rows in ADVANCED.values() for row in rows):
        name = row.name
        is_told = name in ("optimizer", "learning_rate", "seed", "name")
        if is_told or name in resolved.fixed or values[name] == resolved.suggested[name]:
            continue
        parts.append(_told(row, resolved))
    if values["watch"]:
        parts.append(f"watching{GAP}{len(values['watch'])}")
    parts.append(f"seed{GAP}{values['seed']}")
    return DOT.join(parts)


def _told(row: Row, resolved: Resolved) -> str:
    """“test 0.1”, “Stochastic”, “batch normalisation off”."""
    shown = resolved.shown(row.name)
    if row.name not in CHOICE_WORDS:
        return f"{row.title.removesuffix(' share').lower()}{GAP}{shown}"
    words = CHOICE_WORDS[row.name][shown][0]
    return f"{row.title.lower()}{GAP}{words.lower()}" if row.name == "normalise" else words


def _shown(name: str, resolved: Resolved) -> str:
    return resolved.strength if name == "augmentation" else resolved.shown(name)


def _suggestion(resolved: Resolved, name: str) -> str:
    """What would be in force otherwise, and how to go back to it."""
    is_as_suggested = resolved.values[name] == resolved.suggested[name]
    if name in ("name", "group_by") or not getattr(resolved.form, name) or is_as_suggested:
        return ""
    suggested = training_fields.written(name, resolved.suggested[name])
    if name in CHOICE_WORDS:
        return f"Suggested: {CHOICE_WORDS[name][suggested][0]}."
    return f"Suggested: {suggested or ITS_OWN}. Empty the field to go back to it."


def _whole(value: float) -> str:
    return written_as(round(value))


def _decimal(value: float) -> str:
    return written_as(float(f"{value:.6g}"))
