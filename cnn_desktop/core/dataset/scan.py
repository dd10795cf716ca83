"""Look through a folder of images: its classes, every file's header, equal files, and what is wrong with it.

Opens files for reading only, and decodes none but a few in `summarise`.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np

from cnn_desktop.core import images, reading
from cnn_desktop.core.dataset.checks import warnings_of
from cnn_desktop.core.dataset.duplicates import DIGEST_BYTES, UNKNOWN, find_duplicates
from cnn_desktop.core.dataset.layout import Candidate, Classes, Layout, find_layout
from cnn_desktop.core.dataset.model import ClassSummary, Dataset, DatasetSummary, ImageFile, Skipped
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.names import listed, quoted, quoted_folder

EXAMPLES = 8  # files named of each class
SUGGESTED_SIZES = (32, 64, 96, 128)  # pixels a side
_MOST_ENTRIES = 300  # of a list in a summary
_SAMPLED = 36  # images decoded to see whether all are grey
_GREY_SPREAD = 2  # levels between the channels of a grey pixel: what JPEG's rounding leaves
_WHOLE = 1 << 16  # bytes; a smaller file is read at once, header and digest together
_BEAT_S = 0.05

_T = TypeVar("_T")


def scan(
    folder: Path,
    on_progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_classes: Callable[[Classes], None] | None = None,
    on_first_classes: Callable[[Classes], None] | None = None,
) -> Dataset:
    """Look through `folder`, whose sub-folders are classes or the parts of a ready-made split.

    `on_classes` hears the classes and their numbers of files before any file is opened, `on_first_classes` those found
    so far while a large folder is listed; `on_progress` hears, at most 20 times a second, how many files of how many
    are checked. Raises Cancelled soon after `should_stop` says so, and UserError where the folder is not a dataset.
    """
    beat = _Beat(should_stop)
    layout = find_layout(folder, beat.keep_going, on_classes, on_first_classes)
    found: list[ImageFile] = []
    skipped = list(layout.skipped)
    digests = bytearray()  # DIGEST_BYTES of each image found: a million hexadecimal ones would take 180 MB
    total = layout.files
    for checked, candidate in enumerate(layout.candidates):
        if beat.keep_going() and on_progress:
            on_progress(checked, total)
        try:
            image, digest = _look_at(folder, candidate)
        except UserError as error:
            skipped.append(Skipped(candidate.file, error.message))
            continue
        found.append(image)
        digests += digest
    if on_progress:
        on_progress(total, total)
    dataset = _assemble(folder, layout, found, skipped)
    known = np.frombuffer(digests, np.dtype(f"V{DIGEST_BYTES}"))
    if len(dataset.images) < len(found):
        learnable = set(dataset.classes)
        known = known[np.array([image.class_name in learnable for image in found])]
    dataset = replace(dataset, duplicates=find_duplicates(folder, dataset.images, known, beat.keep_going))
    return replace(dataset, warnings=(*dataset.warnings, *warnings_of(dataset)))


def summarise(dataset: Dataset) -> DatasetSummary:
    """What the window shows of `dataset`. Decodes a few dozen images to see whether all are grey."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    for image in dataset.images:
        files[image.class_name].append(image.file)
    return DatasetSummary(
        folder=dataset.folder,
        classes=tuple(
            ClassSummary(name, len(files[name]), tuple(_spread(files[name], EXAMPLES))) for name in dataset.classes
        ),
        images=len(dataset.images),
        splits=tuple(dataset.splits.items()),
        skipped=dataset.skipped[:_MOST_ENTRIES],
        skipped_total=len(dataset.skipped),
        duplicates=dataset.duplicates[:_MOST_ENTRIES],
        duplicates_total=len(dataset.duplicates),
        warnings=dataset.warnings,
        suggested_image_size=_suggested_size(dataset.images),
        is_grey=_is_grey(dataset),
    )


class _Beat:
    """Asks whether to stop, and says when progress is due: every `_BEAT_S`, however fast the files come."""

    def __init__(self, should_stop: Callable[[], bool] | None) -> None:
        self._should_stop = should_stop
        self._next = 0.0

    def keep_going(self) -> bool:
        """True where progress is due. Raises Cancelled where the job is to stop."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + _BEAT_S
        if self._should_stop and self._should_stop():
            raise Cancelled
        return True


def _look_at(folder: Path, candidate: Candidate) -> tuple[ImageFile, bytes]:
    """The image by its header, and the digest of its content where that was read anyway."""
    with reading.opened(f"{folder}/{candidate.file}") as (descriptor, size):
        digest = UNKNOWN
        if size <= _WHOLE:
            content = reading.read_all(descriptor, size)
            digest = bytes.fromhex(reading.digest(content))
            header = images.header_of(content)
        else:
            with open(descriptor, "rb", closefd=False) as file:
                header = images.header(file)
    return (
        ImageFile(
            candidate.file, candidate.class_name, candidate.split, header.width, header.height, size, header.format
        ),
        digest,
    )


def _assemble(folder: Path, layout: Layout, found: list[ImageFile], skipped: list[Skipped]) -> Dataset:
    """Leave out the classes nothing can be learned of. Raises UserError where fewer than two are left."""
    if not found:
        first = f" The first of {len(skipped):,}, {quoted(skipped[0].file)}: {skipped[0].reason}" if skipped else ""
        raise UserError(
            f"{quoted_folder(folder)} holds no image that can be used.{first}",
            hint="Choose a folder with one sub-folder of images per class, at least two.",
        )
    notes = list(layout.notes)
    present = {image.class_name for image in found}
    learnable = {image.class_name for image in found if image.split in (None, "training")}
    classes = tuple(name for name, _ in layout.classes if name in learnable)
    if len(classes) < 2:
        which = quoted(classes[0]) if classes else "none"
        raise UserError(
            f"{quoted_folder(folder)} holds images of one class only: {which}."
            if classes
            else f"The training folder of {quoted_folder(folder)} holds no image that can be used.",
            hint="Choose a folder with one sub-folder per class, at least two.",
        )
    if unused := [name for name, _ in layout.classes if name not in present]:
        notes.append(f"{listed(unused)} became no class: no file there is an image that can be used.")
    if unknown := [name for name, _ in layout.classes if name in present - learnable]:
        notes.append(f"{listed(unknown)} cannot be learned: there are images to test it, but none to train on.")
        skipped += [
            Skipped(image.file, f"There are no training images of its class {quoted(image.class_name)}.")
            for image in found
            if image.class_name not in learnable
        ]
    usable = tuple(image for image in found if image.class_name in learnable)
    return Dataset(folder, classes, usable, tuple(skipped), warnings=tuple(notes))


def _spread(things: Sequence[_T], n: int) -> list[_T]:
    """Up to `n` of `things`, evenly spread from first to last."""
    if len(things) <= n:
        return list(things)
    return [things[place * (len(things) - 1) // (n - 1)] for place in range(n)]


def _suggested_size(found: Sequence[ImageFile]) -> int:
    middle = median(min(image.width, image.height) for image in found)
    return SUGGESTED_SIZES[min(bisect_left(SUGGESTED_SIZES, middle), len(SUGGESTED_SIZES) - 1)]


def _is_grey(dataset: Dataset) -> bool:
    """Whether every image sampled has equal channels; one that cannot be decoded tells nothing."""
    seen = False
    for image in _spread(dataset.images, _SAMPLED):
        try:
            pixels = images.decode(dataset.folder / image.file, longest_side_hint=64)
        except UserError:
            continue
        if np.ptp(pixels.astype(np.int16), axis=2).max() > _GREY_SPREAD:
            return False
        seen = True
    return seen
