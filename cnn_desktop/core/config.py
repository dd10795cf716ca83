"""Everything that decides a run, in one frozen value, to and from JSON.

A field that is None is decided before the first batch, by the architecture's recipe and the dataset; the run folder
holds the decided values. What decides the network alone is `NetworkPlan`, taken from here by `plan_of`.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, cast, get_args

from cnn_desktop.core import architectures
from cnn_desktop.core.augmentation import STRENGTHS, Augmentation
from cnn_desktop.core.dataset import folds, group_rules
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.core.network import INPUTS, LOSSES, METHODS, NetworkPlan
from cnn_desktop.core.preparation import Centring, Polarity, Preparation, ResizePolicy
from cnn_desktop.core.stack import files as stack_files
from cnn_desktop.core.stack.layers import ACTIVATIONS, POOLINGS, Row, why_untrainable
from cnn_desktop.core.time_lapse import MOST_IMAGES

OPTIMIZERS = ("adam", "adamw", "sgd", "momentum", "rmsprop")
SCHEDULES = ("cosine", "one-cycle", "step", "constant")
AUGMENTATIONS = tuple(STRENGTHS)
RESIZE_POLICIES: tuple[ResizePolicy, ...] = get_args(ResizePolicy)
POLARITIES: tuple[Polarity, ...] = get_args(Polarity)
CENTRINGS: tuple[Centring, ...] = get_args(Centring)
CLASS_WEIGHTS = ("none", "balanced")
PRECISIONS = ("auto", "float32", "bfloat16")

_CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "augmentation": ("augmentation", AUGMENTATIONS),
    "resize": ("resize policy", RESIZE_POLICIES),
    "polarity": ("polarity", POLARITIES),
    "centring": ("centring", CENTRINGS),
    "optimizer": ("optimizer", OPTIMIZERS),
    "schedule": ("schedule", SCHEDULES),
    "activation": ("activation", ACTIVATIONS),
    "pooling": ("pooling", POOLINGS),
    "inputs": ("input preparation", INPUTS),
    "loss": ("loss", LOSSES),
    "method": ("method", METHODS),
    "class_weights": ("class weighting", CLASS_WEIGHTS),
    "precision": ("precision", PRECISIONS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfig:
    """What to train on what, and how. Checked once, here; raises UserError with a plain sentence."""

    dataset: Path
    runs: Path  # the folder in which the run folder is made
    name: str = ""  # of the run; empty: dataset, architecture and time
    architecture: str = architectures.DEFAULT
    layers: tuple[Row, ...] | None = None  # of a network of one's own, and of no other
    network_name: str = ""  # what the user calls it

    # how images reach the network
    image_size: int | None = None  # pixels; images are square inside the network
    first_size: int | None = None  # pixels of the first batches, where they grow to `image_size`
    grey: bool | None = None  # one channel instead of three
    resize: str | None = None
    polarity: str | None = None
    centring: str | None = None
    inputs: str | None = None

    # choices about the network itself; None stays None: its own way
    activation: str | None = None
    pooling: str | None = None
    normalise: bool | None = None
    dropout: float | None = None
    weights: str | None = None  # of a pretrained network: "imagenet", "none", or a file
    method: str | None = None

    # how it learns
    epochs: int | None = None
    batch_size: int | None = None
    learning_rate: float | None = None  # peak, before decay
    schedule: str | None = None
    optimizer: str | None = None
    loss: str | None = None
    label_smoothing: float | None = None
    l2: float | None = None
    class_weights: str = "none"
    augmentation: str | None = None
    vary: Augmentation | None = None  # in place of what `augmentation` stands for
    patience: int | None = None  # epochs without improvement before the run ends early; 0: never
    seed: int = 0
    precision: str = "auto"  # what training computes in; "auto": what a trial before the first batch finds faster

    watch: tuple[str, ...] = ()  # images whose maps are kept of every epoch, relative to the dataset; for a time-lapse

    # which images serve what
    validation: float = 0.2  # share of the images; a ready-made validation split is respected
    test: float = 0.0  # share of the images; a ready-made test split is respected
    group_by: str = ""  # images of one group stay on one side of the split: see `core.dataset.group_rules`
    fold: str = ""  # "2/5": the second of five parts validates, in place of a share: see `core.dataset.folds`

    def __post_init__(self) -> None:
        entry = architectures.architecture(self.architecture)
        if self.image_size is not None and not entry.smallest_image <= self.image_size <= 1024:
            raise UserError(
                f"{entry.title} takes images from {entry.smallest_image} to 1024 pixels, not {self.image_size}.",
                hint=f"Choose an image size of {entry.smallest_image} or more.",
            )
        architectures.require_layers(entry, self.layers)
        if self.first_size is not None:
            _check_growth(entry, self.first_size)
        for name, (what, choices) in _CHOICES.items():
            value = getattr(self, name)
            if value is not None and value not in choices:
                raise UserError(f"There is no {what} “{value}”.", hint=f"Choose one of: {', '.join(choices)}.")
        self._check_numbers()
        if self.group_by:
            group_rules.parse(self.group_by)
        if self.fold:
            folds.parse(self.fold)
        _check_watched(self.watch)
        if reason := why_untrainable(self.layers or (), self.activation):
            raise UserError(reason, hint="Look at it with “architectures”; train with another activation.")

    def _check_numbers(self) -> None:
        rate = self.learning_rate
        _require(_unset_or(self.epochs, 1, 100_000), "The number of epochs", "1 or more", self.epochs)
        _require(_unset_or(self.batch_size, 1, 65_536), "The batch size", "1 or more", self.batch_size)
        _require(rate is None or (math.isfinite(rate) and 0 < rate <= 100), "The learning rate", "above 0", rate)
        _require(_unset_or(self.label_smoothing, 0, 0.9), "Label smoothing", "from 0 to 0.9", self.label_smoothing)
        _require(_unset_or(self.l2, 0, 1), "The L2 weight", "from 0 to 1", self.l2)
        _require(_unset_or(self.dropout, 0, 0.95), "The dropout rate", "from 0 to 0.95", self.dropout)
        _require(0 < self.validation < 1, "The validation share", "between 0 and 1", self.validation)
        _require(0 <= self.test < 1, "The test share", "from 0 up to 1", self.test)
        held_back = self.validation + self.test
        _require(held_back < 0.95, "Validation and test together", "under 0.95 of the images", held_back)
        _require(_unset_or(self.patience, 0, math.inf), "The patience", "0 or more epochs", self.patience)
        _require(0 <= self.seed < 2**31, "The seed", "from 0 to 2,147,483,647", self.seed)

    @property
    def batch_size_in_force(self) -> int:
        """The chosen one, or that of the architecture."""
        return self.batch_size or architectures.architecture(self.architecture).batch_size

    @property
    def title(self) -> str:
        """What the network is called: by the user where it is their own, otherwise by the catalogue."""
        return self.network_name or architectures.architecture(self.architecture).title

    def to_json(self) -> dict[str, Any]:
        """Plain values for `config.json`."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return values | {
            "dataset": str(self.dataset),
            "runs": str(self.runs),
            "layers": None if self.layers is None else stack_files.to_json(self.layers),
            "vary": None if self.vary is None else self.vary.to_json(),
        }

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
            layers, vary = values.get("layers"), values.get("vary")
            special = {
                "dataset": Path(values["dataset"]),
                "runs": Path(values["runs"]),
                "layers": None if layers is None else stack_files.from_json(layers),
                "vary": None if vary is None else Augmentation.from_json(vary),
            }
            earlier = {"precision": "float32"}  # of runs made before there was a choice
            return cls(**earlier | values | special | {"watch": tuple(map(str, values.get("watch", ())))})
        except (KeyError, TypeError) as error:
            raise UserError(f"The configuration is damaged ({error}).", hint="Start a new run instead.") from error


