"""What is written on the page that begins a comparison, against the settings form. Pure: no Qt."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cnn_desktop.core.architectures import OWN
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.study import Study, Varied
from cnn_desktop.gui.models import training_fields
from cnn_desktop.gui.models.training_resolved import Resolved

FIELDS = (  # that can vary here, in the order of the form
    "batch_size", "learning_rate", "architecture", "image_size", "epochs", "augmentation", "optimizer", "schedule",
    "dropout", "activation", "pooling", "normalise", "inputs", "grey", "resize", "polarity", "centring", "loss",
    "label_smoothing", "class_weights", "l2", "method", "first_size", "precision", "patience", "validation",
)  # fmt: skip
_SEVERAL = re.compile(r"\s*;\s*|\s*,\s*|\s+")
_WITH_COMMAS = re.compile(r"\s*;\s*")  # “0,1; 0,01”


@dataclass(frozen=True, slots=True)
class StudyDraft:
    """`varied`: fields, each once, and the values as they are written. `folds` 0: no cross-validation."""

    varied: tuple[tuple[str, str], ...] = ()
    folds: int = 0
    seeds: int = 1

    def with_text(self, field: str, text: str) -> StudyDraft:
        """The draft with other values; a field that does not vary yet is added."""
        rows = dict(self.varied) | {field: text}
        return dataclasses.replace(self, varied=tuple(rows.items()))

    def with_field(self, before: str, after: str) -> StudyDraft:
        """The draft with another field in the place of `before`, its values proposed."""
        rows = tuple((after, proposed(after)) if name == before else (name, text) for name, text in self.varied)
        return dataclasses.replace(self, varied=rows)

    def without(self, field: str) -> StudyDraft:
        return dataclasses.replace(self, varied=tuple(row for row in self.varied if row[0] != field))

    @property
    def free(self) -> tuple[str, ...]:
        """Fields that do not vary yet."""
        taken = {name for name, _ in self.varied}
        return tuple(name for name in FIELDS if name not in taken)


_PROPOSED: Mapping[str, str] = {
    "batch_size": "32, 64, 128, 256", "learning_rate": "0.0005, 0.001, 0.002", "image_size": "64, 96, 128",
    "epochs": "10, 20, 40", "dropout": "0, 0.25, 0.5", "label_smoothing": "0, 0.1, 0.2", "l2": "0, 0.0001, 0.001",
    "first_size": "16, 24", "patience": "0, 6", "validation": "0.1, 0.2, 0.3", "architecture": "residual, lenet5",
}  # fmt: skip


def proposed(field: str) -> str:
    """Values to begin with."""
    return _PROPOSED.get(field) or ", ".join(training_fields.CHOICES.get(field, ()))


def split(text: str) -> tuple[str, ...]:
    """The single values of a text."""
    between = _WITH_COMMAS if ";" in text else _SEVERAL
    return tuple(part for part in between.split(text.strip()) if part)


def base_of(resolved: Resolved) -> TrainingConfig | None:
    """The settings in force with what nobody wrote left open: an architecture that varies brings its own recipe."""
    config, form = resolved.config, resolved.form
    if config is None:
        return None
    kept = {"dataset", "runs", "architecture", "watch", "group_by", "name"}
    kept |= {"layers", "network_name"} if config.architecture == OWN else set()
    kept |= {"vary"} if form.vary is not None else set()
    values: dict[str, Any] = {}
    for field in dataclasses.fields(TrainingConfig):
        if field.name in kept or getattr(form, field.name, None):
            values[field.name] = getattr(config, field.name)
    return TrainingConfig(**values)


def study_of(draft: StudyDraft, base: TrainingConfig) -> Study:
    """Raises UserError where the draft is no comparison."""
    varied = tuple(_varied(field, text) for field, text in draft.varied)
    return Study(base, varied, draft.folds, draft.seeds)


def _varied(field: str, text: str) -> Varied:
    choices = training_fields.CHOICES.get(field, ())
    values = split(text)
    for one in values:
        if choices and one not in choices:
            raise UserError(f"There is no {field.replace('_', ' ')} “{one}”.", hint=f"One of: {', '.join(choices)}.")
    return Varied(field, tuple(training_fields.read(field, one) for one in values))


def seconds_of(study: Study, seconds: float, epochs: int) -> float:
    """About how long all runs take, where one of the settings in force takes `seconds` for `epochs`."""
    share = (study.folds - 1) / study.folds / (1 - study.base.validation) if study.folds else 1.0
    lengths = [(run.config.epochs or epochs) / max(1, epochs) for run in study.runs]
    return seconds * share * sum(lengths)
