"""The settings of the next run: a few in sight, the others one fold away with their values in force beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.models.training_fields import CHOICES, WHOLE_NUMBERS, written_as
from cnn_desktop.gui.models.training_form import Resolved
from cnn_desktop.gui.models.training_settings import TrainingSettings
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.fields import ChoiceField, FieldRow, NumberField, Step, TextField
from cnn_desktop.gui.training.words import DOT, GAP
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.fold import Fold
from cnn_desktop.gui.widgets.label import Label, tooltip

CHOICE_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "none": ("None", "Images are used as they are."),
        "light": ("Light", "Shifted a little: a safe choice for all images."),
        "medium": ("Medium", "Turned, enlarged and brightened too: when images are few."),
        "strong": ("Strong", "As much as most photos bear: when images are very few."),
        "adam": ("Adam", "Adapts its steps to every weight; works nearly everywhere."),
        "adamw": ("AdamW", "Adam with weight decay."),
        "sgd": ("SGD", "Stochastic gradient descent as it is; needs a well-chosen learning rate."),
        "momentum": ("SGD with momentum", "Keeps going where the last corrections pointed; often best in the end."),
        "rmsprop": ("RMSprop", "The forerunner of Adam."),
        "pad": ("Pad", "The whole image, with black beside it."),
        "crop": ("Crop", "The centre square; what lies outside it is not seen."),
        "stretch": ("Stretch", "The whole image; its proportions are given up."),
    }
)


class SettingsForm(QWidget):
    """`show_resolved` tells it what is in force; what is written goes to the model at once."""

    runs_folder_asked = Signal()
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
        self._reset = buttons.link("Use the suggested settings")

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for row in self._simple_rows():
            column.addWidget(row)
        column.addWidget(self._advanced)
        for row in self._advanced_rows():
            self._advanced.body.addWidget(row)
        self._advanced.body.addLayout(self._runs_row())
        column.addWidget(self._reset)

        self._advanced.opened.connect(self.advanced_opened)
        self._change_runs.clicked.connect(self.runs_folder_asked)
        self._reset.clicked.connect(model.reset)
        model.resolved_changed.connect(self.show_resolved)
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
            in_force = written_as(resolved.values[name])
            fixed = resolved.fixed.get(name, "")
            problem = "" if fixed else resolved.problems.get(name, "")
            if isinstance(field, ChoiceField):
                field.show_choice(in_force)
            else:
                written = getattr(resolved.form, name) if problem else in_force
                field.show_text("by its folders" if fixed else written, written_as(resolved.suggested[name]))
            self._rows[name].show_state(problem, fixed, _hint(resolved, name))
        name_field = self._fields["name"]
        if isinstance(name_field, TextField):
            name_field.show_text(resolved.form.name, "by date")
        epochs = self._fields["epochs"]
        if isinstance(epochs, TextField):
            epochs.show_unit("at most" if resolved.values["patience"] else "")
        self._advanced.show_summary(summary(resolved))
        runs = shown_name(str(self._model.runs))
        self._runs.setText(runs)
        self._runs.setToolTip(tooltip(runs))
        self._reset.setVisible(resolved.is_changed)

    def _simple_rows(self) -> list[FieldRow]:
        return [
            self._number("image_size", "Image size", "px", _by(16), "Pixels a side; images are fitted into a square."),
            self._number("epochs", "Epochs", "", _by(5), "How often the network sees every training image."),
            self._number("batch_size", "Batch size", "images", _by_octaves, "Images between two corrections."),
            self._choice("augmentation", "Augmentation", "How much training images are varied at random."),
        ]

    def _advanced_rows(self) -> list[FieldRow]:
        return [
            self._choice("optimizer", "Optimizer", "How weights are corrected."),
            self._number("learning_rate", "Learning rate", "peak", _by_decades, "How large the corrections are."),
            self._choice("resize", "Fit into the square", "What happens to images that are not square."),
            self._number(
                "validation", "Validation share", "of images", _by(0.05), "Held back to choose the best epoch."
            ),
            self._number("test", "Test share", "of images", _by(0.05), "Held back to the end; chooses nothing."),
            self._number("patience", "Stop early after", "epochs", _by(1), "Epochs without improvement; 0: never."),
            self._number("seed", "Seed", "", _by(1), "The same seed gives the same split and the same start."),
            self._text("name", "Run name", "What its folder is called; empty: dataset, architecture and time."),
        ]

    def _runs_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(Label("Runs folder", tone="muted"))
        row.addWidget(self._runs, 1)
        row.addWidget(self._change_runs)
        return row

    def _number(self, name: str, title: str, unit: str, step: Step, explanation: str) -> FieldRow:
        is_whole = name in WHOLE_NUMBERS
        field = NumberField(unit, step, lambda value: written_as(round(value) if is_whole else float(f"{value:.6g}")))
        return self._keep(name, title, field, explanation)

    def _choice(self, name: str, title: str, explanation: str) -> FieldRow:
        return self._keep(name, title, ChoiceField({key: CHOICE_WORDS[key] for key in CHOICES[name]}), explanation)

    def _text(self, name: str, title: str, explanation: str) -> FieldRow:
        return self._keep(name, title, TextField(), explanation)

    def _keep(self, name: str, title: str, field: TextField | ChoiceField, explanation: str) -> FieldRow:
        field.written.connect(partial(self._model.write, name))
        self._fields[name] = field
        self._rows[name] = FieldRow(title, field, explanation)
        return self._rows[name]


def summary(resolved: Resolved) -> str:
    """The values under *Advanced* that are in force: “Adam · 0.002 · seed 0”."""
    values = resolved.values
    parts = [CHOICE_WORDS[values["optimizer"]][0], written_as(values["learning_rate"])]
    if values["test"] and "test" not in resolved.fixed:
        parts.append(f"test{GAP}{written_as(values['test'])}")
    parts.append(f"seed{GAP}{values['seed']}")
    return DOT.join(parts)


def _hint(resolved: Resolved, name: str) -> str:
    suggested = written_as(resolved.suggested[name])
    if not getattr(resolved.form, name) or name == "name" or written_as(resolved.values[name]) == suggested:
        return ""
    return f"Suggested: {suggested}. Empty the field to go back to it."


def _by(step: float) -> Step:
    """The next multiple of `step`, never under 0."""

    def go(value: float, direction: int) -> float:
        steps = value / step
        near = round(steps)
        if abs(steps - near) < 1e-9:
            return max(0.0, (near + direction) * step)
        return max(0.0, (math.ceil(steps) if direction > 0 else math.floor(steps)) * step)

    return go


def _by_octaves(value: float, direction: int) -> float:
    """The next power of two."""
    octave = math.log2(max(1.0, value))
    return 2.0 ** max(0, math.floor(octave) + 1 if direction > 0 else math.ceil(octave) - 1)


def _by_decades(value: float, direction: int) -> float:
    """The next of …, 0.001, 0.002, 0.005, 0.01, …"""
    if value <= 0:
        return 1e-3
    steps = [digit * 10.0**power for power in range(-7, 3) for digit in (1, 2, 5)]
    above = [step for step in steps if step > value * 1.0001]
    below = [step for step in steps if step < value * 0.9999]
    return (above or [value])[0] if direction > 0 else (below or [value])[-1]
