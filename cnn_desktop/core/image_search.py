"""Find the images in what a person named: files as they are, folders through and through. Opens none of them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from natsort import natsorted

SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".webp", ".tif", ".tiff", ".gif"})

FOREIGN = frozenset({".heic", ".heif", ".avif", ".jxl", ".jp2", ".psd"})  # pictures that are refused, with a way out


def find_images(paths: Iterable[Path], suffixes: Collection[str] = SUFFIXES) -> Iterator[Path]:
    """The files of `paths` in natural order. A file that was named itself counts whatever its name.

    In a folder, what has another ending, is hidden or is a link to another folder is passed over.
    """
    for path in paths:
        if not path.is_dir():
            yield path  # if it is missing or no image, who decodes it says so
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = natsorted(name for name in folders if not name.startswith((".", "__MACOSX")))
            for name in natsorted(names):
                if not name.startswith(".") and os.path.splitext(name)[1].lower() in suffixes:
                    yield Path(folder, name)
