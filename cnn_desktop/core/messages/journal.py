"""What a person said about an image, kept in the journal beside the runs (`core.journal`); images saved for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.journal import EVERYTHING, Scope
from cnn_desktop.core.preparation import Pixels


@dataclass(frozen=True, slots=True, eq=False)
class SaveImage:
    """Write `pixels` (h, w, 3) RGB as a PNG at `target`, which must not be there. Answered by `ImageSaved`."""

    ticket: int
    target: Path
    pixels: Pixels


@dataclass(frozen=True, slots=True, eq=False)
class AddToDataset:
    """Copy an image into a class of a dataset, and enter that in the journal. Answered by `AddedToDataset`.

    The image is `file`, copied byte for byte, or `pixels` (h, w, 3) RGB, written as a PNG. `group`: how the name of
    pixels begins, so that what belongs together stays together. `only_notes`: no copy, the journal alone.
    """

    ticket: int
    journal: Path
    dataset: Path
    class_name: str
    predicted: str  # what the network said
    file: Path | None = None
    pixels: Pixels | None = None
    group: str = "added"
    only_notes: bool = False


@dataclass(frozen=True, slots=True)
class UndoLast:
    """Take the last entry of `of` back that is still in force. Answered by `Undone`."""

    ticket: int
    journal: Path
    of: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class RedoLast:
    """Do again what of `of` was taken back last, where nothing new was done since. Answered by `Undone`."""

    ticket: int
    journal: Path
    of: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class ImageSaved:
    ticket: int
    file: Path


@dataclass(frozen=True, slots=True)
class AddedToDataset:
    ticket: int
    file: Path | None  # the copy; None: it was only noted
    class_name: str
    entry: str  # its name in the journal
    note: str = ""  # about the journal itself, in a sentence


@dataclass(frozen=True, slots=True)
class Undone:
    """The answer to `UndoLast` and `RedoLast`."""

    ticket: int
    entry: str  # empty: there was nothing to take back, or to do again
    message: str  # what was done, in a sentence


Request: TypeAlias = SaveImage | AddToDataset | UndoLast | RedoLast
Event: TypeAlias = ImageSaved | AddedToDataset | Undone
