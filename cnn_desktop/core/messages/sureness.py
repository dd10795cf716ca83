"""From which confidence on a run is sure, and what that costs: see `core.calibration`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class DescribeSureness:
    """What a run knows of its own certainty. Answered by `SurenessDescribed`."""

    ticket: int
    run: Path


@dataclass(frozen=True, slots=True)
class SurenessDescribed:
    """`curve`: least confidence, coverage and accuracy for each hundredth; empty without validation predictions."""

    ticket: int
    run: Path
    least_confidence: float
    suggested: float  # `least_confidence` as it was fitted; 0: it never was
    images: int  # of validation, that the curve is of
    curve: tuple[tuple[float, float, float], ...]


Request: TypeAlias = DescribeSureness
Event: TypeAlias = SurenessDescribed
