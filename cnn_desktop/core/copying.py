"""Copy images into folders by class. Never moves, never overwrites: a name that is taken gets a number, “name (2).jpg”.

Knows no network: which class an image is of, its caller says.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core import reading
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.files import TEMPORARY_SUFFIX
from cnn_desktop.core.messages.prediction import Prediction

NOT_SURE, UNLIKE = "not sure", "unlike the training images"  # folders for the images that are judged so

_FORBIDDEN = re.compile('[\x00-\x1f\x7f/\\\\:*?"<>|\u202a-\u202e\u2066-\u2069]')  # in a folder's name, on some system
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 120  # characters; the file's own name has to fit as well
_DISK_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of the files. `refused`: each with its reason."""

    copied: int
    refused: tuple[tuple[Path, str], ...]


def folder_of(prediction: Prediction, *, doubtful_apart: bool) -> str:
    """The folder that an image goes into; `doubtful_apart`: one of its own for what the run is not sure of."""
    if doubtful_apart and prediction.judgement != "sure":
        return NOT_SURE if prediction.judgement == "unsure" else UNLIKE
    return prediction.class_name


def copy_by_class(
    target: Path,
    files: Sequence[tuple[Path, str]],
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Copied:
    """Copy each of `files` (file, class) into `target`/<class>/.

    A file that cannot be read or written is named in the answer and hides no other. Raises UserError where the target
    cannot be written at all or the disk is full, Cancelled where it was told to stop; what was copied stays.
    """
    copied, refused = 0, list[tuple[Path, str]]()
    for number, (file, class_name) in enumerate(files):
        if should_stop():
            raise Cancelled
        folder = _folder(target, class_name)
        try:
            copy_into(folder, file)
            copied += 1
        except UserError as error:
            refused.append((file, error.message))
        except OSError as error:
            if error.errno in _DISK_FULL:
                raise UserError(
                    f"The disk is full: {copied:,} of {len(files):,} images were copied to “{target}”.",
                    hint="Free some space, or choose a folder on another disk.",
                ) from error
            refused.append((file, f"{error.strerror or error}."))
        on_progress(number + 1, len(files))
    return Copied(copied, tuple(refused))


def copy_into(folder: Path, file: Path) -> Path:
    """A copy of `file` in `folder`, under its own name or with a number behind it.

    Raises OSError, and UserError where `file` is no file that can be read.
    """
    temporary = folder / f".{os.urandom(6).hex()}{TEMPORARY_SUFFIX}"
    try:
        with (
            reading.opened(file) as (descriptor, _),
            open(descriptor, "rb", closefd=False) as source,
            temporary.open("xb") as copy,
        ):
            shutil.copyfileobj(source, copy, 1 << 20)
        with contextlib.suppress(OSError):
            shutil.copystat(file, temporary)  # its time; a file system that keeps none loses nothing else
        target = _claimed(folder, file.name)
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return target


def folder_name(class_name: str) -> str:
    """`class_name` as the name of one folder, on every system: what none of them takes becomes “_”."""
    name = _FORBIDDEN.sub("_", class_name)[:_LONGEST].rstrip(". ").lstrip()
    if not name:
        return "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _folder(target: Path, class_name: str) -> Path:
    folder = target / folder_name(class_name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder “{folder}” could not be made: {error.strerror or error}.",
            hint="Choose a folder that is yours.",
        ) from error
    return folder


def _claimed(folder: Path, name: str) -> Path:
    """A name in `folder` that was free, taken by an empty file: nobody else's is ever replaced."""
    stem, suffix = os.path.splitext(name)
    number = 1
    while True:
        path = folder / (name if number == 1 else f"{stem} ({number}){suffix}")
        try:
            path.open("xb").close()
        except FileExistsError:
            number += 1
        else:
            return path
