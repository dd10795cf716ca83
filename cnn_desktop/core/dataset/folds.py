"""Divide a dataset into k parts for cross-validation: each part is held out once, and the others train.

Deterministic: the same images and seed give the same parts on every machine. Each part holds its share of every class;
equal files lie in one part, and so do images that a group rule keeps together.
Reads no files.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cnn_desktop.core.dataset.model import Dataset, ImageFile
from cnn_desktop.core.dataset.split import Split, in_several_classes, kept_together, make_split, rank
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted, quoted

FEWEST, MOST = 2, 100
_TEXT = re.compile(r"(\d{1,4})/(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Fold:
    """The part that is held out for validation, from 1, of so many. Written “2/5”."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def parse(text: str) -> Fold:
    """Raises UserError where `text` names no fold."""
    found = _TEXT.fullmatch(text.strip())
    fold = Fold(int(found[1]), int(found[2])) if found else None
    if fold is None or not FEWEST <= fold.of <= MOST or not 1 <= fold.number <= fold.of:
        raise UserError(
            f"{quoted(text)} names no fold.",
            hint=f"Write 2/5 for the second of five; from {FEWEST} to {MOST} folds are possible.",
        )
    return fold


def make_fold(dataset: Dataset, fold: Fold, *, test: float, seed: int, group_by: str = "") -> Split:
    """`dataset` with `fold` for validation, and the other parts to train on.

    A ready-made test split stays out of it, and so does a share of `test` images; a ready-made validation split is
    divided with the training images. Files in more than one class train, if anything, in every fold.
    Raises UserError where a class has fewer images or groups than there are folds.
    """
    free = tuple(image if image.split == "test" else dataclasses.replace(image, split=None) for image in dataset.images)
    dataset = dataclasses.replace(dataset, images=free)
    whole = make_split(dataset, validation=1 / fold.of, test=test, seed=seed, group_by=group_by)
    pool = {image.file for image in (*whole.training, *whole.validation)}
    unclear = in_several_classes(dataset)
    groups = [images for images in kept_together(dataset, group_by) if images[0].file in pool]
    divided = [images for images in groups if not any(image.file in unclear for image in images)]
    _check_enough(dataset, divided, fold.of, group_by)
    parts = _parts(divided, fold.of, seed)
    held_out = {image.file for group in parts[fold.number - 1] for image in group}
    _check_every_class(dataset, parts, group_by)
    in_pool = [image for image in dataset.images if image.file in pool]
    return Split(
        training=tuple(image for image in in_pool if image.file not in held_out),
        validation=tuple(image for image in in_pool if image.file in held_out),
        test=whole.test,
        dropped=whole.dropped,
    )


_Group = tuple[ImageFile, ...]


def _parts(groups: Sequence[_Group], number: int, seed: int) -> list[list[_Group]]:
    """Group by group, the large ones first, each to the part that has least of its classes, then least of all."""
    total = Counter(image.class_name for group in groups for image in group)
    parts: list[list[_Group]] = [[] for _ in range(number)]
    held = [Counter[str]() for _ in range(number)]
    sizes = [0] * number
    for group in sorted(groups, key=lambda group: (-len(group), rank(group, seed))):
        of_class = Counter(image.class_name for image in group)
        shares = [sum(n * held[part][name] / total[name] for name, n in of_class.items()) for part in range(number)]
        least = min(range(number), key=lambda part: (shares[part], sizes[part]))
        parts[least].append(group)
        held[least].update(of_class)
        sizes[least] += len(group)
    return parts


def _check_enough(dataset: Dataset, groups: Sequence[_Group], folds: int, group_by: str) -> None:
    found = Counter(name for group in groups for name in {image.class_name for image in group})
    what = f"group of images by the rule {quoted(group_by)}" if group_by else "image"
    many = f"groups of images by the rule {quoted(group_by)}" if group_by else "images"
    for name in dataset.classes:
        if found[name] < folds:
            raise UserError(
                f"{quoted(name)} has {counted(found[name], what, many)}, equal ones counted once, for {folds} folds.",
                hint=f"Choose {found[name]} folds." if found[name] >= FEWEST else "Add images to this class.",
            )


def _check_every_class(dataset: Dataset, parts: Sequence[Sequence[_Group]], group_by: str) -> None:
    """Groups of several classes can lie so that a part goes without one."""
    for part in parts:
        present = {image.class_name for group in part for image in group}
        for name in dataset.classes:
            if name not in present:
                raise UserError(
                    f"The groups by the rule {quoted(group_by)} cannot be divided into {len(parts)} parts that each"
                    f" hold images of {quoted(name)}.",
                    hint="Choose fewer folds, or a rule that makes smaller groups.",
                )
