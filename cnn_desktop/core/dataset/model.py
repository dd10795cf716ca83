"""What a scan of a folder found. Frozen values; no reading happens here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SplitName = Literal["training", "validation", "test"]
SPLITS: tuple[SplitName, ...] = ("training", "validation", "test")


@dataclass(frozen=True, slots=True)
class ImageFile:
    """One usable image, as its header tells. `file` is relative to the dataset, with forward slashes.

    Names that are not UTF-8 keep their bytes as surrogate escapes.
    """

    file: str
    class_name: str
    split: SplitName | None  # ready-made, by the folder it lies in
    width: int  # pixels, after EXIF orientation
    height: int
    bytes: int
    format: str  # "JPEG", "PNG", …: what the content says, whatever the name


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not used, and why, in words a user understands."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A scanned folder. Classes in natural order; images ordered by split, class and name."""

    folder: Path
    classes: tuple[str, ...]
    images: tuple[ImageFile, ...]
    skipped: tuple[Skipped, ...] = ()
    duplicates: tuple[tuple[str, ...], ...] = ()  # files of equal content, two or more each
    warnings: tuple[str, ...] = ()  # sentences

    @property
    def counts(self) -> dict[str, int]:
        """Images of each class, in class order."""
        counted = Counter(image.class_name for image in self.images)
        return {name: counted[name] for name in self.classes}

    @property
    def splits(self) -> dict[SplitName, int]:
        """Images of each ready-made split; empty where the folder has none."""
        counted = Counter(image.split for image in self.images)
        return {name: counted[name] for name in SPLITS if counted[name]}


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """One row of the class list: `examples` are a few files spread over the class."""

    name: str
    images: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatasetSummary:
    """What the window shows of a dataset: small enough to cross to it without a stall, however large the folder.

    `skipped` and `duplicates` hold at most a few hundred entries; the totals count all.
    """

    folder: Path
    classes: tuple[ClassSummary, ...]
    images: int
    splits: tuple[tuple[SplitName, int], ...]
    skipped: tuple[Skipped, ...]
    skipped_total: int
    duplicates: tuple[tuple[str, ...], ...]
    duplicates_total: int
    warnings: tuple[str, ...]
    suggested_image_size: int  # pixels a side, for networks that take any
    is_grey: bool  # every image sampled has equal channels

    @property
    def problems(self) -> int:
        """How many things the list of problems holds."""
        return self.skipped_total + self.duplicates_total + len(self.warnings)


@dataclass(frozen=True, slots=True)
class GroupExample:
    """One group of images that stay together: its name, a few of its files without their folders, and how many."""

    name: str
    class_name: str  # empty: it holds images of several classes
    files: tuple[str, ...]
    images: int


@dataclass(frozen=True, slots=True)
class GroupsSummary:
    """What a rule makes of a dataset's file names, in numbers and examples."""

    rule: str
    groups: int
    images: int  # in groups, those of one image included
    alone: int  # images that the rule says nothing about: each is kept by itself
    several: int  # groups of two images or more
    largest: GroupExample
    examples: tuple[GroupExample, ...]
    straddling: tuple[GroupExample, ...]  # on more than one side of a ready-made split, the first of them
    straddling_total: int
