"""Find files of equal content: by digest, taken only where another file has the same size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnn_desktop.core import reading
from cnn_desktop.core.dataset.model import ImageFile
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted

DIGEST_BYTES = 16
UNKNOWN = bytes(DIGEST_BYTES)


def find_duplicates(
    folder: Path, images: Sequence[ImageFile], digests: NDArray[np.void], keep_going: Callable[[], object]
) -> tuple[tuple[str, ...], ...]:
    """Groups of two or more equal files, in the order of `images`.

    `digests`: (n,) of `DIGEST_BYTES` each, UNKNOWN where nobody took it; those are read from `folder` where their size
    is not unique. `keep_going` is called often and may raise to end it. Raises UserError where a file is gone.
    """
    places = _of_shared_size(images)
    halves = digests[places].view(np.uint64).reshape(-1, 2)  # a copy
    for row in np.flatnonzero(~halves.any(axis=1)):
        digest = _digest(folder, images[places[row]].file, keep_going)
        halves[row] = np.frombuffer(bytes.fromhex(digest), np.uint64)
    groups = [places[rows] for rows in _equal_rows(halves)]
    groups.sort(key=lambda group: int(group[0]))
    return tuple(tuple(images[place].file for place in group) for group in groups)


def _of_shared_size(images: Sequence[ImageFile]) -> NDArray[np.intp]:
    """The places of images that another one has as many bytes as."""
    sizes = np.fromiter((image.bytes for image in images), np.int64, len(images))
    _, kind, number = np.unique(sizes, return_inverse=True, return_counts=True)
    return np.flatnonzero(number[kind] > 1)


def _equal_rows(halves: NDArray[np.uint64]) -> list[NDArray[np.intp]]:
    """The rows of each value that occurs more than once; `halves`: (n, 2)."""
    order = np.lexsort((halves[:, 1], halves[:, 0]))  # stable: equal ones stay in their order
    ordered = halves[order]
    differs = (ordered[1:] != ordered[:-1]).any(axis=1)
    starts = np.concatenate(([0], np.flatnonzero(differs) + 1, [len(order)]))
    lengths = np.diff(starts)
    return [order[starts[one] : starts[one + 1]] for one in np.flatnonzero(lengths > 1)]


def _digest(folder: Path, file: str, keep_going: Callable[[], object]) -> str:
    try:
        return reading.digest_file(folder / file, keep_going)
    except UserError as error:
        raise UserError(
            f"{quoted(file)} changed while the folder was looked through. {error.message}",
            hint="Wait until nothing changes in the folder, then try again.",
        ) from error
