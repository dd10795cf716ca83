"""Split a dataset into training, validation and test images.

Deterministic: the same names and seed give the same split on every machine, whatever the order on disk, and an image
more moves few others. Equal files never lie on two sides, nor do images that a group rule keeps together.
Reads no files.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cnn_desktop.core.dataset.groups import find_groups
from cnn_desktop.core.dataset.model import SPLITS, Dataset, ImageFile, Skipped, SplitName
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted, joined, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Which images serve what, each part in the order of the dataset."""

    training: tuple[ImageFile, ...]
    validation: tuple[ImageFile, ...]
    test: tuple[ImageFile, ...]
    dropped: tuple[Skipped, ...] = ()  # equal to an image that serves to test, or in one group with it

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


@dataclass(frozen=True, slots=True)
class _Group:
    """Images that stay on one side: equal files, those of one group of the rule, or one alone."""

    images: tuple[ImageFile, ...]
    counts: Mapping[str, int]  # images by class


def make_split(dataset: Dataset, *, validation: float, test: float, seed: int, group_by: str = "") -> Split:
    """Divide `dataset`, class by class, into these shares; what is ready-made stays as it is.

    Where the folder has a ready-made split, its missing parts are taken from its training images: always a validation
    split, a test split where `test` is above 0. Files in more than one class train, if anything: no score can rest on
    them. `group_by` is a rule of `group_rules`; empty: none. Of equal files and of groups that straddle a ready-made
    split, only what is held out the furthest is used.
    Raises UserError where a class has too few images or groups, and where the rule makes no sense here.
    """
    parts: dict[SplitName, list[ImageFile]] = {name: [] for name in SPLITS}
    dropped: list[Skipped] = []
    free: list[_Group] = []  # still to be divided
    equal = {file: files for files in dataset.duplicates for file in files}
    unclear = in_several_classes(dataset)
    for images in kept_together(dataset, group_by):
        side, kept, left_out = _on_one_side(images, equal)
        dropped += left_out
        if side == "training" and not any(image.file in unclear for image in kept):
            free.append(_Group(kept, _counts(kept)))
        else:
            parts[side] += kept
    shares: dict[SplitName, float] = {"test": test} if test > 0 and not parts["test"] else {}
    if not parts["validation"]:
        shares["validation"] = validation
    trained = {image.class_name for image in parts["training"]}
    to_train = {name: int(name not in trained) for name in dataset.classes}
    _check_enough(free, shares, to_train, group_by)
    free.sort(key=lambda group: rank(group.images, seed))
    for side, groups in _divide(free, shares, to_train).items():
        parts[side] += [image for group in groups for image in group.images]
    place = {image.file: number for number, image in enumerate(dataset.images)}
    ordered = {side: tuple(sorted(images, key=lambda image: place[image.file])) for side, images in parts.items()}
    return Split(
        training=ordered["training"], validation=ordered["validation"], test=ordered["test"], dropped=tuple(dropped)
    )


def _counts(images: tuple[ImageFile, ...]) -> Mapping[str, int]:
    if len(images) == 1:  # most are alone, and a Counter takes eight times as long
        return {images[0].class_name: 1}
    return Counter(image.class_name for image in images)


def kept_together(dataset: Dataset, group_by: str) -> list[tuple[ImageFile, ...]]:
    """Every image once: with those that equal content or the rule keeps it together with, however indirectly."""
    leader: dict[str, str] = {}

    def led(file: str) -> str:
        while (above := leader.get(file, file)) != file:
            leader[file] = file = leader.get(above, above)
        return file

    ties = list(dataset.duplicates)
    if group_by:
        ties += [tuple(image.file for image in images) for _, images in find_groups(dataset, group_by).groups]
    for first, *others in ties:
        for other in others:
            leader[led(other)] = led(first)
    together: defaultdict[str, list[ImageFile]] = defaultdict(list)
    for image in dataset.images:
        together[led(image.file)].append(image)
    return [tuple(images) for images in together.values()]


def in_several_classes(dataset: Dataset) -> set[str]:
    """Files whose very content lies in more than one class: which of them it is, nobody can say."""
    if not dataset.duplicates:
        return set()
    class_of = {image.file: image.class_name for image in dataset.images}
    return {file for files in dataset.duplicates if len({class_of[one] for one in files}) > 1 for file in files}


