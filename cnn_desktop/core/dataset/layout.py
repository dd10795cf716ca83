"""Find the classes of a folder from the names in it alone: which file belongs to which class and ready-made split.

Opens no file and follows no link.
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from natsort import natsort_keygen, ns

from cnn_desktop.core.dataset.model import SPLITS, Skipped, SplitName
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted, listed, quoted, quoted_folder

_SPLIT_NAMES: dict[str, SplitName] = {
    **dict.fromkeys(("train", "training", "trainset", "training set", "entrenamiento"), "training"),
    **dict.fromkeys(("val", "valid", "validation", "validation set", "validacion"), "validation"),
    **dict.fromkeys(("test", "testing", "testset", "test set", "testeo", "prueba", "pruebas"), "test"),
}  # fmt: skip
# A folder that holds nothing but these holds no class; any other file may be an image, whatever its name.
_DOCUMENTS = (
    ".txt", ".md", ".rst", ".csv", ".tsv", ".json", ".jsonl", ".xml", ".yaml", ".yml", ".html", ".htm", ".pdf", ".doc",
    ".docx", ".xls", ".xlsx", ".odt", ".ods", ".py", ".ipynb", ".mat", ".npy", ".npz", ".h5", ".hdf5", ".keras",
    ".pkl", ".pt", ".pth", ".tflite", ".zip", ".tar", ".gz", ".rar", ".7z", ".db", ".ini", ".log", ".sh", ".bat",
)  # fmt: skip
_IMAGES = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".bmp", ".dib", ".webp", ".tif", ".tiff", ".gif")
_SIDE_FILES = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"))

_natural = natsort_keygen(alg=ns.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that should be an image, and where it belongs. `file` is relative to the dataset."""

    file: str
    class_name: str
    split: SplitName | None


@dataclass(frozen=True, slots=True)
class Layout:
    """What the names tell: classes in natural order with their number of files, candidates by split, class and name."""

    classes: tuple[tuple[str, int], ...]
    candidates: tuple[Candidate, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]  # sentences


@dataclass(slots=True, eq=False)
class _Folder:
    name: str
    path: str  # relative to the dataset, ends in "/" except for the dataset itself
    files: list[str] = field(default_factory=list)
    folders: list[_Folder] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def walk(self) -> Iterator[_Folder]:
        """The folder itself and all below."""
        pending = [self]
        while pending:
            folder = pending.pop()
            yield folder
            pending += folder.folders

    def holds_images(self) -> bool:
        return any(_may_be_image(file) for folder in self.walk() for file in folder.files)


def find_layout(
    folder: Path,
    keep_going: Callable[[], object],
    on_classes: Callable[[tuple[tuple[str, int], ...]], None] | None = None,
) -> Layout:
    """List `folder`. Calls `keep_going` once a file or so, which may raise to end it; `on_classes` hears the classes
    before their files are put in order, which takes the longer part.

    Raises UserError where there is no folder, nothing in it, or images without class folders.
    """
    root = _list(folder, keep_going)
    top, notes = _look_through(root)
    holders = [sub for sub in top.folders if sub.holds_images()]
    if not holders:
        raise _no_classes(folder, top)
    splits = _ready_made(holders)
    homes: list[tuple[_Folder, SplitName | None]] = [(sub, None) for sub in holders]
    if splits:
        homes = [(sub, split) for home, split in splits for sub in home.folders if sub.holds_images()]
        notes += _without_classes(splits)
    parents = [top, *(home for home, _ in splits)]
    empty = [sub.path.rstrip("/") for parent in parents for sub in parent.folders if not sub.holds_images()]
    if empty:
        subject = "it holds" if len(empty) == 1 else "they hold"
        notes.append(f"{listed(sorted(empty))} became no class: {subject} no images.")
    files = Counter[str]()
    for home, _ in homes:
        files[home.name] += sum(len(sub.files) for sub in home.walk())
    classes = tuple((name, files[name]) for name in natural(files))
    if on_classes:
        on_classes(classes)
    return Layout(
        classes,
        tuple(_candidates(homes, [name for name, _ in classes], keep_going)),
        tuple(_skipped(top, parents)),
        tuple(notes),
    )


def classes_folder(folder: Path) -> Path:
    """Where the class folders of a dataset lie: of a ready-made split those to train on. `folder`: it has none yet.

    Raises UserError where there is no folder.
    """
    top, _ = _look_through(_list(folder, lambda: None))
    holders = [sub for sub in top.folders if sub.holds_images()]
    training = next((home for home, split in _ready_made(holders) if split == "training"), top)
    return folder / training.path


def natural(names: Iterable[str]) -> list[str]:
    """`names` as people order them: 2 before 10, upper case beside lower case; the same on every disk."""
    return sorted(sorted(names), key=_natural)