# What a recipe decides where the user chose nothing: the fields that an Architecture has too.
DECIDED = tuple(
    field.name
    for field in dataclasses.fields(TrainingConfig)
    if field.default is None and field.name in {other.name for other in dataclasses.fields(architectures.Architecture)}
)


def completed(config: TrainingConfig, image_size: int) -> TrainingConfig:
    """`config` with every open field as its architecture's recipe has it; `image_size` where that leaves it open."""
    entry = architectures.architecture(config.architecture)
    recipe = {name: getattr(entry, name) for name in DECIDED if getattr(config, name) is None}
    if config.augmentation is not None and config.vary is None:
        recipe.pop("vary", None)  # the user chose a strength: the recipe's own amounts no longer hold
    if recipe.get("image_size", 0) is None:
        recipe["image_size"] = max(entry.smallest_image, image_size)
    return dataclasses.replace(config, **recipe)


def variations_of(config: TrainingConfig) -> Augmentation:
    """How far a decided configuration varies its training images."""
    return config.vary if config.vary is not None else STRENGTHS[config.augmentation or "none"]


def preparation_of(config: TrainingConfig) -> Preparation:
    """How the images of a decided configuration are prepared."""
    assert config.image_size is not None
    return Preparation(
        size=config.image_size,
        grey=bool(config.grey),
        resize=cast("ResizePolicy", config.resize or "pad"),
        polarity=cast("Polarity", config.polarity or "as-is"),
        centring=cast("Centring", config.centring or "none"),
        reduced=True,
    )


def plan_of(config: TrainingConfig, classes: int) -> NetworkPlan:
    """The network of a decided configuration. Raises UserError for choices that do not go together."""
    assert config.image_size is not None
    shared = {field.name for field in dataclasses.fields(NetworkPlan)} - {"classes"}
    values = {name: getattr(config, name) for name in shared}
    return NetworkPlan(classes=classes, **values | {"grey": bool(config.grey), "l2": config.l2 or 0.0})


def _check_growth(entry: architectures.Architecture, first: int) -> None:
    if entry.kind != "code":
        raise UserError(
            f"The images of {entry.title} cannot grow while it trains: its layers are made for one size.",
            hint="Leave the first size out, or choose a residual network.",
        )
    _require(
        architectures.LEAST_FIRST_SIZE <= first <= 1024,
        "The first size",
        f"from {architectures.LEAST_FIRST_SIZE} to 1024 pixels",
        first,
    )


def _check_watched(watch: tuple[str, ...]) -> None:
    if len(watch) > MOST_IMAGES:
        raise UserError(
            f"At most {MOST_IMAGES} images can be watched, not {len(watch)}.", hint="Choose those that tell most."
        )
    for file in watch:
        if watch.count(file) > 1:
            raise UserError(f"{quoted(file)} is watched twice.", hint="Name it once.")
        if not file or PurePath(file).is_absolute() or ".." in PurePath(file).parts:
            raise UserError(f"{quoted(file)} does not lie in the dataset.", hint="Watch images of the dataset.")


def _unset_or(value: float | None, least: float, most: float) -> bool:
    return value is None or least <= value <= most


def _require(holds: bool, what: str, expected: str, value: object) -> None:
    if not holds:
        raise UserError(f"{what} must be {expected}, not {value}.", hint="Correct it and start again.")
