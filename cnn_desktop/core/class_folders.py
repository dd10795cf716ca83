"""The class folders of a dataset that is just being made: what each holds, and which names will do.

Looks at names only; whether the folder makes a dataset is for `dataset.scan` to say.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from natsort import natsorted

from cnn_desktop.core.errors import Cancelled
from cnn_desktop.core.image_search import SUFFIXES
from cnn_desktop.core.names import quoted, shown_name

_TAKE = r"^(cam-[0-9]{8}-[0-9]{6}[a-z]?)_"  # what a recording's files begin with
TAKES_TOGETHER = f"pattern:{_TAKE}"  # the group rule: frames of one recording look alike

LONGEST_NAME = 60  # characters

_FORBIDDEN = '<>:"/\\|?*'  # somewhere; what one system keeps, another must be able to open
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


@dataclass(frozen=True, slots=True)
class ClassFolder:
    """`takes`: recordings, and single images that belong to none."""

    name: str
    images: int
    takes: int


def count(folder: Path, should_stop: Callable[[], bool] = lambda: False) -> tuple[ClassFolder, ...]:
    """What each class folder of `folder` holds, in natural order; nothing where it is not there.

    Raises OSError where it cannot be read, and Cancelled.
    """
    if not folder.exists():
        return ()
    counted = []
    for name in natsorted(one.name for one in os.scandir(folder) if one.is_dir() and not one.name.startswith(".")):
        if should_stop():
            raise Cancelled
        with os.scandir(folder / name) as inside:
            images = [one.name for one in inside if os.path.splitext(one.name)[1].lower() in SUFFIXES]
        counted.append(ClassFolder(name, len(images), len({take_of(image) for image in images})))
    return tuple(counted)


def take_of(file_name: str) -> str:
    """The recording that a file comes from, or its own name."""
    found = re.match(_TAKE, file_name)
    return found[1] if found else file_name


def problem_of_name(name: str, others: Iterable[str]) -> str:
    """Why a class beside `others` cannot be called `name`; empty where it can."""
    if not name:
        return "Give the class a name."
    if len(name) > LONGEST_NAME:
        return f"A name of {len(name)} characters is too long; use {LONGEST_NAME} at most."
    found = sorted({character for character in name if character in _FORBIDDEN})
    if found:
        return f"A folder cannot be called so everywhere: leave out {' '.join(found)}"
    if shown_name(name) != name:
        return "Leave out what cannot be seen in a name."
    if name.startswith(".") or name.endswith(".") or name.split(".")[0].lower() in _RESERVED:
        return f"A folder cannot be called {quoted(name)} everywhere. Choose another name."
    if any(_same(name, other) for other in others):
        return f"There is a class {quoted(name)} already."
    return ""


def _same(one: str, other: str) -> bool:
    """Names that are one folder on some systems."""
    return unicodedata.normalize("NFC", one).casefold() == unicodedata.normalize("NFC", other).casefold()
