"""The settings form of the Train tab: what the user wrote or chose, and nothing else. Pure, no Qt.

An empty text is "as suggested": what is then in force is reality's word, and told by `training_resolved`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from cnn_desktop.core.augmentation import STRENGTHS, Augmentation
from cnn_desktop.core.stack.layers import Stack
from cnn_desktop.gui.models.training_fields import CHOICES, NUMBERS, TEXTS

FIELDS = (*NUMBERS, *CHOICES, *TEXTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingForm:
    """What the user wrote or chose. Empty: as suggested. Named as the fields of `TrainingConfig`."""

    architecture: str = ""
    image_size: str = ""
    first_size: str = ""
    epochs: str = ""
    batch_size: str = ""
    augmentation: str = ""
    vary: Augmentation | None = None  # single amounts, in place of a strength
    grey: str = ""
    resize: str = ""
    polarity: str = ""
    centring: str = ""
    inputs: str = ""
    activation: str = ""
    pooling: str = ""
    normalise: str = ""
    dropout: str = ""
    optimizer: str = ""
    learning_rate: str = ""
    schedule: str = ""
    loss: str = ""
    label_smoothing: str = ""
    l2: str = ""
    class_weights: str = ""
    weights: str = ""  # a file of pretrained ones
    method: str = ""
    validation: str = ""
    test: str = ""
    patience: str = ""
    seed: str = ""
    precision: str = ""
    group_by: str = ""  # a rule over the file names of this dataset: not remembered
    name: str = ""  # of the next run only: not remembered
    watch: tuple[str, ...] = ()  # images of this dataset, for a time-lapse: not remembered
    own: Stack | None = None  # the network put together last; kept in a file of its own

    def with_text(self, name: str, text: str) -> TrainingForm:
        """The form with one field rewritten.

        A strength takes the place of single amounts; a weights file belongs to one network.
        """
        changes: dict[str, Any] = {name: text}
        dropped: dict[str, dict[str, Any]] = {"augmentation": {"vary": None}, "architecture": {"weights": ""}}
        return dataclasses.replace(self, **changes | dropped.get(name, {}))

    def with_vary(self, vary: Augmentation) -> TrainingForm:
        """The form with single amounts of augmentation; amounts that are a strength are that strength."""
        strength = next((name for name, amounts in STRENGTHS.items() if amounts == vary), "")
        return dataclasses.replace(self, augmentation=strength, vary=None if strength else vary)
