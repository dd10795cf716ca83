"""Images that know each other across a split (`core.leaks`), and lists that keep them on one side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from cnn_desktop.core.config import TrainingConfig

if TYPE_CHECKING:  # they are made of the values of many modules
    from cnn_desktop.core.leaks.model import LeakReport

LeaksPhase: TypeAlias = Literal["scanning", "reading", "comparing"]


@dataclass(frozen=True, slots=True)
class LookForLeaks:
    """Divide the dataset as a training with `config` would, and look across. `LeaksProgress`…, then `LeaksFound`."""

    ticket: int
    config: TrainingConfig


@dataclass(frozen=True, slots=True)
class KeepTogether:
    """Write what was found last as a list of groups, beside the runs. Answered by `KeptTogether`."""

    ticket: int


@dataclass(frozen=True, slots=True)
class LeaksProgress:
    """At most ten of these a second."""

    ticket: int
    phase: LeaksPhase
    done: int  # images
    total: int


@dataclass(frozen=True, slots=True)
class LeaksFound:
    ticket: int
    report: LeakReport


@dataclass(frozen=True, slots=True)
class KeptTogether:
    ticket: int
    rule: str  # for *Keep together*


Request: TypeAlias = LookForLeaks | KeepTogether
Event: TypeAlias = LeaksProgress | LeaksFound | KeptTogether
