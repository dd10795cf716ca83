"""Open a file that somebody else made: only if it is a plain file, never waiting, never writing.

A pipe, a device or a broken link under an image's name is refused at once instead of hanging the program.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from cnn_desktop.core.errors import UserError

MOST_BYTES = 1 << 30  # no image file that people own is larger, and all of it has to fit into memory
_CHUNK = 1 << 20
# O_NONBLOCK: opening a pipe nobody writes to returns at once. O_BINARY: Windows would change line ends.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@contextlib.contextmanager
def opened(path: Path | str) -> Iterator[tuple[int, int]]:
    """Yield the descriptor of `path`, open for reading, and its size in bytes.

    Raises UserError where it is no regular file or may not be read.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise _refusal(path, error) from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UserError(f"It is {_kind(status.st_mode)}, not an image file.", hint="Choose an image file.")
        yield descriptor, status.st_size
    finally:
        os.close(descriptor)


def read_all(descriptor: int, size: int) -> bytes:
    """All `size` bytes of a file from `opened`. Raises UserError where the disk fails or the file is too large."""
    if size > MOST_BYTES:
        raise UserError(
            f"The file has {size / (1 << 30):.1f} GB; image files up to 1 GB are read.",
            hint="Save the image again in a compressed format such as PNG.",
        )
    content = read_part(descriptor, size)
    if len(content) < size:
        raise UserError("The file became shorter while it was read.", hint="Wait until it is complete, and try again.")
    return content


def read_part(descriptor: int, size: int) -> bytes:
    """The next `size` bytes, or fewer at the end of the file."""
    try:
        content = os.read(descriptor, size)
        while len(content) < size and (more := os.read(descriptor, size - len(content))):
            content += more
    except OSError as error:
        raise _refusal("", error) from error
    return content


def read_file(path: Path | str) -> bytes:
    """The content of a regular file. Raises UserError as `opened` and `read_all` do."""
    with opened(path) as (descriptor, size):
        return read_all(descriptor, size)


def read_bounded(path: Path | str, most_bytes: int) -> bytes:
    """The content of a file that is to be small. Raises OSError, and ValueError where it is no plain file or too long.

    For the files of runs and settings, whose readers have words of their own for what is wrong with them.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError(f"it is {_kind(status.st_mode)}")
        if status.st_size > most_bytes:
            raise ValueError(f"it is longer than {most_bytes:,} bytes")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most_bytes)
    finally:
        os.close(descriptor)


def require_plain(path: Path | str) -> None:
    """Raise OSError where `path` cannot be looked at, ValueError where reading it could wait for ever."""
    mode = os.stat(path).st_mode
    if not stat.S_ISREG(mode):
        raise ValueError(f"it is {_kind(mode)}")


def digest(content: bytes) -> str:
    """What tells one content from another: 32 hexadecimal digits of BLAKE2b."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def digest_file(path: Path | str, keep_going: Callable[[], object]) -> str:
    """`digest` of a file of any size; calls `keep_going` every mebibyte, which may raise to end it."""
    whole = hashlib.blake2b(digest_size=16)
    with opened(path) as (descriptor, _):
        while chunk := read_part(descriptor, _CHUNK):
            whole.update(chunk)
            keep_going()
    return whole.hexdigest()


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        return "a pipe between programs"
    return "a device"


def _refusal(path: Path | str, error: OSError | ValueError) -> UserError:
    if os.path.isdir(path):  # Windows does not open folders
        return UserError("It is a folder, not an image file.", hint="Choose an image file.")
    if isinstance(error, FileNotFoundError):
        if os.path.islink(path):
            return UserError("It is a link to a file that is not there.", hint="Choose the image file itself.")
        return UserError("There is no such file.", hint="Check the name, and whether its drive is connected.")
    if isinstance(error, PermissionError):
        return UserError("You may not read this file.", hint="Ask its owner, or change its permissions.")
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UserError(f"The file could not be read: {why}.", hint="Check whether its drive is connected.")
