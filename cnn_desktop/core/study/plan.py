"""Which runs a study consists of: every combination of the varied settings, in every fold, with every seed. Pure."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, TypeAlias

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.config import TrainingConfig, completed, variations_of
from cnn_desktop.core.dataset import folds
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import joined, listed, quoted
from cnn_desktop.core.runs.making import cleaned

MOST_RUNS, MOST_SEEDS = 1_000, 100
FORMAT = 1

Value: TypeAlias = str | int | float | bool | None
Settings: TypeAlias = tuple[tuple[str, Value], ...]  # what varies, by field

_FIXED = ("dataset", "runs", "name", "layers", "network_name", "vary", "watch", "seed", "fold")
_ANY_SIZE = 64  # pixels: it plays no part in how images are varied
AMOUNTS = tuple(field.name for field in dataclasses.fields(Augmentation))
FIELDS = tuple(field.name for field in dataclasses.fields(TrainingConfig) if field.name not in _FIXED) + AMOUNTS


@dataclass(frozen=True, slots=True)
class Varied:
    """A setting, and the values it takes: a field of `TrainingConfig`, or one amount of `Augmentation`."""

    field: str
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        if self.field not in FIELDS:
            hints = {"seed": "Say how many seeds instead.", "fold": "Say how many folds instead."}
            raise UserError(
                f"{quoted(self.field)} is no setting that can be varied.",
                hint=hints.get(self.field, f"Vary one of: {', '.join(FIELDS)}."),
            )
        if not self.values:
            raise UserError(f"No values for {title(self.field)} are named.", hint="Name at least one.")
        twice = [label(self.field, value) for value in self.values if self.values.count(value) > 1]
        if twice:
            raise UserError(f"{title(self.field)} is to be {twice[0]} twice.", hint="Name each value once.")


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One run of a study. `name` is what its folder is called."""

    number: int  # from 1, in the order of the queue
    name: str
    settings: Settings
    config: TrainingConfig


@dataclass(frozen=True)
class Study:
    """What to compare: `base` with each combination of `varied`, `folds` times (0: no cross-validation), by `seeds`.

    Checked once, here: raises UserError where a combination cannot be trained.
    """

    base: TrainingConfig
    varied: tuple[Varied, ...] = ()
    folds: int = 0
    seeds: int = 1

    def __post_init__(self) -> None:
        fields = [one.field for one in self.varied]
        if len(set(fields)) < len(fields):
            raise UserError(f"{listed(fields, len(fields))}: a setting is varied twice.", hint="Name each once.")
        if not 1 <= self.seeds <= MOST_SEEDS:
            raise UserError(f"From 1 to {MOST_SEEDS} seeds are possible, not {self.seeds}.", hint="Choose fewer.")
        if self.base.fold:
            raise UserError("A single fold cannot be compared with itself.", hint="Say how many folds there are.")
        if self.folds:
            folds.parse(f"1/{self.folds}")
        if self.size < 2:
            raise UserError(
                "There is nothing to compare: this is one run.",
                hint="Vary a setting, or choose several folds or seeds.",
            )
        if self.size > MOST_RUNS:
            raise UserError(f"These are {self.size:,} runs; {MOST_RUNS:,} are possible.", hint="Vary less.")
        _ = self.runs

    @property
    def size(self) -> int:
        """The number of runs."""
        number = max(1, self.folds) * self.seeds
        for one in self.varied:
            number *= len(one.values)
        return number

    @cached_property
    def combinations(self) -> tuple[Settings, ...]:
        """Every combination of what varies; one, and empty, where nothing does."""
        fields = [one.field for one in self.varied]
        return tuple(
            tuple(zip(fields, values, strict=True)) for values in product(*(one.values for one in self.varied))
        )

    @cached_property
    def runs(self) -> tuple[PlannedRun, ...]:
        """In the order of the queue: all combinations are seen early, in the first fold and with the first seed."""
        found: list[PlannedRun] = []
        width = len(str(self.size))
        parts = [f"{number}/{self.folds}" for number in range(1, self.folds + 1)] or [""]
        for seed, part, settings in product(range(self.seeds), parts, self.combinations):
            config = applied(self.base, settings)
            number = len(found) + 1
            words = [f"{title(field)} {label(field, value)}" for field, value in settings]
            words += [f"fold {part.replace('/', ' of ')}"] if part else []
            words += [f"seed {self.base.seed + seed}"] if self.seeds > 1 else []
            name = cleaned(f"{number:0{width}} {', '.join(words)}")
            config = dataclasses.replace(config, name=name, fold=part, seed=self.base.seed + seed)
            found.append(PlannedRun(number, name, settings, config))
        return tuple(found)

    @property
    def what(self) -> str:
        """“batch size and learning rate, 5-fold, 3 seeds”: what is compared, in a few words."""
        parts = [joined([title(one.field) for one in self.varied])] if self.varied else []
        parts += [f"{self.folds}-fold"] if self.folds else []
        parts += [f"{self.seeds} seeds"] if self.seeds > 1 else []
        return ", ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the description on disk."""
        return {
            "format": FORMAT,
            "base": self.base.to_json(),
            "varied": [{"field": one.field, "values": list(one.values)} for one in self.varied],
            "folds": self.folds,
            "seeds": self.seeds,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Study:
        """The inverse of `to_json`. Raises KeyError, TypeError or UserError where the values are no study."""
        varied = tuple(Varied(str(one["field"]), tuple(one["values"])) for one in values["varied"])
        return cls(TrainingConfig.from_json(values["base"]), varied, int(values["folds"]), int(values["seeds"]))


def applied(base: TrainingConfig, settings: Settings) -> TrainingConfig:
    """`base` with `settings` in place of its own. Raises UserError where that cannot be trained.

    An architecture takes the place of layers of one's own; a strength of augmentation that of single amounts.
    """
    values: dict[str, Any] = {field: value for field, value in settings if field not in AMOUNTS}
    if "architecture" in values and values["architecture"] != base.architecture:
        values |= {"layers": None, "network_name": ""}
    if "augmentation" in values:
        values["vary"] = None
    try:
        config = dataclasses.replace(base, **values)
    except TypeError as error:
        raise UserError(f"{settings_label(settings)} makes no sense ({error}).", hint="Correct the values.") from error
    amounts: dict[str, Any] = {field: value for field, value in settings if field in AMOUNTS}
    if not amounts:
        return config
    in_force = variations_of(completed(config, _ANY_SIZE))
    return dataclasses.replace(config, vary=dataclasses.replace(in_force, **amounts))


def settings_label(settings: Settings) -> str:
    """“batch size 64, dropout 0.5”; what it is where nothing varies."""
    return ", ".join(f"{title(field)} {label(field, value)}" for field, value in settings) or "all runs"


def title(field: str) -> str:
    """A setting in a sentence."""
    return field.replace("_", " ")


def label(field: str, value: Value) -> str:
    """A value in a sentence, as short as it is exact."""
    match value:
        case None:
            return "default"
        case bool():
            return "on" if value else "off"
        case float():
            return f"{value:g}"
    return str(value)
