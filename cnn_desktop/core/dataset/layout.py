"""Find the classes of a folder from the names in it alone: which file belongs to which class and ready-made split.

Opens no file and follows no link.
"""

from __future__ import annotations

import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.dataset.model import SPLITS, Skipped, SplitName
from cnn_desktop.core.dataset.natural_order import natural
from cnn_desktop.core.dataset.tree import Folder, is_image_name, is_side_file, list_tree
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted, listed, quoted, quoted_folder

_SPLIT_NAMES: dict[str, SplitName] = {
    **dict.fromkeys(("train", "training", "trainset", "training set", "entrenamiento"), "training"),
    **dict.fromkeys(("val", "valid", "validation", "validation set", "validacion"), "validation"),
    **dict.fromkeys(("test", "testing", "testset", "test set", "testeo", "prueba", "pruebas"), "test"),
}  # fmt: skip
Classes: TypeAlias = tuple[tuple[str, int], ...]  # names in natural order, with their numbers of files

_TELL_EVERY_S = 0.4  # of the classes found so far


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that should be an image, and where it belongs. `file` is relative to the dataset."""

    file: str
    class_name: str
    split: SplitName | None


@dataclass(frozen=True, slots=True)
class ClassFiles:
    """The files of one class on one side of a ready-made split, in natural order, relative to the dataset."""

    class_name: str
    split: SplitName | None
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the names tell: classes in natural order with their number of files, files by split and class."""

    classes: Classes
    parts: tuple[ClassFiles, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]  # sentences

    @property
    def candidates(self) -> Iterator[Candidate]:
        """One at a time: a million of them would take as much memory as their names."""
        return (Candidate(file, part.class_name, part.split) for part in self.parts for file in part.files)

    @property
    def files(self) -> int:
        """How many."""
        return sum(len(part.files) for part in self.parts)


def find_layout(
    folder: Path,
    keep_going: Callable[[], object],
    on_classes: Callable[[Classes], None] | None = None,
    on_first_classes: Callable[[Classes], None] | None = None,
) -> Layout:
    """List `folder`. Calls `keep_going` once a file or so, which may raise to end it; `on_classes` hears the classes
    before their files are put in order, `on_first_classes` now and then those found so far, while it is listed.

    Raises UserError where there is no folder, nothing in it, or images without class folders.
    """
    found_so_far = _FirstClasses(on_first_classes) if on_first_classes else None

    def on_entry(root: Folder) -> None:
        keep_going()
        if found_so_far:
            found_so_far.look_at(root)

    top, notes = _look_through(list_tree(folder, on_entry))
    holders = [sub for sub in top.folders if sub.may_hold_images()]
    if not holders:
        raise _no_classes(folder, top)
    splits = _ready_made(holders)
    homes = _homes(holders, splits)
    notes += _without_classes(splits)
    parents = [top, *(home for home, _ in splits)]
    empty = [sub.path.rstrip("/") for parent in parents for sub in parent.folders if not sub.may_hold_images()]
    if empty:
        subject = "it holds" if len(empty) == 1 else "they hold"
        notes.append(f"{listed(sorted(empty))} became no class: {subject} no images.")
    classes = _counted_classes(homes)
    if on_classes:
        on_classes(classes)
    return Layout(
        classes,
        tuple(_parts(homes, [name for name, _ in classes], keep_going)),
        tuple(_skipped(top, parents)),
        tuple(notes),
    )


def classes_folder(folder: Path) -> Path:
    """Where the class folders of a dataset lie: of a ready-made split those to train on. `folder`: it has none yet.

    Raises UserError where there is no folder.
    """
    top, _ = _look_through(list_tree(folder, lambda _root: None))
    holders = [sub for sub in top.folders if sub.may_hold_images()]
    training = next((home for home, split in _ready_made(holders) if split == "training"), top)
    return folder / training.path


class _FirstClasses:
    """Tells of the classes with files found so far, now and then, while a tree is being listed."""

    def __init__(self, tell: Callable[[Classes], None]) -> None:
        self._tell = tell
        self._due = time.monotonic() + _TELL_EVERY_S

    def look_at(self, root: Folder) -> None:
        if time.monotonic() < self._due:
            return
        top, _ = _look_through(root)
        holders = [sub for sub in top.folders if sub.may_hold_images()]
        splits = _ready_made(holders)
        found = tuple((name, files) for name, files in _counted_classes(_homes(holders, splits)) if files)
        if len(found) > 1 or (found and splits):  # one alone may be a folder around that of the classes
            self._tell(found)
        self._due = time.monotonic() + _TELL_EVERY_S


