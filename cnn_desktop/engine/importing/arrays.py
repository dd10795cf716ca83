"""Read arrays out of an HDF5 file of unknown origin: plain numbers that lie in this very file, and nothing else.

Refused are links to other places and files, storage outside the file, and arrays that declare more than is stored:
twenty kilobytes could ask for gigabytes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import h5py
import numpy as np

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.names import quoted

MOST_BYTES = 2**30  # of one array of a foreign file
_MOST_OBJECTS = 50_000
HINT = "Open only models whose origin you know; save it again with Keras if this one should be sound."


class Arrays:
    """The arrays of one open file, by path; each is checked before it is read."""

    def __init__(self, content: h5py.File, most_bytes: int = MOST_BYTES) -> None:
        self._content, self._most_bytes = content, most_bytes
        _check_links(content)

    def attribute(self, path: str, name: str) -> Any:
        """An attribute of a group, or None."""
        with _told_as_damaged():
            group = self._group(path)
            return None if group is None else group.attrs.get(name)

    def find(self, path: str) -> Iterator[str]:
        """The paths of all arrays below a group."""
        with _told_as_damaged():
            group = self._group(path)
            entries = {name: isinstance(group.get(name), h5py.Dataset) for name in group} if group is not None else {}
        for name, is_array in entries.items():
            below = posixpath.join(path, name)
            if is_array:
                yield below
            else:
                yield from self.find(below)

    def shape(self, path: str) -> tuple[int, ...]:
        """Of an array, checked for being one that may be read. Raises UserError where it may not."""
        with _told_as_damaged():
            dataset = self._content.get(path)
            if not isinstance(dataset, h5py.Dataset) or dataset.dtype.kind not in "fiu" or dataset.is_virtual:
                raise UserError(f"The weights “{path}” are no plain numbers.", hint=HINT)
            if dataset.external or dataset.id.get_storage_size() < dataset.nbytes or dataset.nbytes > self._most_bytes:
                raise UserError(f"The weights “{path}” claim more than the file holds.", hint=HINT)
            return tuple(dataset.shape)

    def read(self, path: str) -> Array:
        """An array as float32. Raises UserError where it is damaged, or holds what is no number."""
        self.shape(path)
        with _told_as_damaged():
            values = np.asarray(self._content[path][()], np.float32)
        if not np.isfinite(values).all():
            raise UserError(
                f"The weights “{path}” hold values that are no numbers (NaN or infinite).",
                hint="The training of this model has failed; use an earlier copy of it.",
            )
        return values

    def _group(self, path: str) -> Any:
        found = self._content.get(path) if path else self._content
        return found if isinstance(found, h5py.Group) else None


@contextmanager
def opened(source: Path | BinaryIO, most_bytes: int = MOST_BYTES) -> Iterator[Arrays]:
    """Open `source` for reading. Raises UserError where it is no whole HDF5 file, or one that points elsewhere."""
    with ExitStack() as stack:
        with _told_as_damaged():
            arrays = Arrays(stack.enter_context(h5py.File(source, "r")), most_bytes)
        yield arrays


@contextmanager
def _told_as_damaged() -> Iterator[None]:
    """Whatever the library makes of damage within the block becomes one sentence."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:  # OSError, KeyError, OverflowError, SystemError and others were seen
        raise UserError(
            "The model cannot be read: it is damaged, or only a part of a file.", hint="Copy or download it again."
        ) from error


def _check_links(content: h5py.File) -> None:
    """Raise UserError where a link leads elsewhere; none that does is followed."""
    waiting, known = [content["/"]], set()
    count = 0
    while waiting:
        group = waiting.pop()
        place = h5py.h5o.get_info(group.id).addr
        if place in known:  # groups may be linked in a circle
            continue
        known.add(place)
        for name in group:
            count += 1
            if count > _MOST_OBJECTS:
                raise UserError("The model holds more parts than any network.", hint=HINT)
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                where = f"{group.name}/{name}".replace("//", "/")
                raise UserError(f"The model points to another place ({quoted(where)}) and is not whole.", hint=HINT)
            below = group.get(name)
            if isinstance(below, h5py.Group):
                waiting.append(below)
