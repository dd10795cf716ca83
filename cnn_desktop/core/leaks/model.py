"""What the leak guard found. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from cnn_desktop.core.dataset.model import SplitName

Why: TypeAlias = Literal["alike", "burst"]


@dataclass(frozen=True, slots=True)
class Link:
    """Two images that show nearly the same thing. `likeness`: 0..1 of their details, once turned to fit."""

    first: str  # relative to the dataset
    second: str
    why: Why
    likeness: float
    turn: int = 0  # degrees, 0..359, by which the second is turned; coarse, and 0 where that plays no part
    is_mirrored: bool = False

    @property
    def words(self) -> str:
        """“turned by about 17°”."""
        if self.why == "burst":
            return "taken one after the other"
        turned = f"turned by {'' if self.turn % 90 == 0 else 'about '}{min(self.turn, 360 - self.turn)}°"
        if self.is_mirrored:
            return "mirrored" if self.turn in (0, 180) else f"mirrored and {turned}"
        return turned if self.turn else "nearly the same picture"


@dataclass(frozen=True, slots=True)
class LeakGroup:
    """Images linked with each other, directly or by others, on more than one side of the split."""

    files: tuple[str, ...]
    sides: tuple[SplitName, ...]  # of each
    classes: tuple[str, ...]  # of each
    links: tuple[Link, ...]  # those across the split, the likest first

    def to_json(self) -> dict[str, Any]:
        images = zip(self.files, self.sides, self.classes, strict=True)
        return {
            "images": [{"file": file, "split": side, "class": name} for file, side, name in images],
            "links": [
                {
                    "first": link.first, "second": link.second, "why": link.why, "likeness": round(link.likeness, 4),
                    "turn": link.turn, "mirrored": link.is_mirrored,
                }
                for link in self.links
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaking:
    """How many images of a held-out side are linked with one that is learned from, or chosen by."""

    side: SplitName
    images: int
    of: int


@dataclass(frozen=True, slots=True)
class LeakReport:
    """`groups` are the first of those across the split, the largest first; `linked` counts all, one-sided ones too."""

    folder: Path
    images: int
    leaking: tuple[Leaking, ...]  # of each side that is held out
    groups: tuple[LeakGroup, ...]
    groups_total: int
    linked: int
    refused: tuple[tuple[str, str], ...] = ()  # file and reason

    @property
    def is_clean(self) -> bool:
        return self.groups_total == 0
