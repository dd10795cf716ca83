"""Write files so that a crash, a kill or a power cut leaves the old one or the new one, never a part.

Temporary file in the same folder, flush, fsync, rename, fsync of the folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted

TEMPORARY_SUFFIX = ".partial"
FORGOTTEN_S = 86_400.0  # nobody writes one file for a day
_NAMED_AFTER = 60  # bytes of a name that its temporary one begins with: most file systems end at 255


@contextlib.contextmanager
def replacing(path: Path, suffix: str = "") -> Iterator[Path]:
    """Yield the path of a temporary file that takes the place of `path` when the block ends well.

    `suffix` ends the temporary name, for writers that choose their format by it (".keras").
    If the block raises, `path` is as it was and the temporary file is gone.
    """
    temporary = new_temporary(path, suffix)
    try:
        yield temporary
        sync(temporary)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):  # a drive that is gone
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def new_temporary(path: Path, suffix: str = "") -> Path:
    """A new empty file beside `path`, which `sweep_temporaries` knows."""
    begin = os.fsencode(path.name)[:_NAMED_AFTER].decode("utf-8", errors="ignore")
    handle, name = tempfile.mkstemp(prefix=f".{begin}.", suffix=TEMPORARY_SUFFIX + suffix, dir=path.parent)
    os.close(handle)
    return Path(name)


def write_bytes(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, atomically."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: Path, text: str) -> None:
    """Replace `path` by `text` in UTF-8, atomically. Undecodable file names keep their bytes."""
    write_bytes(path, text.encode("utf-8", errors="surrogateescape"))


def write_json(path: Path, value: Any) -> None:
    """Replace `path` by `value` as JSON, atomically. Text outside ASCII is escaped, so any file name fits."""
    write_bytes(path, (json.dumps(value, indent=1, allow_nan=False) + "\n").encode("ascii"))


def write_rows(path: Path, value: Mapping[str, Any]) -> None:
    """As `write_json`, for lists with a row for each of many images: a line each, in a twentieth of the time."""
    row = json.JSONEncoder(allow_nan=False).encode
    parts = (
        f"{row(name)}: " + ("[\n" + ",\n".join(map(row, part)) + "\n]" if isinstance(part, list) else row(part))
        for name, part in value.items()
    )
    write_bytes(path, ("{\n" + ",\n".join(parts) + "\n}\n").encode("ascii"))


@contextlib.contextmanager
def told_as_unwritable(target: Path) -> Iterator[None]:
    """What keeps a file that somebody asked for from being written: a UserError that names it and says what to do."""
    try:
        yield
    except OSError as error:
        raise UserError(
            f"{quoted(target.name)} could not be written: {error.strerror or error}.",
            hint="Choose another place for it, or free some space.",
        ) from error


def sweep_temporaries(folder: Path, older_than_s: float = 0) -> None:
    """Remove what an interrupted write left in `folder`; an age spares what another process writes there now."""
    for leftover in folder.glob(f".*{TEMPORARY_SUFFIX}*"):
        with contextlib.suppress(OSError):
            if not older_than_s or time.time() - leftover.stat().st_mtime > older_than_s:
                leftover.unlink()


def sync(path: Path) -> None:
    """Return when the disk has what is in `path`."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Return when the disk knows the names in `folder`."""
    if os.name != "posix":  # Windows has no such call, and renames are journaled there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
