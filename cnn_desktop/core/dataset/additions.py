"""Put a copy of an image into a class of a dataset, and take it away again. Never touches a file of the user's.

A copy gets a free name and appears whole or not at all; it is taken away only while it is, byte for byte, what was
written. What is taken away is kept beside the journal, so that it can come back.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core import files, reading
from cnn_desktop.core.dataset.layout import classes_folder
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted

KEPT = "journal-undone"  # beside the journal: the copies taken back, by entry

_MOST_NAMES = 10_000
_TEMPORARY = ".added-"
_FORGOTTEN_S = 3600.0  # a temporary file of that age is nobody's any more
_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*\ud800-\udfff]')


@dataclass(frozen=True, slots=True)
class Place:
    """Where a copy is to lie. `file` is relative to the dataset, with forward slashes."""

    dataset: Path
    file: str
    made_class: bool

    @property
    def path(self) -> Path:
        return self.dataset / self.file


def names_like(name: str) -> Iterator[str]:
    """owl.jpg, owl (2).jpg, owl (3).jpg, …"""
    stem, ending = os.path.splitext(_UNFIT.sub("_", name))
    yield f"{stem}{ending}"
    yield from (f"{stem} ({number}){ending}" for number in range(2, _MOST_NAMES))


def names_in(group: str) -> Iterator[str]:
    """drawn_001.png, drawn_002.png, …: what a rule by prefix or by stem keeps together."""
    yield from (f"{_UNFIT.sub('_', group)}_{number:03}.png" for number in range(1, _MOST_NAMES))


def find_place(dataset: Path, class_name: str, names: Iterable[str]) -> Place:
    """The first free one of `names` in the class's folder, which is made; of a ready-made split in its training folder.

    Raises UserError where the dataset is gone, the class cannot be a folder, or it cannot be written.
    """
    home = classes_folder(dataset)
    folder = home / class_name
    made_class = class_name not in os.listdir(home)
    if made_class:
        _refuse_unfit(class_name)
    if folder.is_symlink():
        raise UserError(
            f"The class folder {quoted(class_name)} is a link; links are not followed.",
            hint="Choose another class, or another dataset folder.",
        )
    try:
        folder.mkdir(exist_ok=True)
        _sweep(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    for name in names:
        if not os.path.lexists(folder / name):
            return Place(dataset, (folder / name).relative_to(dataset).as_posix(), made_class)
    raise UserError("There are too many files of that name.", hint="Give the image another name.")


def put(place: Place, content: bytes) -> None:
    """Write the copy. Raises FileExistsError where the name was taken meanwhile, UserError where it cannot be."""
    path = place.path
    try:
        path.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_TEMPORARY, suffix=files.TEMPORARY_SUFFIX, dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _name(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except FileExistsError:
        raise
    except OSError as error:
        remove_made(place)
        raise _unwritable(path.parent, error) from error


def take_back(place: Place, digest: str, kept: Path) -> bool:
    """Move the copy to `kept`. False: it was gone already. Raises UserError where it is no longer what was written."""
    path = place.path
    if not os.path.lexists(path):
        remove_made(place)
        return False
    try:
        content = reading.read_file(path)
    except UserError as error:
        raise UserError(f"{quoted(place.file)} is left as it is: {error.message}", hint=error.hint) from error
    if path.is_symlink() or reading.digest(content) != digest:
        raise UserError(
            f"{quoted(place.file)} was changed since it was added, so it is left as it is.",
            hint="Delete it yourself if it is not needed.",
        )
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        files.write_bytes(kept, content)
        path.unlink()
    except OSError as error:
        raise _unwritable(path.parent, error) from error
    remove_made(place)
    return True


def remove_made(place: Place) -> None:
    """Remove the class folder that was made for a copy, where nothing else lies in it."""
    if place.made_class:
        with contextlib.suppress(OSError):  # it is not empty, or gone
            place.path.parent.rmdir()


def _name(temporary: Path, path: Path) -> None:
    """Give the file its name, if that is free: a rename alone would replace what has it."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links, such as FAT
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        os.rename(temporary, path)


def _sweep(folder: Path) -> None:
    """Remove what a kill left of a copy."""
    for leftover in folder.glob(f"{_TEMPORARY}*{files.TEMPORARY_SUFFIX}"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _FORGOTTEN_S:
                leftover.unlink()


def _refuse_unfit(class_name: str) -> None:
    hint = "Use letters, digits and spaces."
    if not class_name.strip():
        raise UserError("A class needs a name.", hint=hint)
    if _UNFIT.search(class_name) or class_name.strip(" .") != class_name or len(class_name.encode()) > 200:
        raise UserError(f"{quoted(class_name)} cannot be the name of a folder.", hint=hint)


def _unwritable(folder: Path, error: OSError) -> UserError:
    return UserError(
        f"Nothing could be written in {quoted(str(folder))}: {error.strerror or error}.",
        hint="Check that the folder is yours, that its drive is connected, and that there is room on it.",
    )
