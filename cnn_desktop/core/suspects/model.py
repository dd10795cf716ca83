"""What a search for wrong labels found. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.evaluation import Array


@dataclass(frozen=True, slots=True, eq=False)
class Suspects:
    """The labels that are probably wrong, the most suspicious first. Arrays are (n,), an image each."""

    folder: Path  # of the dataset
    classes: tuple[str, ...]
    files: tuple[str, ...]  # relative to the dataset
    sides: tuple[SplitName, ...]
    given: Array  # int64 places in `classes`: the labels
    suggested: Array  # int64: what they probably are
    own: Array  # float32: how probable the given label is, to a network that did not learn it
    confidence: Array  # float32: how probable the suggested one is
    images: int  # looked at
    of: int  # images there are
    folds: int
    agreement: float  # share of the images that the others name as they are labelled
    source: str = ""  # whose answers, where they are those of a comparison in folds

    @property
    def n(self) -> int:
        return len(self.files)
