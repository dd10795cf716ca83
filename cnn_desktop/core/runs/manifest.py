"""Which bytes the weights of a run should have: `manifest.json`, a SHA-256 for each file.

The files of one save are written and synced under temporary names, then the manifest, then they take their names. So a
kill between two names leaves files that the manifest knows, old or new; any other byte is damage, and is noticed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core import files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.core.runs.names import MANIFEST, read_json

Known: TypeAlias = dict[str, tuple[str, ...]]  # the digests that a file may have, by its name

_FORMAT = 1
_MOST_KNOWN = 3  # of one file: the newest, the one before, and one that a kill kept from getting its name


@dataclass
class Save:
    """The files of one save, until all of them are whole."""

    folder: Path
    temporaries: dict[str, Path] = field(default_factory=dict)  # by name in the folder
    before: dict[str, str] = field(default_factory=dict)  # the name under which the file before stays

    def place(self, name: str | Path, *, suffix: str = "", before: str | Path = "") -> Path:
        """Where to write what will be called `name`; what has that name now is kept as `before`, if that is said."""
        target = self.folder / name
        temporary = self.temporaries[Path(name).as_posix()] = files.new_temporary(target, suffix)
        if before:
            self.before[Path(name).as_posix()] = Path(before).as_posix()
        return temporary


@contextlib.contextmanager
def saving(folder: Path) -> Iterator[Save]:
    """Replace files of the run in `folder` together, when the block ends well; else all is as it was."""
    save = Save(folder)
    try:
        yield save
        known = _known(folder)
        for name, temporary in save.temporaries.items():
            files.sync(temporary)
            earlier = known.get(name, ())
            if earlier and name in save.before:
                known[save.before[name]] = (*earlier, *known.get(save.before[name], ()))[:_MOST_KNOWN]
            known[name] = (_digest(temporary), *earlier)[:_MOST_KNOWN]
        _write(folder, known)
        for name, temporary in save.temporaries.items():
            if name in save.before:
                _keep(folder / name, folder / save.before[name])
            os.replace(temporary, folder / name)
    except BaseException:
        for temporary in save.temporaries.values():
            with contextlib.suppress(OSError):  # a drive that is gone; swept when the run goes on
                temporary.unlink(missing_ok=True)
        raise
    for parent in {(folder / name).parent for name in save.temporaries}:
        files.sync_folder(parent)


def require_whole(folder: Path, name: str | Path) -> None:
    """Raise UserError where the file `name` of the run in `folder` has other bytes than were written.

    What the manifest does not name, as in a run of an older version, passes.
    """
    known = _known(folder).get(Path(name).as_posix())
    try:
        is_whole = known is None or _digest(folder / name) in known
    except FileNotFoundError:
        return  # that it is missing is for others to say
    except OSError as error:
        raise UserError(
            f"{quoted(Path(name).name)} of {quoted(folder.name)} cannot be read: {error.strerror or error}.",
            hint="Check its drive, or take the run from a copy.",
        ) from error
    if not is_whole:
        raise UserError(
            f"{quoted(Path(name).name)} of {quoted(folder.name)} is damaged: it no longer holds what was written.",
            hint="The disk may fail, or another program changed it. Take the run from a copy, or train again.",
        )


def settle(folder: Path) -> None:
    """Know of each file only what it holds now, before a run goes on; damage stays damage."""
    known = _known(folder)
    settled = {name: (digest,) if (digest := _found(folder / name)) in digests else digests
               for name, digests in known.items()}  # fmt: skip
    if settled != known:
        _write(folder, settled)


def _found(file: Path) -> str:
    try:
        return _digest(file)
    except OSError:
        return ""


def _keep(file: Path, before: Path) -> None:
    """`file` under the name `before`, too; at every moment one of the two names is there."""
    try:
        link = before.with_name(f".{before.name}{files.TEMPORARY_SUFFIX}")
        link.unlink(missing_ok=True)
        os.link(file, link)
        os.replace(link, before)
        link.unlink(missing_ok=True)  # it stays where both names were of one file already
    except FileNotFoundError:  # the first save
        return
    except OSError:  # a file system without links, as on memory cards
        os.replace(file, before)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _known(folder: Path) -> Known:
    """Digests by name, the newest first. Of a manifest that is damaged itself, none: nothing is blamed by it."""
    try:
        values = read_json(folder / MANIFEST, missing={})
        known = {str(name): tuple(map(str, digests)) for name, digests in values.get("sha256", {}).items()}
        return known if values.get("of_these") == _digest_of(known) else {}
    except (ValueError, TypeError, AttributeError):
        return {}


def _write(folder: Path, known: Known) -> None:
    values = {"format": _FORMAT, "sha256": known, "of_these": _digest_of(known)}
    files.write_json(folder / MANIFEST, values)


def _digest_of(known: Known) -> str:
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
