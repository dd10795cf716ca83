"""What altering the images did to a score. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.evaluation import wilson_interval
from cnn_desktop.core.results.difference import CHANCE, mcnemar


@dataclass(frozen=True, slots=True)
class Altered:
    """The images in one way. `lost` were right as they are, and are wrong so; `gained` the other way round."""

    way: str  # one of `alterations.WAYS`; empty: as they are
    right: int
    n: int
    lost: int = 0
    gained: int = 0

    @property
    def accuracy(self) -> float:
        return self.right / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, Wilson."""
        return wilson_interval(self.right, self.n)

    @property
    def is_more_than_chance(self) -> bool:
        """That it differs from the images as they are, by McNemar's test on the same images."""
        return mcnemar(self.gained, self.lost) < CHANCE

    def to_json(self) -> dict[str, Any]:
        return {
            "way": self.way or None, "n": self.n, "accuracy": self.accuracy, "interval": list(self.interval),
            "lost": self.lost, "gained": self.gained,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShortcutReport:
    """`guessing`: what always answering the most frequent class would score."""

    split: SplitName
    plain: Altered
    ways: tuple[Altered, ...]
    guessing: float
    refused: tuple[tuple[str, str], ...] = ()  # file and reason

    def way(self, name: str) -> Altered:
        return next(one for one in self.ways if one.way == name)
