"""What a network with altered channels answers to all images of a split. For one image see `ShowMaps`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.results.confusion import Confusion
from cnn_desktop.core.surgery import Surgery


@dataclass(frozen=True, slots=True)
class PrepareSurgery:
    """Somebody may alter channels soon. Answered by `SurgeryPreparing` at once; it goes on beside other requests."""

    ticket: int
    run: Path


@dataclass(frozen=True, slots=True)
class EvaluateSurgery:
    """Score `run` with altered channels. Answered by `EvaluateSurgeryProgress`… and `SurgeryEvaluated`."""

    ticket: int
    run: Path
    surgery: Surgery
    split: SplitName = "validation"


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class SurgeryPreparing:
    ticket: int


@dataclass(frozen=True, slots=True)
class EvaluateSurgeryProgress:
    """At most ten of these a second."""

    ticket: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """An image that the altered network takes for something else."""

    file: Path
    true: str
    before: str
    after: str
    confidence_before: float
    confidence_after: float


@dataclass(frozen=True, slots=True, eq=False)
class AlteredScore:
    """The same images before and after."""

    surgery: Surgery
    classes: tuple[str, ...]
    before: Score
    after: Score
    confusion_before: Confusion
    confusion_after: Confusion
    changed: tuple[ChangedAnswer, ...]
    chance: float  # how often chance alone would bring a change of the accuracy as uneven as this (McNemar)
    refused: tuple[tuple[str, str], ...] = ()  # file and reason

    @property
    def became_wrong(self) -> int:
        return sum(one.before == one.true for one in self.changed)

    @property
    def became_right(self) -> int:
        return sum(one.after == one.true for one in self.changed)


@dataclass(frozen=True, slots=True)
class SurgeryEvaluated:
    ticket: int
    run: Path
    score: AlteredScore


Request: TypeAlias = PrepareSurgery | EvaluateSurgery
Event: TypeAlias = EvaluateSurgeryProgress | SurgeryEvaluated | SurgeryPreparing