def _homes(holders: list[Folder], splits: list[tuple[Folder, SplitName]]) -> list[tuple[Folder, SplitName | None]]:
    """The class folders, each with its side of a ready-made split."""
    if not splits:
        return [(sub, None) for sub in holders]
    return [(sub, split) for home, split in splits for sub in home.folders if sub.may_hold_images()]


def _counted_classes(homes: list[tuple[Folder, SplitName | None]]) -> Classes:
    files = Counter[str]()
    for home, _ in homes:
        files[home.name] += sum(len(sub.files) for sub in home.walk())
    return tuple((name, files[name]) for name in natural(files))


def _look_through(top: Folder) -> tuple[Folder, list[str]]:
    """Step into a folder that does nothing but hold the folder of classes, as unpacked archives do."""
    here = top
    while not any(is_image_name(file) for file in here.files):
        holders = [sub for sub in here.folders if sub.may_hold_images()]
        if len(holders) != 1 or _split_of(holders[0]) or not any(sub.may_hold_images() for sub in holders[0].folders):
            break
        if any(is_image_name(file) for file in holders[0].files):
            break
        here = holders[0]
    if here is top:
        return top, []
    return here, [f"The classes were found further inside, in {quoted(here.path.rstrip('/'))}."]


def _ready_made(holders: list[Folder]) -> list[tuple[Folder, SplitName]]:
    """The folders of a ready-made split; empty where these are plain classes."""
    splits = [(folder, split) for folder in holders if (split := _split_of(folder))]
    complete = len(splits) == len(holders) and any(split == "training" for _, split in splits)
    return splits if complete else []


def _split_of(folder: Folder) -> SplitName | None:
    plain = unicodedata.normalize("NFKD", folder.name).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _SPLIT_NAMES.get(letters.replace("_", " ").replace("-", " ").strip())


def _without_classes(splits: list[tuple[Folder, SplitName]]) -> list[str]:
    """Refuse a training folder without class folders; tell of another one."""
    notes = []
    for folder, split in splits:
        if any(sub.may_hold_images() for sub in folder.folders):
            continue
        if split == "training":
            raise UserError(
                f"The images in {quoted(folder.name)} lie in no class folders.",
                hint=f"Give {quoted(folder.name)} one sub-folder per class, at least two.",
            )
        notes.append(f"The images in {quoted(folder.name)} lie in no class folders, so they are not used.")
    return notes


def _no_classes(folder: Path, top: Folder) -> UserError:
    loose = sum(map(is_image_name, top.files))
    if loose:
        return UserError(
            f"{quoted_folder(folder)} holds {counted(loose, 'image')}, but no class folders.",
            hint="Sort the images into one sub-folder per class, at least two.",
        )
    left_out = next((one for sub in top.walk() for one in sub.skipped), None)
    why = f" {quoted(left_out.file)} was left out: {left_out.reason}" if left_out else ""
    return UserError(
        f"{quoted_folder(folder)} holds no images.{why}",
        hint="Choose a folder with one sub-folder of images per class, at least two.",
    )


def _parts(
    homes: list[tuple[Folder, SplitName | None]], classes: list[str], keep_going: Callable[[], object]
) -> Iterator[ClassFiles]:
    files: defaultdict[tuple[SplitName | None, str], list[str]] = defaultdict(list)
    for home, split in homes:
        files[split, home.name] += [sub.path + file for sub in home.walk() for file in sub.files]
    splits: tuple[SplitName | None, ...] = (None, *SPLITS)
    for split in splits:
        for name in classes:
            if found := files.pop((split, name), None):
                yield ClassFiles(name, split, tuple(natural(found, keep_going)))


def _skipped(top: Folder, parents: list[Folder]) -> list[Skipped]:
    """What no class can use. Beside the class folders, documents and hidden files are nobody's loss."""
    skipped = [
        Skipped(parent.path + file, "It lies beside the class folders, in no class.")
        for parent in parents
        for file in parent.files
        if is_image_name(file)
    ]
    for folder in top.walk():
        beside = folder in parents
        skipped += [one for one in folder.skipped if not (beside and is_side_file(one.file.rpartition("/")[2]))]
    by_file = {one.file: one for one in skipped}
    return [by_file[file] for file in natural(by_file)]
