"""Which images of a dataset belong together by a rule (`group_rules`), so that no side of the split knows the other's.

Deterministic, and the same on every machine. Reads no file but the list of groups that a rule names.
"""

from __future__ import annotations

import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cnn_desktop.core.dataset.group_lists import group_of, read_groups
from cnn_desktop.core.dataset.group_rules import GroupRule, parse
from cnn_desktop.core.dataset.model import Dataset, GroupExample, GroupsSummary, ImageFile
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted, joined, listed, quoted

_EXAMPLES, _FILES = 3, 3  # groups shown, files of each
_MOST_STRADDLING = 100  # groups named in a summary
_PATIENCE_S = 5.0  # for trying a rule on all names; 50,000 take 0.1 s

# A rule is proposed where, of the files of a folder, it brings so many into groups of two or more, none of
# them too large a part of its class.
_PROPOSED = ("number", "stem", "prefix:.rf.")  # the last: what Roboflow calls the variants of an image
_LOOKED_AT = 300  # files of a folder
_LEAST_GROUPED, _LARGEST_GROUP, _LEAST_GROUPS = 0.5, 0.2, 5


@dataclass(frozen=True, slots=True)
class Groups:
    """The images of a dataset by a rule: each group with its name, and those the rule says nothing about."""

    rule: GroupRule
    groups: tuple[tuple[str, tuple[ImageFile, ...]], ...]  # in the order of the dataset
    alone: tuple[ImageFile, ...]


def find_groups(dataset: Dataset, rule: str) -> Groups:
    """The groups that `rule` makes. Raises UserError where it is no rule, says nothing here, or makes one group."""
    parsed = parse(rule)
    named = _named(dataset.images, parsed)
    alone = tuple(image for image, name in zip(dataset.images, named, strict=True) if name is None)
    groups: defaultdict[tuple[str, str], list[ImageFile]] = defaultdict(list)
    for image, name in zip(dataset.images, named, strict=True):
        if name is not None:
            groups[image.class_name if parsed.is_within_class else "", name].append(image)
    if not groups:
        raise _says_nothing(dataset, parsed)
    if len(groups) == 1 and not alone:
        raise UserError(
            f"The rule {quoted(parsed.text)} puts all {len(dataset.images):,} images into one group,"
            f" {quoted(next(iter(groups))[1])}.",
            hint="Choose a rule that tells apart what does not belong together.",
        )
    return Groups(parsed, tuple((name, tuple(images)) for (_, name), images in groups.items()), alone)


def summarise_groups(groups: Groups) -> GroupsSummary:
    """What people are shown of `groups`: numbers and a few examples, the largest group first among them."""
    sizes = [len(images) for _, images in groups.groups]
    largest = max(range(len(sizes)), key=lambda place: sizes[place])
    several = [place for place, size in enumerate(sizes) if size > 1 and place != largest]
    shown = sorted([largest, *several[: _EXAMPLES - 1]])
    straddling = [
        (name, images) for name, images in groups.groups if len({image.split for image in images}) > 1
    ]  # fmt: skip
    return GroupsSummary(
        rule=groups.rule.text,
        groups=len(sizes),
        images=sum(sizes),
        alone=len(groups.alone),
        several=sum(size > 1 for size in sizes),
        largest=_example(*groups.groups[largest]),
        examples=tuple(_example(*groups.groups[place]) for place in shown),
        straddling=tuple(_example(*one) for one in straddling[:_MOST_STRADDLING]),
        straddling_total=len(straddling),
    )


def proposed_rule(dataset: Dataset) -> tuple[str, GroupExample] | None:
    """A rule that the file names call for, and the largest group it makes; None where they do not look like variants.

    Looks at the first files of each folder, which natural order has put side by side.
    """
    folders: defaultdict[tuple[str | None, str], list[ImageFile]] = defaultdict(list)
    for image in dataset.images:
        folder = folders[image.split, image.class_name]
        if len(folder) < _LOOKED_AT:
            folder.append(image)
    images = [image for folder in folders.values() for image in folder]
    in_class = Counter(image.class_name for image in images)
    for text in _PROPOSED:
        groups: defaultdict[tuple[str | None, str, str], list[ImageFile]] = defaultdict(list)
        for image, name in zip(images, _named(images, parse(text)), strict=True):
            if name is not None and (text != "number" or _ends(image.file, name)):
                groups[image.split, image.class_name, name].append(image)
        several = [key for key, group in groups.items() if len(group) > 1]
        if len(several) < _LEAST_GROUPS or sum(len(groups[key]) for key in several) < _LEAST_GROUPED * len(images):
            continue
        if all(len(groups[key]) <= max(2, _LARGEST_GROUP * in_class[key[1]]) for key in several):
            largest = max(several, key=lambda key: len(groups[key]))
            return text, _example(largest[2], groups[largest])
    return None


