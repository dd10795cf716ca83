"""The images that a run knows, in lists to choose one from: what it got wrong, and each part of its dataset.

From what lies in the run folder; reads no image.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core import json_files, runs
from cnn_desktop.core.answers import answers
from cnn_desktop.core.dataset.model import SPLITS, SplitName
from cnn_desktop.core.dataset.split import Split
from cnn_desktop.core.runs import Run


@dataclass(frozen=True, slots=True)
class KnownImage:
    """`predicted` is empty where the run stored no answer for it."""

    file: Path
    class_name: str  # what the dataset says it is
    predicted: str = ""
    confidence: float | None = None  # of the predicted class


@dataclass(frozen=True, slots=True)
class ImageList:
    """`title` says which images, for a choice."""

    title: str
    images: tuple[KnownImage, ...]


def image_lists(run: Run) -> tuple[ImageList, ...]:
    """The mistakes first, then the splits that were scored, then what it learned from. Empty lists are left out.

    Raises ValueError or KeyError where what the run stored is damaged.
    """
    answered: dict[SplitName, tuple[KnownImage, ...]] = {name: _answered(run, name) for name in SPLITS}
    parts = _parts(run)
    scored: tuple[SplitName, ...] = ("validation", "test")
    lists = [
        ImageList(f"Mistakes in {name}", tuple(one for one in answered[name] if one.predicted != one.class_name))
        for name in scored
    ]
    every: tuple[SplitName, ...] = (*scored, "training")
    lists += [ImageList(f"{name.capitalize()} images", answered[name] or parts.get(name, ())) for name in every]
    return tuple(one for one in lists if one.images)


def _answered(run: Run, split: SplitName) -> tuple[KnownImage, ...]:
    return tuple(KnownImage(one.file, one.true, one.predicted, one.confidence) for one in answers(run, split))


def _parts(run: Run) -> dict[SplitName, tuple[KnownImage, ...]]:
    """What each split holds; nothing of a run that was trained elsewhere."""
    try:
        with runs.told_as_damaged(run.folder, runs.SPLIT):
            split = Split.from_json(json_files.read(run.folder / runs.SPLIT, json_files.MOST_BYTES_OF_IMAGES))
    except FileNotFoundError:
        return {}
    folder = run.config.dataset
    return {
        name: tuple(KnownImage(folder / image.file, image.class_name) for image in getattr(split, name))
        for name in SPLITS
    }
