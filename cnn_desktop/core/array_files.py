"""Write NumPy's `.npz` part by part, so that the maps of a thousand images need the memory of a few.

What `numpy.load` reads, without pickle.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import numpy as np

from cnn_desktop.core import files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.names import quoted


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
        try:
            with files.replacing(target, suffix=".npz") as temporary, zipfile.ZipFile(temporary, "w") as archive:
                with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                    np.lib.format.write_array_header_2_0(file, header)
                    shutil.copyfileobj(self._parts, file, 1 << 20)
                for other, values in others.items():
                    with archive.open(f"{other}.npy", "w", force_zip64=True) as file:
                        np.lib.format.write_array(file, np.asanyarray(values), allow_pickle=False)
        except OSError as error:
            raise UserError(
                f"{quoted(target.name)} could not be written: {error.strerror or error}.",
                hint="Choose another place for it, or free some space.",
            ) from error
