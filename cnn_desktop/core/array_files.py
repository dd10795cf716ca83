"""NumPy's `.npz`, without pickle: read with every array's size checked before there is room made for it, and written
part by part, so that the maps of a thousand images need the memory of a few.
"""

from __future__ import annotations

import math
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np

from cnn_desktop.core import files, reading
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array

T = TypeVar("T")

MOST_BYTES = 1 << 32  # of all arrays of one file: 100,000 images in 10,000 classes
_MOST_ARRAYS = 20_000  # a checkpoint of EfficientNet has 1,200


@contextmanager
def opened(file: Path, most_bytes: int = MOST_BYTES) -> Iterator[Any]:
    """The arrays of `file` by name, as `numpy.load` gives them; each is read when it is asked for.

    Raises FileNotFoundError, and ValueError for whatever else is wrong with the file, while it is open too: a few
    hundred bytes can claim an array of terabytes, and a pickle runs code.
    """
    try:
        reading.require_plain(file)
        with zipfile.ZipFile(file) as archive:
            _check(archive, most_bytes)
        with np.load(file, allow_pickle=False) as arrays:
            yield arrays
    except FileNotFoundError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, KeyError) as error:
        raise ValueError(str(error).strip("'\"") or type(error).__name__) from error


def kept(run: Path, name: str, read: Callable[[Any], T], without: str) -> T | None:
    """What `read` makes of the arrays in `name` of the folder `run`; None where it keeps none.

    Raises UserError for a damaged file; `without` says how the run answers once that file is removed.
    """
    try:
        with opened(run / name) as arrays:
            return read(arrays)
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise UserError(
            f"{name} of “{run.name}” is damaged ({error}).", hint=f"Remove that file: the run then answers {without}."
        ) from error


def _check(archive: zipfile.ZipFile, most_bytes: int) -> None:
    """Raise ValueError where an array is larger than what is stored of it, or all of them larger than `most_bytes`."""
    members = archive.infolist()
    if len(members) > _MOST_ARRAYS or sum(member.file_size for member in members) > most_bytes:
        raise ValueError("it holds more than any run")
    for member in members:
        with archive.open(member) as content:
            version = np.lib.format.read_magic(content)
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, _, kind = read(content)
            if kind.hasobject:
                raise ValueError(f"{member.filename[:40]} holds objects, which are never loaded")
            if math.prod(shape) * kind.itemsize > member.file_size or min(shape, default=0) < 0:
                raise ValueError(f"{member.filename[:40]} claims more than there is")


class RowsFile:
    """Rows of one array, appended as they come; `write` then makes the `.npz`. Use it in a `with` block."""

    def __init__(self) -> None:
        self._parts: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this
        self._count = 0
        self._row: Array | None = None

    def __enter__(self) -> RowsFile:
        return self

    def __exit__(self, *ended: object) -> None:
        self._parts.close()

    def append(self, rows: Array) -> None:
        """Add `rows` (n, …), all of one shape and type."""
        self._row, self._count = rows[0], self._count + len(rows)
        self._parts.write(np.ascontiguousarray(rows).data)

    def write(self, target: Path, name: str, others: Mapping[str, Array]) -> None:
        """Replace `target` by an `.npz` of all rows as `name`, and `others`. Raises UserError where that fails."""
        row = np.empty(0, np.float32) if self._row is None else self._row
        header = {
            "descr": np.lib.format.dtype_to_descr(row.dtype),
            "fortran_order": False,
            "shape": (self._count, *(row.shape if self._count else ())),
        }
        self._parts.seek(0)
        with (
            files.told_as_unwritable(target),
            files.replacing(target, suffix=".npz") as temporary,
            zipfile.ZipFile(temporary, "w") as archive,
        ):
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array_header_2_0(file, header)
                shutil.copyfileobj(self._parts, file, 1 << 20)
            for other, values in others.items():
                with archive.open(f"{other}.npy", "w", force_zip64=True) as file:
                    np.lib.format.write_array(file, np.asanyarray(values), allow_pickle=False)
