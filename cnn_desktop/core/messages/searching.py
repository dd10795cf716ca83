"""Folders searched for their images."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class FindImages:
    """Search `paths`: files as they are, folders through and through. Answered by `ImagesFound`…, and `SearchDone`."""

    ticket: int
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ImagesFound:
    """A part of them, in natural order."""

    ticket: int
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class SearchDone:
    ticket: int


Request: TypeAlias = FindImages
Event: TypeAlias = ImagesFound | SearchDone