def _list(top: Path, keep_going: Callable[[], object]) -> _Folder:
    try:
        os.scandir(top).close()
    except NotADirectoryError as error:
        raise UserError(f"{quoted_folder(top)} is a file, not a folder.", hint="Choose a folder of images.") from error
    except FileNotFoundError as error:
        raise UserError(
            f"There is no folder {quoted(str(top))}.", hint="Check the name, and whether its drive is connected."
        ) from error
    except (OSError, ValueError) as error:
        raise UserError(
            f"The folder {quoted(str(top))} could not be opened: {_reason(error)}.",
            hint="Check its permissions, and whether its drive is connected.",
        ) from error
    root, seen = _Folder(top.name, ""), set[tuple[int, int]]()
    pending = [root]
    while pending:
        folder = pending.pop()
        path = os.path.join(top, folder.path)
        try:
            status = os.stat(path)
            if (status.st_dev, status.st_ino) not in seen:  # a mount or junction may lead back up
                seen.add((status.st_dev, status.st_ino))
                _list_one(folder, path, keep_going)
        except OSError as error:
            folder.skipped.append(Skipped(folder.path, f"The folder could not be opened: {_reason(error)}."))
        pending += folder.folders
    return root


def _list_one(folder: _Folder, path: str, keep_going: Callable[[], object]) -> None:
    with os.scandir(path) as entries:
        for entry in entries:
            keep_going()
            file = folder.path + entry.name
            if entry.is_symlink():
                folder.skipped.append(Skipped(file, "It is a link; links are not followed."))
            elif entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and entry.name != "__MACOSX":
                    folder.folders.append(_Folder(entry.name, f"{file}/"))
            elif not entry.is_file(follow_symlinks=False):
                folder.skipped.append(Skipped(file, "It is a pipe or a device, not a file."))
            elif _is_side_file(entry.name):
                folder.skipped.append(Skipped(file, "It is a hidden file or one of the operating system's own."))
            else:
                folder.files.append(entry.name)


def _look_through(top: _Folder) -> tuple[_Folder, list[str]]:
    """Step into a folder that does nothing but hold the folder of classes, as unpacked archives do."""
    here = top
    while not any(_is_image_name(file) for file in here.files):
        holders = [sub for sub in here.folders if sub.holds_images()]
        if len(holders) != 1 or _split_of(holders[0]) or not any(sub.holds_images() for sub in holders[0].folders):
            break
        if any(_is_image_name(file) for file in holders[0].files):
            break
        here = holders[0]
    if here is top:
        return top, []
    return here, [f"The classes were found further inside, in {quoted(here.path.rstrip('/'))}."]


def _ready_made(holders: list[_Folder]) -> list[tuple[_Folder, SplitName]]:
    """The folders of a ready-made split; empty where these are plain classes."""
    splits = [(folder, split) for folder in holders if (split := _split_of(folder))]
    complete = len(splits) == len(holders) and any(split == "training" for _, split in splits)
    return splits if complete else []


def _split_of(folder: _Folder) -> SplitName | None:
    plain = unicodedata.normalize("NFKD", folder.name).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _SPLIT_NAMES.get(letters.replace("_", " ").replace("-", " ").strip())


def _without_classes(splits: list[tuple[_Folder, SplitName]]) -> list[str]:
    """Refuse a training folder without class folders; tell of another one."""
    notes = []
    for folder, split in splits:
        if any(sub.holds_images() for sub in folder.folders):
            continue
        if split == "training":
            raise UserError(
                f"The images in {quoted(folder.name)} lie in no class folders.",
                hint=f"Give {quoted(folder.name)} one sub-folder per class, at least two.",
            )
        notes.append(f"The images in {quoted(folder.name)} lie in no class folders, so they are not used.")
    return notes


def _no_classes(folder: Path, top: _Folder) -> UserError:
    loose = sum(map(_is_image_name, top.files))
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


def _candidates(
    homes: list[tuple[_Folder, SplitName | None]], classes: list[str], keep_going: Callable[[], object]
) -> Iterator[Candidate]:
    def key(file: str) -> Any:
        keep_going()
        return _natural(file)

    files: defaultdict[tuple[SplitName | None, str], list[str]] = defaultdict(list)
    for home, split in homes:
        files[split, home.name] += [sub.path + file for sub in home.walk() for file in sub.files]
    splits: tuple[SplitName | None, ...] = (None, *SPLITS)
    for split in splits:
        for name in classes:
            for file in sorted(sorted(files[split, name]), key=key):
                yield Candidate(file, name, split)


def _skipped(top: _Folder, parents: list[_Folder]) -> list[Skipped]:
    """What no class can use. Beside the class folders, documents and hidden files are nobody's loss."""
    skipped = [
        Skipped(parent.path + file, "It lies beside the class folders, in no class.")
        for parent in parents
        for file in parent.files
        if _is_image_name(file)
    ]
    for folder in top.walk():
        beside = folder in parents
        skipped += [one for one in folder.skipped if not (beside and _is_side_file(one.file.rpartition("/")[2]))]
    return sorted(sorted(skipped, key=lambda one: one.file), key=lambda one: _natural(one.file))


def _may_be_image(file: str) -> bool:
    return not file.lower().endswith(_DOCUMENTS)


def _is_side_file(name: str) -> bool:
    return name.startswith(".") or name.lower() in _SIDE_FILES


def _is_image_name(file: str) -> bool:
    return file.lower().endswith(_IMAGES)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "you may not read it"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
