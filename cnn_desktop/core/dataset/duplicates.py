"""Find files of equal content: by digest, taken only where another file has the same size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from cnn_desktop.core import reading
from cnn_desktop.core.dataset.model import ImageFile
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted


def find_duplicates(
    folder: Path, images: Iterable[ImageFile], digests: dict[str, str], keep_going: Callable[[], object]
) -> tuple[tuple[str, ...], ...]:
    """Groups of two or more equal files, in the order of `images`.

    `digests` holds what is known by file, and is not added to; the rest is read from `folder` where its size is not
    unique. `keep_going` is called often and may raise to end it. Raises UserError where a file is gone.
    """
    by_size: defaultdict[int, list[str]] = defaultdict(list)
    for image in images:
        by_size[image.bytes].append(image.file)
    by_content: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for size, files in by_size.items():
        for file in files if len(files) > 1 else ():
            by_content[size, digests.get(file) or _digest(folder, file, keep_going)].append(file)
    return tuple(tuple(files) for files in by_content.values() if len(files) > 1)


def _digest(folder: Path, file: str, keep_going: Callable[[], object]) -> str:
    try:
        return reading.digest_file(folder / file, keep_going)
    except UserError as error:
        raise UserError(
            f"{quoted(file)} changed while the folder was looked through. {error.message}",
            hint="Wait until nothing changes in the folder, then try again.",
        ) from error
