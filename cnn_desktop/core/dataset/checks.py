"""What is worth a second look in a dataset that can be used: one sentence for each kind of trouble. Reads no files."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import median_low

from cnn_desktop.core.dataset.groups import proposed_rule
from cnn_desktop.core.dataset.model import Dataset, ImageFile, SplitName
from cnn_desktop.core.names import counted, listed, quoted

FEW_IMAGES = 20  # of a class: under this, a validation split of a fifth says next to nothing
UNEVEN_CLASSES = 1.5  # the largest class to the smallest
UNEVEN_SIZES = 4  # the longest side in the dataset to the shortest longest side
TINY = 16  # pixels
ODD_FORMAT = 0.1  # share of images under which a format is the odd one out
_MOST_NAMED = 3

_TITLES = {"WEBP": "WebP"}
_SUFFIXES = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".mpo"),
    "PNG": (".png", ".apng"),
    "BMP": (".bmp", ".dib"),
    "WEBP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "GIF": (".gif",),
}


def warnings_of(dataset: Dataset) -> Iterator[str]:
    """The sentences, the gravest first."""
    checks: tuple[Callable[[Dataset], Iterable[str]], ...] = (
        _classes_that_look_alike,
        _same_image_in_two_classes,
        _same_image_in_two_splits,
        _variants_of_one_image,
        _classes_missing_from_a_split,
        _few_images,
        _uneven_classes,
        _wrong_names,
        _odd_formats,
        _tiny_images,
        _uneven_sizes,
    )
    for check in checks:
        yield from check(dataset)


def _classes_that_look_alike(dataset: Dataset) -> Iterator[str]:
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name in dataset.classes:
        alike[unicodedata.normalize("NFKC", name).casefold().strip()].append(name)
    for names in alike.values():
        if len(names) > 1:
            yield f"{listed(names)} are different classes whose names look the same; was one class meant?"


def _same_image_in_two_classes(dataset: Dataset) -> Iterator[str]:
    class_of = {image.file: image.class_name for image in dataset.images}
    contradicting = [group for group in dataset.duplicates if len({class_of[file] for file in group}) > 1]
    if contradicting:
        n = len(contradicting)
        what = "One image is" if n == 1 else f"{n:,} images are"
        yield f"{what} in more than one class: {_pairs(contradicting)}."


def _same_image_in_two_splits(dataset: Dataset) -> Iterator[str]:
    split_of = {image.file: image.split for image in dataset.images}
    straddling = [group for group in dataset.duplicates if len({split_of[file] for file in group}) > 1]
    if straddling:
        n = len(straddling)
        what = "One image is" if n == 1 else f"{n:,} images are"
        yield f"{what} in more than one split, and used in only one of them: {_pairs(straddling)}."


def _variants_of_one_image(dataset: Dataset) -> Iterator[str]:
    proposed = proposed_rule(dataset)
    if proposed:
        rule, example = proposed
        yield (
            f"By their names, many images may show the same thing: {listed(example.files)}. Training would then know"
            f" what it is tested on; the rule “{rule}” keeps them on one side of the split (Keep together, under"
            f" Advanced; --group-by {rule})."
        )


def _classes_missing_from_a_split(dataset: Dataset) -> Iterator[str]:
    present = {(image.split, image.class_name) for image in dataset.images}
    others: tuple[SplitName, ...] = ("validation", "test")
    for split in others:
        missing = [name for name in dataset.classes if (split, name) not in present]
        if split in dataset.splits and missing:
            yield f"The {split} images include none of {listed(missing)}."


def _few_images(dataset: Dataset) -> Iterator[str]:
    few = [name for name, n in dataset.counts.items() if n < FEW_IMAGES]
    if few:
        has = "has" if len(few) == 1 else "have"
        yield f"{listed(few)} {has} fewer than {FEW_IMAGES} images; more would make the model better."


def _uneven_classes(dataset: Dataset) -> Iterator[str]:
    ordered = sorted(dataset.counts.items(), key=lambda pair: pair[1])
    (smallest, low), (largest, high) = ordered[0], ordered[-1]
    if high >= UNEVEN_CLASSES * low:
        yield (
            f"The classes are uneven: {quoted(largest)} has {counted(high, 'image')}, {quoted(smallest)} has {low:,};"
            " the model may favour the large ones."
        )


def _wrong_names(dataset: Dataset) -> Iterator[str]:
    wrong: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for image in dataset.images:
        suffix = os.path.splitext(image.file)[1].lower()
        if suffix and suffix not in _SUFFIXES[image.format]:
            wrong[image.format, suffix].append(image.file)
    for (kind, suffix), files in sorted(wrong.items()):
        title, n = _TITLES.get(kind, kind), len(files)
        what = f"1 file is a {title} although its name says" if n == 1 else f"{n:,} files are {title} although they say"
        yield f"{what} {suffix}: {listed(files, _MOST_NAMED)}."


def _odd_formats(dataset: Dataset) -> Iterator[str]:
    formats = Counter(image.format for image in dataset.images)
    (usual, n), *others = formats.most_common()
    for kind, few in sorted(others):
        if few < ODD_FORMAT * n:
            files = [image.file for image in dataset.images if image.format == kind]
            title = _TITLES.get(kind, kind)
            what = f"1 image is a {title}" if few == 1 else f"{few:,} images are {title}"
            frames = " (of an animation, the first frame counts)" if kind == "GIF" else ""
            yield f"{what} among {_TITLES.get(usual, usual)} images{frames}: {listed(files, _MOST_NAMED)}."


def _tiny_images(dataset: Dataset) -> Iterator[str]:
    tiny = [image.file for image in dataset.images if min(image.width, image.height) < TINY]
    if tiny:
        are = "is" if len(tiny) == 1 else "are"
        yield f"{counted(len(tiny), 'image')} {are} smaller than {TINY} pixels: {listed(tiny, _MOST_NAMED)}."


def _uneven_sizes(dataset: Dataset) -> Iterator[str]:
    ordered = sorted(dataset.images, key=lambda image: (max(image.width, image.height), image.file))
    small, large = ordered[0], ordered[-1]
    if max(large.width, large.height) >= UNEVEN_SIZES * max(small.width, small.height):
        usual = median_low([(max(image.width, image.height), image.width, image.height) for image in ordered])
        yield (
            f"The image sizes are uneven: from {_size(small)} to {_size(large)} pixels, mostly about"
            f" {usual[1]:,} × {usual[2]:,}; small ones are enlarged, large ones lose detail."
        )


def _size(image: ImageFile) -> str:
    return f"{image.width:,} × {image.height:,}"


def _pairs(groups: Sequence[tuple[str, ...]]) -> str:
    shown = "; ".join(listed(group) for group in groups[:_MOST_NAMED])
    return shown if len(groups) <= _MOST_NAMED else f"{shown}; and {len(groups) - _MOST_NAMED:,} more"
