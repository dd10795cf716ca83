"""Split a dataset into training, validation and test images.

Deterministic: the same names and seed give the same split on every machine, whatever the order on disk, and an image
more moves few others. Equal files never lie on two sides. Reads no files.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cnn_desktop.core.dataset.model import SPLITS, Dataset, ImageFile, Skipped, SplitName
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted, joined, quoted

_Group = tuple[ImageFile, ...]  # equal files


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Which images serve what, each part in the order of the dataset."""

    training: tuple[ImageFile, ...]
    validation: tuple[ImageFile, ...]
    test: tuple[ImageFile, ...]
    dropped: tuple[Skipped, ...] = ()  # equal to an image that serves to test

    def to_json(self, digests: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Plain values for `split.json`. `digests`: of the contents, by file."""
        digests = digests or {}
        rows = [
            {
                "file": image.file, "class": image.class_name, "split": name, "digest": digests.get(image.file, ""),
                "width": image.width, "height": image.height, "bytes": image.bytes, "format": image.format,
                "ready_made": image.split,
            }
            for name in SPLITS for image in getattr(self, name)
        ]  # fmt: skip
        return {"images": rows, "dropped": [{"file": one.file, "reason": one.reason} for one in self.dropped]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Split:
        """The inverse of `to_json`. Raises KeyError, TypeError or ValueError where the values are not a split."""
        parts: dict[str, list[ImageFile]] = {name: [] for name in SPLITS}
        for row in values["images"]:
            image = ImageFile(
                row["file"], row["class"], row["ready_made"], row["width"], row["height"], row["bytes"], row["format"]
            )
            parts[row["split"]].append(image)
        return cls(
            **{name: tuple(images) for name, images in parts.items()},
            dropped=tuple(Skipped(row["file"], row["reason"]) for row in values["dropped"]),
        )


def make_split(dataset: Dataset, *, validation: float, test: float, seed: int) -> Split:
    """Divide `dataset`, class by class, into these shares; what is ready-made stays as it is.

    Where the folder has a ready-made split, its missing parts are taken from its training images: always a validation
    split, a test split where `test` is above 0. Files in more than one class train, if anything: no score can rest on
    them. Raises UserError where a class has too few images.
    """
    parts: dict[SplitName, list[ImageFile]] = {name: [] for name in SPLITS}
    dropped: list[Skipped] = []
    free: defaultdict[str, list[_Group]] = defaultdict(list)  # by class, still to be divided
    for group in _groups(dataset):
        side, kept, left_out = _on_one_side(group)
        dropped += left_out
        classes = {image.class_name for image in kept}
        if side == "training" and len(classes) == 1:
            free[classes.pop()].append(kept)
        else:
            parts[side] += kept
    shares: dict[SplitName, float] = {"test": test} if test > 0 and not parts["test"] else {}
    if not parts["validation"]:
        shares["validation"] = validation
    trained = {image.class_name for image in parts["training"]}
    for name in dataset.classes:
        _check_enough(name, free[name], shares, is_trained=name in trained)
        ranked = sorted(free[name], key=lambda group: _rank(group, seed))
        for side, images in _divide(ranked, shares, to_train=name not in trained).items():
            parts[side] += images
    place = {image.file: number for number, image in enumerate(dataset.images)}
    ordered = {side: tuple(sorted(images, key=lambda image: place[image.file])) for side, images in parts.items()}
    return Split(
        training=ordered["training"], validation=ordered["validation"], test=ordered["test"], dropped=tuple(dropped)
    )


def _groups(dataset: Dataset) -> list[_Group]:
    """Every image once: with the files it is equal to, or alone."""
    first_of = {file: group[0] for group in dataset.duplicates for file in group}
    together: defaultdict[str, list[ImageFile]] = defaultdict(list)
    for image in dataset.images:
        together[first_of.get(image.file, image.file)].append(image)
    return [tuple(images) for images in together.values()]


def _on_one_side(group: _Group) -> tuple[SplitName, _Group, list[Skipped]]:
    """Of a group that straddles a ready-made split, only what is held out the furthest stays."""
    side = max((image.split or "training" for image in group), key=SPLITS.index)
    kept = tuple(image for image in group if (image.split or "training") == side)
    reason = f"It is equal to {quoted(kept[0].file)}, which is kept for {side}."
    return side, kept, [Skipped(image.file, reason) for image in group if image not in kept]


def _rank(group: _Group, seed: int) -> tuple[bytes, str]:
    """A place in an order that looks random and is the same everywhere; accents may be stored in two ways."""
    file = min(unicodedata.normalize("NFC", image.file) for image in group)
    return hashlib.blake2b(f"{seed}/{file}".encode("utf-8", "surrogateescape"), digest_size=8).digest(), file


def _check_enough(name: str, groups: Sequence[_Group], shares: Iterable[SplitName], *, is_trained: bool) -> None:
    needed = set(shares) if is_trained else {"training", *shares}
    if len(groups) < len(needed):
        found = counted(len(groups), "image") if groups else "no image"
        once = ", equal ones counted once," if any(len(group) > 1 for group in groups) else ""
        raise UserError(
            f"{quoted(name)} has {found}{once} for {joined([side for side in SPLITS if side in needed])};"
            f" at least {len(needed)} {'is' if len(needed) == 1 else 'are'} needed.",
            hint="Add images to this class, or take its folder out of the dataset.",
        )


def _divide(
    ranked: Sequence[_Group], shares: Mapping[SplitName, float], *, to_train: int
) -> dict[SplitName, list[ImageFile]]:
    """One class's share for each side, at least one group each; the rest trains, at least `to_train` groups."""
    n = sum(map(len, ranked))
    divided: dict[SplitName, list[ImageFile]] = {}
    waiting = len(shares) + to_train
    for side, share in shares.items():
        waiting -= 1
        taken, ranked = _take(ranked, most=max(1, int(n * share + 0.5)), leave=waiting)
        divided[side] = [image for group in taken for image in group]
    return divided | {"training": [image for group in ranked for image in group]}


def _take(ranked: Sequence[_Group], *, most: int, leave: int) -> tuple[list[_Group], list[_Group]]:
    """The first groups that fit into `most` images, at least one group, and the others, at least `leave` groups."""
    taken: list[_Group] = []
    others: list[_Group] = []
    room = most
    for place, group in enumerate(ranked):
        left = len(others) + len(ranked) - place - 1
        if len(group) <= room and left >= leave:
            taken.append(group)
            room -= len(group)
        else:
            others.append(group)
    if not taken:
        taken = [min(others, key=len)]
        others = [group for group in others if group is not taken[0]]
    return taken, others