def _on_one_side(
    together: tuple[ImageFile, ...], equal: Mapping[str, tuple[str, ...]]
) -> tuple[SplitName, tuple[ImageFile, ...], list[Skipped]]:
    """Of what straddles a ready-made split, only what is held out the furthest stays."""
    if len(together) == 1:
        return together[0].split or "training", together, []
    side = max((image.split or "training" for image in together), key=SPLITS.index)
    kept = tuple(image for image in together if (image.split or "training") == side)
    left_out = []
    for image in together:
        if (image.split or "training") != side:
            twin = next((one.file for one in kept if one.file in equal.get(image.file, ())), None)
            why = f"It is equal to {quoted(twin)}" if twin else f"It is in one group with {quoted(kept[0].file)}"
            left_out.append(Skipped(image.file, f"{why}, which is kept for {side}."))
    return side, kept, left_out


def rank(images: Sequence[ImageFile], seed: int) -> tuple[bytes, str]:
    """A place in an order that looks random and is the same everywhere; accents may be stored in two ways."""
    file = min(unicodedata.normalize("NFC", image.file) for image in images)
    return hashlib.blake2b(f"{seed}/{file}".encode("utf-8", "surrogateescape"), digest_size=8).digest(), file


def _check_enough(
    groups: Sequence[_Group], shares: Iterable[SplitName], to_train: Mapping[str, int], group_by: str
) -> None:
    found = Counter(name for group in groups for name in group.counts)
    crowds = {name for group in groups if len(group.images) > 1 for name in group.counts}
    for name, trains in to_train.items():
        needed = {"training", *shares} if trains else set(shares)
        if found[name] >= len(needed):
            continue
        has = counted(found[name], "image") if found[name] else "no image"
        once = ", equal ones counted once," if name in crowds else ""
        hint = "Add images to this class, or take its folder out of the dataset."
        if group_by and found[name]:
            has, once = f"{counted(found[name], 'group')} of images by the rule {quoted(group_by)}", ""
            hint = "Choose a rule that makes smaller groups, or none."
        elif group_by:
            hint = "Choose another rule, or none: by this one, all its images belong to groups that are held out."
        raise UserError(
            f"{quoted(name)} has {has}{once} for {joined([side for side in SPLITS if side in needed])};"
            f" at least {len(needed)} {'is' if len(needed) == 1 else 'are'} needed.",
            hint=hint,
        )


def _divide(
    ranked: Sequence[_Group], shares: Mapping[SplitName, float], to_train: Mapping[str, int]
) -> dict[SplitName, Sequence[_Group]]:
    """Each class's share for each side, at least one group; the rest trains, at least `to_train` of each class."""
    n = Counter(image.class_name for group in ranked for image in group.images)
    divided: dict[SplitName, Sequence[_Group]] = {}
    waiting = len(shares)  # sides that still need a group of every class
    for side, share in shares.items():
        waiting -= 1
        quotas = {name: max(1, int(n[name] * share + 0.5)) for name in to_train if n[name]}
        leave = {name: waiting + trains for name, trains in to_train.items()}
        divided[side], ranked = _take(ranked, quotas, leave)
    return divided | {"training": ranked}


def _take(
    ranked: Sequence[_Group], quotas: Mapping[str, int], leave: Mapping[str, int]
) -> tuple[list[_Group], list[_Group]]:
    """The first groups that fit into the quotas, at least one of each class; the others, at least `leave` of each."""
    taken: list[_Group] = []
    others: list[_Group] = []
    room = dict(quotas)
    left = Counter(name for group in ranked for name in group.counts)

    def can_go(counts: Mapping[str, int]) -> bool:
        return all(left[name] > leave[name] for name in counts)

    def take(group: _Group, counts: Mapping[str, int]) -> None:
        taken.append(group)
        for name, images in counts.items():
            left[name] -= 1
            room[name] -= images

    for group in ranked:
        counts = group.counts
        if _fits(counts, room, quotas) and can_go(counts):
            take(group, counts)
        else:
            others.append(group)
    for name in quotas:
        if room[name] < quotas[name]:
            continue
        can = [group for group in others if name in group.counts and can_go(group.counts)]
        if not can:
            raise UserError(
                f"The images of {quoted(name)} cannot be divided so that every group stays on one side.",
                hint="Choose a rule that makes smaller groups, or none.",
            )
        smallest = min(can, key=lambda group: len(group.images))
        others = [group for group in others if group is not smallest]
        take(smallest, smallest.counts)
    return taken, others


def _fits(counts: Mapping[str, int], room: Mapping[str, int], quotas: Mapping[str, int]) -> bool:
    """Whether there is room in all, and, where the group holds several classes, they come nearer to their shares."""
    if len(counts) == 1:
        [(name, n)] = counts.items()
        return n <= room[name]
    if sum(counts.values()) > sum(room[name] for name in counts):
        return False
    return sum(n * (n - 2 * room[name]) / quotas[name] ** 2 for name, n in counts.items()) < 0
