"""Several runs beside one another: their scores, the settings that differ, and what one has right that another has not.

Reads run folders only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.messages.training import EpochDone
from cnn_desktop.core.results.difference import Paired, Rights, Unpaired, difference
from cnn_desktop.core.results.of_run import RunResults, SplitResult, read_results

_TELLS_NOTHING = ("runs", "name")  # where a run is kept and what it is called decides nothing about it


@dataclass(frozen=True, slots=True, eq=False)
class ComparedRun:
    """One of the runs. `score`: on the split compared, None where there is none. `problem`: why nothing is known."""

    folder: Path
    title: str = ""  # of its network
    dataset: Path | None = None
    score: Score | None = None
    history: tuple[EpochDone, ...] = ()
    best_epoch: int = 0
    problem: str = ""

    @property
    def name(self) -> str:
        return self.folder.name


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of `TrainingConfig`, and its value in each run as JSON has it; None where the run was imported."""

    name: str
    values: tuple[Any, ...]

    @property
    def differs(self) -> bool:
        return any(value != self.values[0] for value in self.values)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """`differences` are of each run to the one at `reference`; None for itself, and where one has no score."""

    split: SplitName
    runs: tuple[ComparedRun, ...]
    reference: int
    differences: tuple[Paired | Unpaired | None, ...]
    settings: tuple[Setting, ...]

    @property
    def splits_differ(self) -> bool:
        """Whether some of the runs were scored on other images than the reference."""
        return any(isinstance(one, Unpaired) for one in self.differences)


def compare(folders: Sequence[Path], split: SplitName, reference: int = 0) -> Comparison:
    """The runs in `folders`, each held against the one at `reference`. A damaged one comes with its problem."""
    found = [_read(folder) for folder in folders]
    compared = tuple(_compared(one, folder, split) for one, folder in zip(found, folders, strict=True))
    results = [one.split(split) if isinstance(one, RunResults) else None for one in found]
    differences = tuple(
        None if place == reference else _difference(results[reference], one) for place, one in enumerate(results)
    )
    return Comparison(split, compared, reference, differences, _settings(found))


def _read(folder: Path) -> RunResults | UserError:
    try:
        return read_results(folder)
    except UserError as error:
        return error


def _compared(found: RunResults | UserError, folder: Path, split: SplitName) -> ComparedRun:
    if isinstance(found, UserError):
        return ComparedRun(folder, problem=found.message)
    of_split = found.split(split)
    return ComparedRun(
        folder,
        found.config.title if found.config else "Imported",
        found.config.dataset if found.config else None,
        of_split.score if of_split else None,
        found.history,
        found.result.best_epoch if found.result else 0,
    )


def _difference(reference: SplitResult | None, other: SplitResult | None) -> Paired | Unpaired | None:
    if reference is None or other is None:
        return None
    return difference(_rights(reference), _rights(other), same_dataset=reference.folder == other.folder)


def _rights(result: SplitResult) -> Rights:
    return Rights(result.files, np.array(result.classes, np.str_)[result.labels], result.is_right)


def _settings(found: Sequence[RunResults | UserError]) -> tuple[Setting, ...]:
    """Every setting, in the order of the configuration."""
    values = [one.config.to_json() if isinstance(one, RunResults) and one.config else {} for one in found]
    names = [field.name for field in dataclasses.fields(TrainingConfig) if field.name not in _TELLS_NOTHING]
    return tuple(Setting(name, tuple(one.get(name) for one in values)) for name in names)
