"""Where a network of one's own meets the settings form: what it works on, and what it takes along. Pure.

It keeps training as the network it began from trains well: the recipe of that one becomes what is written in the form.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnn_desktop.core.architectures import OWN, Architecture, architecture
from cnn_desktop.core.config import DECIDED
from cnn_desktop.core.dataset.model import DatasetSummary
from cnn_desktop.core.stack.arithmetic import Output
from cnn_desktop.gui.models import training_fields
from cnn_desktop.gui.models.stack_draft import Version
from cnn_desktop.gui.models.training_form import TrainingForm
from cnn_desktop.gui.models.training_resolved import resolve

CLASSES_WITHOUT_DATASET = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """What a network works on and answers with, but for the image size: that is the version's."""

    channels: int = 3
    classes: int = CLASSES_WITHOUT_DATASET
    output: Output = "softmax"


def taken_up(form: TrainingForm, version: Version, classes: int) -> TrainingForm:
    """The form that trains `version`."""
    changes: dict[str, Any] = dict.fromkeys(training_fields.OF_THE_NETWORK, "")
    if version.based_on:
        changes |= _recipe(form, architecture(version.based_on))
    if changes.get("loss") == "sigmoid" and classes != 2:
        changes["loss"] = ""
    changes |= {"architecture": OWN, "own": version.stack, "image_size": str(version.image_size)}
    return dataclasses.replace(form, **changes)


def ground_of(form: TrainingForm, version: Version, dataset: DatasetSummary | None) -> Ground:
    """What `version` would work on if it were taken up."""
    classes = len(dataset.classes) if dataset else CLASSES_WITHOUT_DATASET
    values = resolve(taken_up(form, version, classes), dataset, Path()).values
    return Ground(1 if values["grey"] else 3, classes, "sigmoid" if values["loss"] == "sigmoid" else "softmax")


def why_not_edited(entry: Architecture) -> str:
    """Why the layers of `entry` cannot be edited; empty where they can."""
    if entry.rows or entry.key == OWN:
        return ""
    return (
        f"“{entry.title}” is no plain list of layers. Choose another network to start from, or “A network of your own”."
    )


def _recipe(form: TrainingForm, entry: Architecture) -> dict[str, Any]:
    """What has to be written so that the recipe of `entry` stays in force. What the user wrote beside it stays too."""
    own, changes = architecture(OWN), dict[str, Any]()
    is_in_force = form.architecture == entry.key
    for name in DECIDED:
        if name == "vary" or not hasattr(form, name):
            continue
        value = getattr(entry, name)
        differs = value is not None and value != getattr(own, name)
        if not (is_in_force and getattr(form, name)):
            changes[name] = training_fields.written(name, value) if differs else ""
    if not (is_in_force and (form.vary or form.augmentation)):
        changes["vary"] = entry.vary
    return changes
