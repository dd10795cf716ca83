"""Prepared images kept on disk, so that a photo is decoded once for all runs that prepare it alike.

By content: a file that changed is another image, whatever its name and date. Reading and hashing a photo of 660 KB
takes a tenth of decoding it; of a small file nothing would be gained, so those are not kept. What is there is asked
once: who decodes a new photo would else wait, each time, for the block that is being written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from cnn_desktop import __version__
from cnn_desktop.core import paths
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.dataset.model import ImageFile
from cnn_desktop.core.preparation import Pixels, Preparation
from cnn_desktop.engine.pipeline.disk_cache import DiskCache

MOST_BYTES = 4 << 30  # 27,000 images of 224×224
WORTH_KEEPING = 8_000  # bytes of a file; CIFAR's JPEGs of 1 KB decode as fast as 3 KB of pixels come out of here
_AT_ONCE = 16 << 20  # bytes written at a time: each time costs the disk some milliseconds


class ImageCache(DiskCache):
    """Images of one `preparation` by the digests of their files. A context: what was put is on disk at its end."""

    def __init__(self, preparation: Preparation, file: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        file = file or paths.cache_folder() / "images" / "kept.sqlite"
        super().__init__(file, most_bytes, "decoded images", "they are decoded anew next time")
        self._shape = preparation.shape
        versions = [
            __version__,
            version("simplejpeg"),
            version("pillow"),
            cv2.__version__,
        ]
        said = json.dumps([versions, preparation.to_json()], sort_keys=True)
        self._ground = hashlib.blake2b(said.encode()).digest()
        self._waiting: dict[bytes, bytes] = {}
        self._there: set[bytes] = set()

    def __enter__(self) -> Self:
        super().__enter__()
        self._there = self.keys()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write()
        super().__exit__(kind, error, trace)

    def get(self, digest: str) -> Pixels | None:
        """The prepared image of a file with this digest; None where it was not kept yet. Threads may ask."""
        key = self._key(digest)
        if key not in self._there:  # asking the file would wait for what is written to it, an image after the other
            return None
        value = self.get_bytes([key]).get(key)
        if value is None or len(value) != int(np.prod(self._shape)):
            return None
        return np.frombuffer(value, np.uint8).reshape(self._shape)

    def put(self, digest: str, pixels: Pixels) -> None:
        """Keep a prepared image; written with others soon. Of one thread only."""
        self._waiting[self._key(digest)] = pixels.tobytes()
        if len(self._waiting) * int(np.prod(self._shape)) >= _AT_ONCE:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            self.put_bytes(self._waiting)
            self._waiting = {}

    def _key(self, digest: str) -> bytes:
        return hashlib.blake2b(self._ground + digest.encode(), digest_size=16).digest()


def is_worth_keeping(wanted: Sequence[ImageFile], preparation: Preparation) -> bool:
    """Whether a cache would help: the files are not small, and all of them find room in half of it."""
    fits = len(wanted) * int(np.prod(preparation.shape)) <= MOST_BYTES // 2
    return fits and sum(image.bytes for image in wanted) > WORTH_KEEPING * len(wanted)