def described(summary: GroupsSummary) -> str:
    """What a rule makes of the user's own file names, in a sentence or two."""
    if not summary.several:
        return f"{counted(summary.groups, 'group')} of one image each: by this rule nothing belongs together."
    example = summary.examples[0]
    text = (
        f"{_files(example)} → {quoted(example.name)}; {counted(summary.groups, 'group')},"
        f" the largest of {counted(summary.largest.images, 'image')}, {quoted(summary.largest.name)}."
    )
    if summary.alone:
        text += f" The rule says nothing about {counted(summary.alone, 'image')}; each stays by itself."
    if summary.straddling_total:
        text += f" {straddling(summary)}"
    return text


def _files(example: GroupExample) -> str:
    shown = [quoted(file) for file in example.files[:2]]
    return joined([*shown, f"{example.images - 2:,} more"] if example.images > 2 else shown)


def straddling(summary: GroupsSummary) -> str:
    """Which groups a ready-made split divides, and what is done about it."""
    n = summary.straddling_total
    names = listed([f"{one.class_name}/{one.name}" if one.class_name else one.name for one in summary.straddling])
    subject, lies = ("One group", "lies") if n == 1 else (f"{n:,} groups", "lie")
    return (
        f"{subject} of the ready-made split {lies} on more than one side: {names}. Only what is kept for test,"
        " else for validation, is used of such a group."
    )


def _named(images: Iterable[ImageFile], rule: GroupRule) -> list[str | None]:
    """The group of each of `images`; accents may be stored in two ways."""
    if rule.table is not None:
        by_file = read_groups(rule.table)
        return [group_of(by_file, image.file) for image in images]
    below = _below_class_folder(images := list(images))
    begun = time.monotonic()
    names = []
    for image in images:
        path = below(image.file)
        names.append(rule.name_of(path if path.isascii() else unicodedata.normalize("NFC", path)))
        if time.monotonic() - begun > _PATIENCE_S:
            raise UserError(
                f"The rule {quoted(rule.text)} takes too long: {len(names):,} of {len(images):,} names in"
                f" {_PATIENCE_S:.0f} seconds.",
                hint=r"Describe only the part of a name that says the group, for example pattern:^(\d+).",
            )
    return names


def _below_class_folder(images: Iterable[ImageFile]) -> Callable[[str], str]:
    """What takes the path below the class folder from a file; class folders all lie equally deep in their split."""
    depths: dict[str | None, int] = {}
    seen = set[tuple[str | None, str]]()
    for image in images:
        if (image.split, image.class_name) not in seen:
            seen.add((image.split, image.class_name))
            parts = image.file.split("/")
            depth = parts.index(image.class_name) if image.class_name in parts else 0
            depths[image.split] = max(depth, depths.get(image.split, 0))  # a folder above may be called like a class
    depth = max(depths.values(), default=0) + 1
    return lambda file: file.split("/", depth)[-1]


def _says_nothing(dataset: Dataset, rule: GroupRule) -> UserError:
    files = [image.file.rpartition("/")[2] for image in dataset.images[:: max(1, len(dataset.images) // 3)][:3]]
    if rule.text == "folder":
        return UserError(
            "The rule “folder” finds no sub-folder below a class folder.",
            hint="Put the images of each group into a sub-folder of their class, or choose a rule over file names.",
        )
    return UserError(
        f"The rule {quoted(rule.text)} fits none of the {len(dataset.images):,} file names, such as {listed(files)}.",
        hint="Choose a rule that fits the names, or none.",
    )


def _ends(file: str, number: str) -> bool:
    """Whether the number that `file` begins with ends there, and no letter goes on: 12-rotated1, but not 8fae03."""
    name = file.rpartition("/")[2].lstrip("0")
    return not name[len(number) : len(number) + 1].isalnum()


def _example(name: str, images: Iterable[ImageFile]) -> GroupExample:
    images = list(images)
    classes = {image.class_name for image in images}
    files = tuple(image.file.rpartition("/")[2] for image in images[:_FILES])
    return GroupExample(name, classes.pop() if len(classes) == 1 else "", files, len(images))
