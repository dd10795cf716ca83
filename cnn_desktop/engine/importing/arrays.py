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

MOST_BYTES = 2**30  # of one array
_MOST_OBJECTS = 50_000
_DAMAGED = (OSError, RuntimeError, KeyError, ValueError)  # what h5py raises for a damaged file
HINT = "Open only models whose origin you know; save it again with Keras if this one should be sound."


class Arrays:
    """The arrays of one open file, by path; each is checked before it is read."""

    def __init__(self, content: h5py.File) -> None:
        self._content = content
        links = _Links()
        content.visititems_links(links.look)
        if links.count > _MOST_OBJECTS:
            raise UserError("The model holds more parts than any network.", hint=HINT)
        if links.elsewhere:
            raise UserError(f"The model points to another place (“{links.elsewhere}”) and is not whole.", hint=HINT)

    def attribute(self, path: str, name: str) -> Any:
        """An attribute of a group, or None."""
        group = self._group(path)
        return None if group is None else group.attrs.get(name)

    def names(self, path: str) -> tuple[str, ...]:
        """What lies in a group, sorted; nothing where there is no such group."""
        group = self._group(path)
        return () if group is None else tuple(group)

    def find(self, path: str) -> Iterator[str]:
        """The paths of all arrays below a group."""
        for name in self.names(path):
            below = posixpath.join(path, name)
            if isinstance(self._content.get(below), h5py.Dataset):
                yield below
            else:
                yield from self.find(below)

    def shape(self, path: str) -> tuple[int, ...]:
        """Of an array, checked for being one that may be read. Raises UserError where it may not."""
        dataset = self._content.get(path)
        if not isinstance(dataset, h5py.Dataset) or dataset.dtype.kind not in "fiu" or dataset.is_virtual:
            raise UserError(f"The weights “{path}” are no plain numbers.", hint=HINT)
        if dataset.external or dataset.id.get_storage_size() < dataset.nbytes or dataset.nbytes > MOST_BYTES:
            raise UserError(f"The weights “{path}” claim more than the file holds.", hint=HINT)
        return tuple(dataset.shape)

    def read(self, path: str) -> Array:
        """An array as float32. Raises UserError where it is damaged, or holds what is no number."""
        self.shape(path)
        try:
            values = np.asarray(self._content[path][()], np.float32)
        except _DAMAGED as error:
            raise UserError(f"The weights “{path}” are damaged.", hint="Copy or download the file again.") from error
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
def opened(source: Path | BinaryIO) -> Iterator[Arrays]:
    """Open `source` for reading. Raises UserError where it is no whole HDF5 file, or one that points elsewhere."""
    with ExitStack() as stack:
        try:
            arrays = Arrays(stack.enter_context(h5py.File(source, "r")))
        except _DAMAGED as error:
            raise UserError(
                "The model cannot be read: it is damaged, or only a part of a file.", hint="Copy or download it again."
            ) from error
        yield arrays


class _Links:
    """Looks at every link of a file, and follows none that leads elsewhere. An exception here would not get through."""

    def __init__(self) -> None:
        self.count, self.elsewhere = 0, ""

    def look(self, name: bytes | str, link: Any) -> bool | None:
        """True ends the looking."""
        self.count += 1
        if not isinstance(link, h5py.HardLink):
            self.elsewhere = name.decode(errors="replace") if isinstance(name, bytes) else name
        return True if self.elsewhere or self.count > _MOST_OBJECTS else None
