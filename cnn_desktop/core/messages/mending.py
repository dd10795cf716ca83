"""Labels corrected and images left out, in the journal beside the runs (`core.dataset.edits`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # the journal is written by who reads these
    from cnn_desktop.core.dataset.edits import Edits


@dataclass(frozen=True, slots=True)
class Mend:
    """One image of a dataset. `class_name`: what it is; empty: it is to be left out."""

    file: str  # relative to the dataset, with forward slashes
    class_name: str
    was: str  # its label before
    predicted: str  # what the network said


@dataclass(frozen=True, slots=True)
class MendImages:
    """Enter `mends`, to be taken back together. Answered by `ImagesMended`."""

    ticket: int
    journal: Path
    dataset: Path
    mends: tuple[Mend, ...]


@dataclass(frozen=True, slots=True)
class ReadEdits:
    """What is in force for `dataset`. Answered by `EditsRead`."""

    ticket: int
    journal: Path
    dataset: Path


@dataclass(frozen=True, slots=True)
class CopyCorrected:
    """Copy `dataset`, with what is in force, into `target`: a new folder. `CopyProgress`, then `CopyDone`."""

    ticket: int
    journal: Path
    dataset: Path
    target: Path


@dataclass(frozen=True, slots=True)
class ImagesMended:
    ticket: int
    message: str  # what was done, in a sentence


@dataclass(frozen=True, slots=True, eq=False)
class EditsRead:
    """`can_undo`, `can_redo`: whether there are corrections of it to take back or to make again."""

    ticket: int
    dataset: Path
    edits: Edits
    can_undo: bool
    can_redo: bool
    note: str = ""  # about the journal itself, in a sentence


Request: TypeAlias = MendImages | ReadEdits | CopyCorrected
Event: TypeAlias = ImagesMended | EditsRead
