"""Labels that are probably wrong (`core.suspects`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # it is made of the values of many modules
    from cnn_desktop.core.suspects.model import Suspects


@dataclass(frozen=True, slots=True)
class FindSuspects:
    """Rank the labels of a run's images by how much speaks against them. `SuspectsProgress`…, then `SuspectsFound`."""

    ticket: int
    run: Path


@dataclass(frozen=True, slots=True)
class SuspectsProgress:
    """At most ten of these a second."""

    ticket: int
    done: int  # images whose features are known
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class SuspectsFound:
    ticket: int
    run: Path
    suspects: Suspects


Request: TypeAlias = FindSuspects
Event: TypeAlias = SuspectsProgress | SuspectsFound
