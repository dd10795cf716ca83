"""Whether a weights file is the one that was published: by its SHA-256, by its MD5, or by what came the first time.

Where nobody names a sum, what came the first time is trusted, and its SHA-256 written down: a later download that
differs is refused. What stands inside a file is not looked at here.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core import files, json_files, paths
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.pretrained import Published

_HEX = 64  # characters of a SHA-256


@dataclass(frozen=True, slots=True)
class FirstDownload:
    """What was written down of a file when it came for the first time."""

    sha256: str
    day: str  # as “2026-11-20”


def register() -> Path:
    """Where first downloads are written down: beside the settings, which nobody empties as they do a cache."""
    return paths.settings_file().parent / "downloads.json"


def first_download(published: Published) -> FirstDownload | None:
    """What came when `published` was downloaded for the first time; None where it never was, or its sum is known.

    Raises UserError where that cannot be read.
    """
    if published.has_sum:
        return None
    found = _register().get(published.file)
    if found is None:
        return None
    match found:
        case {"sha256": str(sha256), "day": str(day)} if len(sha256) == _HEX:
            return FirstDownload(sha256, day)
    raise _damaged(f"it says of {published.file} what is no digest")


def difference(published: Published, file: Path) -> str:
    """Why `file` is not the one that was published; empty where nothing is known against it.

    Raises UserError where what came first cannot be looked up.
    """
    size = file.stat().st_size
    if published.has_sum and size != published.bytes:
        return f"it has {size:,} bytes, where {published.bytes:,} were expected"
    if published.sha256:
        return "" if sha256_of(file) == published.sha256 else "its SHA-256 is not the one that is known of it"
    if published.md5:
        return "" if md5_of(file) == published.md5 else "its MD5 sum is not the one that Keras names"
    first = first_download(published)
    if first is None or sha256_of(file) == first.sha256:
        return ""
    return f"its SHA-256 is not that of the file that came first, on {first.day} (written down in {register()})"


def write_down(published: Published, file: Path) -> None:
    """Remember `file` as the first download of `published`, where nobody names a sum and nothing came before.

    Raises UserError where that cannot be read or written.
    """
    if published.has_sum or first_download(published) is not None:
        return
    first = {"sha256": sha256_of(file), "day": time.strftime("%Y-%m-%d")}
    known = {**_register(), published.file: first}
    try:
        register().parent.mkdir(parents=True, exist_ok=True)
        files.write_json(register(), known)
    except OSError as error:
        raise UserError(
            f"What came cannot be written down in {register()}: {error.strerror or error}.",
            hint="Make room, or see to it that the folder can be written, and try again.",
        ) from error


def words(published: Published) -> str:
    """What is remembered of the first download, in a sentence; empty where nothing is.

    Raises UserError where that cannot be read.
    """
    first = first_download(published)
    if first is None:
        return ""
    return f"SHA-256 of the first download, {first.day}: {first.sha256}. A later one that differs is refused."


def sha256_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def md5_of(file: Path) -> str:
    """As Keras checks its files; against damage, not against malice."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _register() -> dict[str, object]:
    try:
        found = json_files.read(register())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _damaged(str(error)) from error
    if not isinstance(found, dict):
        raise _damaged("it is no list of files")
    return found


def _damaged(why: str) -> UserError:
    return UserError(
        f"{register()}, where the digests of downloaded weights are kept, cannot be read: {why}.",
        hint="Delete it; what is downloaded next is then trusted as the first.",
    )
