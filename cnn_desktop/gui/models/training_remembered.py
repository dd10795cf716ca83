"""What is kept of the settings form from one launch to the next: what was written and makes sense. Pure, no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.errors import UserError
from cnn_desktop.gui.models import training_fields
from cnn_desktop.gui.models.training_form import FIELDS, TrainingForm
from cnn_desktop.gui.models.training_resolved import Resolved


def remembered(resolved: Resolved) -> dict[str, Any]:
    """What to keep for the next launch: what was written and makes sense, as values of `TrainingConfig`."""
    written = {
        name: training_fields.read(name, getattr(resolved.form, name))
        for name in FIELDS
        if name != "architecture" and getattr(resolved.form, name) and name not in resolved.problems
    }
    vary = {"vary": resolved.form.vary.to_json()} if resolved.form.vary else {}
    chosen = {"architecture": resolved.entry.key} if resolved.form.architecture else {}
    return chosen | written | vary


def from_remembered(values: Mapping[str, Any]) -> TrainingForm:
    """The inverse of `remembered`. What a damaged or foreign file holds instead is left out."""
    texts: dict[str, Any] = {name: training_fields.kept(name, value) for name, value in values.items()}
    texts = {name: text for name, text in texts.items() if text}
    try:
        vary = Augmentation.from_json(values["vary"])
    except (KeyError, TypeError, UserError):
        vary = None
    return TrainingForm(**texts, vary=vary)
