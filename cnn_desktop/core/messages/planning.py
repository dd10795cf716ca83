"""How long a training would take, and what it would need, before anything is begun."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.config import TrainingConfig


@dataclass(frozen=True, slots=True)
class PlanTraining:
    """Time a few steps of what `config` says, on some images of its dataset, and keep nothing.

    Answered by `TrainingPlanned`.
    """

    ticket: int
    config: TrainingConfig  # with every value decided
    classes: int
    images: tuple[int, int, int]  # training, validation, test
    examples: tuple[Path, ...]  # files to read for it


@dataclass(frozen=True, slots=True)
class TrainingPlanned:
    """About how long it would take to the last epoch, and what it would need at most."""

    ticket: int
    seconds: float
    epoch_seconds: float
    memory: int  # bytes; 0: not known on this system
    precision: str
    gain: float  # times as fast as in 32-bit numbers


Request: TypeAlias = PlanTraining
Event: TypeAlias = TrainingPlanned
