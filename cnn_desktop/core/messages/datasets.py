"""Folders: looked through, their images small and large, the samples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.dataset.model import DatasetSummary, GroupsSummary
from cnn_desktop.core.preparation import Pixels, Preparation


@dataclass(frozen=True, slots=True)
class ScanDataset:
    """Look through a folder. Answered by `ClassesListed`, of a large one several, `ScanProgress`…, `DatasetReady`."""

    ticket: int
    folder: Path


@dataclass(frozen=True, slots=True)
class DescribeGroups:
    """Say what a rule would keep together in a folder. Answered by `GroupsReady`."""

    ticket: int
    folder: Path
    rule: str


@dataclass(frozen=True, slots=True)
class LoadThumbnails:
    """Decode `files` small. Answered by a `ThumbnailReady` each (none for an unreadable one), and `ThumbnailsDone`."""

    ticket: int
    files: tuple[Path, ...]
    side: int  # pixels; the centre square of each image


@dataclass(frozen=True, slots=True)
class LoadPicture:
    """Decode one file to look at. Answered by `PictureReady`."""

    ticket: int
    file: Path
    longest_side: int  # pixels; a smaller image keeps its size


@dataclass(frozen=True, slots=True)
class WriteSamples:
    """Write the sample digits into `folder`. Answered by `SamplesReady`."""

    ticket: int
    folder: Path


@dataclass(frozen=True, slots=True)
class PreviewAugmentation:
    """Vary a few files as training would. Answered by `AugmentationPreviewed`."""

    ticket: int
    files: tuple[Path, ...]
    preparation: Preparation
    vary: Augmentation
    seed: int


@dataclass(frozen=True, slots=True)
class ScanProgress:
    ticket: int
    checked: int  # files
    total: int


@dataclass(frozen=True, slots=True)
class ClassesListed:
    """The classes by their folders, before any file was looked into: a list to show at once."""

    ticket: int
    folder: Path
    classes: tuple[tuple[str, int], ...]  # name and number of files
    are_all: bool = True  # else those found so far, while the folder is still being listed


@dataclass(frozen=True, slots=True)
class DatasetReady:
    ticket: int
    summary: DatasetSummary


@dataclass(frozen=True, slots=True)
class GroupsReady:
    ticket: int
    summary: GroupsSummary


@dataclass(frozen=True, slots=True, eq=False)
class ThumbnailReady:
    ticket: int
    file: Path
    pixels: Pixels  # (side, side, 3) RGB


@dataclass(frozen=True, slots=True)
class ThumbnailsDone:
    ticket: int


@dataclass(frozen=True, slots=True, eq=False)
class PictureReady:
    ticket: int
    file: Path
    pixels: Pixels  # (h, w, 3) RGB, upright
    width: int = 0  # pixels, of the image itself, which may be larger; 0: nobody looked
    height: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class AugmentationPreviewed:
    """A file that cannot be read is left out of all three."""

    ticket: int
    files: tuple[Path, ...]
    originals: Pixels  # (n, side, side, 3) RGB, as prepared for the network
    varied: Pixels  # the same, one variation each


@dataclass(frozen=True, slots=True)
class SamplesReady:
    ticket: int
    folder: Path


Request: TypeAlias = ScanDataset | DescribeGroups | LoadThumbnails | LoadPicture | WriteSamples | PreviewAugmentation
Event: TypeAlias = (
    ScanProgress | ClassesListed | DatasetReady | ThumbnailReady | ThumbnailsDone | PictureReady | SamplesReady
    | AugmentationPreviewed | GroupsReady
)  # fmt: skip
