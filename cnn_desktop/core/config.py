"""Everything that decides a run, in one frozen value, to and from JSON.

A field that is None is decided by `engine.training` from the architecture and the dataset before
the first batch; the run folder always holds the decided values.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from cnn_desktop.core import architectures
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.preparation import ResizePolicy

OPTIMIZERS = ("adam", "adamw", "sgd", "rmsprop")
AUGMENTATIONS = ("none", "light", "medium", "strong")
RESIZE_POLICIES: tuple[ResizePolicy, ...] = get_args(ResizePolicy)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfig:
    """What to train on what, and how. Checked once, here; raises UserError with a plain sentence."""

    dataset: Path
    runs: Path  # the folder in which the run folder is made
    name: str = ""  # of the run; empty: dataset, architecture and time
    architecture: str = architectures.DEFAULT
    image_size: int | None = None  # pixels; images are square inside the network
    grey: bool | None = None  # one channel instead of three
    resize: ResizePolicy = "pad"
    epochs: int | None = None
    batch_size: int | None = None
    learning_rate: float | None = None  # peak, before decay
    optimizer: str | None = None
    augmentation: str = "light"
    flip: bool = False  # mirror half of the training images; wrong where left and right matter
    patience: int = 6  # epochs without improvement before the run ends early; 0: never
    validation: float = 0.2  # share of the images; a ready-made validation split is respected
    test: float = 0.0  # share of the images; a ready-made test split is respected
    seed: int = 0

    def __post_init__(self) -> None:
        entry = architectures.architecture(self.architecture)
        if self.image_size is not None and not entry.smallest_image <= self.image_size <= 1024:
            raise UserError(
                f"{entry.title} takes images from {entry.smallest_image} to 1024 pixels, not {self.image_size}.",
                hint=f"Choose an image size of {entry.smallest_image} or more.",
            )
        _require(
            self.epochs is None or 1 <= self.epochs <= 100_000,
            "The number of epochs",
            "1 or more",
            self.epochs,
        )
        _require(
            self.batch_size is None or 1 <= self.batch_size <= 65_536,
            "The batch size",
            "1 or more",
            self.batch_size,
        )
        rate = self.learning_rate
        _require(rate is None or (math.isfinite(rate) and 0 < rate <= 100), "The learning rate", "above 0", rate)
        _require(0 < self.validation < 1, "The validation share", "between 0 and 1", self.validation)
        _require(0 <= self.test < 1, "The test share", "from 0 up to 1", self.test)
        _require(
            self.validation + self.test < 0.95,
            "Validation and test together",
            "under 0.95 of the images",
            self.validation + self.test,
        )
        _require(self.patience >= 0, "The patience", "0 or more epochs", self.patience)
        _require(0 <= self.seed < 2**31, "The seed", "from 0 to 2,147,483,647", self.seed)
        _choose(self.augmentation, AUGMENTATIONS, "augmentation")
        _choose(self.resize, RESIZE_POLICIES, "resize policy")
        if self.optimizer is not None:
            _choose(self.optimizer, OPTIMIZERS, "optimizer")

    def to_json(self) -> dict[str, Any]:
        """Plain values for `config.json`."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return values | {"dataset": str(self.dataset), "runs": str(self.runs)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> TrainingConfig:
        """The inverse of `to_json`. Unknown names are refused: they would be settings not kept."""
        known = {field.name for field in dataclasses.fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise UserError(
                f"The configuration holds settings this version does not know: {', '.join(unknown)}.",
                hint="Open it with the version that wrote it, or a newer one.",
            )
        try:
            return cls(**values | {"dataset": Path(values["dataset"]), "runs": Path(values["runs"])})
        except (KeyError, TypeError) as error:
            raise UserError(f"The configuration is damaged ({error}).", hint="Start a new run instead.") from error


def _require(holds: bool, what: str, expected: str, value: object) -> None:
    if not holds:
        raise UserError(f"{what} must be {expected}, not {value}.", hint="Correct it and start again.")


def _choose(value: str, choices: tuple[str, ...], what: str) -> None:
    if value not in choices:
        raise UserError(f"There is no {what} “{value}”.", hint=f"Choose one of: {', '.join(choices)}.")
