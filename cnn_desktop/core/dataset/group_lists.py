"""Groups that somebody listed, image by image: a table “file,group” that a rule `file:PATH` names.

The leak guard writes such tables beside the runs; a list of patients can be one too. Files are relative to the
dataset, with forward slashes; a “./” before a name keeps a spreadsheet from computing it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from cnn_desktop.core import files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted

FOLDER = "groups"  # beside the runs
_COLUMNS = ("file", "group")
_MOST_BYTES = 1 << 28


def write_groups(runs: Path, dataset: Path, groups: Iterable[Sequence[str]]) -> Path:
    """Write `groups` of files as a table in the folder of runs, and say where.

    Its name tells its content, so that a run that names it always means the same groups.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    for number, group in enumerate(groups, start=1):
        table.writerows((f"./{file}", f"alike {number}") for file in group)
    content = text.getvalue().encode("utf-8", "surrogateescape")
    digest = hashlib.blake2b(content, digest_size=4).hexdigest()
    target = runs.absolute() / FOLDER / f"{_safe(dataset)}-{digest}.csv"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        files.write_bytes(target, content)
    except OSError as error:
        raise UserError(
            f"The groups could not be kept in “{target.parent}”: {error.strerror or error}.",
            hint="Check that the runs folder is yours, and that there is room on its drive.",
        ) from error
    return target


def read_groups(path: Path) -> dict[str, str]:
    """The group of each file that the table at `path` names. Raises UserError where it is none."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UserError(
                f"The list of groups {quoted(path.name)} is too large.", hint="List 1,000,000 files at most."
            )
        text = path.read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError as error:
        raise UserError(
            f"The list of groups “{path}” cannot be read: {error.strerror or error}.",
            hint="Look for leaks again, or choose another rule.",
        ) from error
    rows = csv.reader(io.StringIO(text))
    try:
        if tuple(cell.strip().lower() for cell in next(rows, ()))[:2] != _COLUMNS:
            raise UserError(f"{quoted(path.name)} is no list of groups.", hint="Its first line has to be: file,group")
        return {_normal(row[0]): row[1].strip() for row in rows if len(row) >= 2 and row[1].strip()}
    except csv.Error as error:
        raise UserError(
            f"The list of groups {quoted(path.name)} is damaged ({error}).", hint="Write it again."
        ) from error


def group_of(groups: dict[str, str], file: str) -> str | None:
    return groups.get(file) or groups.get(_normal(file))


def _normal(file: str) -> str:
    """Accents may be stored in two ways, and slashes too."""
    return unicodedata.normalize("NFC", file.strip().replace("\\", "/").removeprefix("./"))


def _safe(dataset: Path) -> str:
    kept = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in dataset.absolute().name[:40])
    return kept or "dataset"
