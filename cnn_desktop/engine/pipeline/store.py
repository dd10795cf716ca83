"""Every image of a split as prepared uint8 pixels: in memory, or in a file where they are many.

Decoded once for all runs where files are large: `image_cache` keeps what they were decoded to.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from cnn_desktop.core import images, paths, reading
from cnn_desktop.core.dataset.model import ImageFile, Skipped
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import ShouldStop
from cnn_desktop.core.preparation import Pixels, Preparation, prepare
from cnn_desktop.engine.pipeline.image_cache import ImageCache, is_worth_keeping

IN_MEMORY = 1 << 30  # bytes; a larger store lies in a temporary file that the system reads as needed
_BLOCK = 64  # images between two looks at progress and stop
_NONE: Mapping[str, str] = MappingProxyType({})
_WORTH_THREADS = 30_000  # bytes a file; 50,000 files of 1 KB went at 30,000 a second in one thread, 21,000 in two

# the prepared image, the digest of its file, and whether it had to be decoded; or why there is none
_Outcome: TypeAlias = tuple[Pixels, str, bool] | UserError


@dataclass(frozen=True, slots=True)
class ImageStore:
    """The images of one split that could be decoded, in the order asked for."""

    pixels: Pixels  # (n, size, size, channels)
    labels: Array  # (n,) int32
    files: tuple[str, ...]  # relative to the dataset
    digests: tuple[str, ...]  # content hash of each file, taken while it was decoded
    skipped: tuple[Skipped, ...] = ()
    remark: str = ""  # why nothing is kept for the next run, where something should be

    def __len__(self) -> int:
        return len(self.files)

    def rows(self, chosen: slice) -> ImageStore:
        """The images there, without a copy."""
        return ImageStore(self.pixels[chosen], self.labels[chosen], self.files[chosen], self.digests[chosen])


def fill(
    folder: Path,
    wanted: Sequence[ImageFile],
    classes: Sequence[str],
    preparation: Preparation,
    *,
    on_image: Callable[[int], None],
    should_stop: ShouldStop,
    known: Mapping[str, str] = _NONE,
) -> ImageStore:
    """Decode and prepare `wanted`; a file that cannot be decoded is left out and named in `skipped`.

    So is one with another content than `known` has a digest of, by file. `on_image` hears how many are done. Raises
    Cancelled.
    """
    pixels = _room(len(wanted), preparation)
    labels = np.empty(len(wanted), np.int32)
    index = {name: number for number, name in enumerate(classes)}
    files: list[str] = []
    digests: list[str] = []
    skipped: list[Skipped] = []
    done = 0

    cache = ImageCache(preparation) if is_worth_keeping(wanted, preparation) else None
    read = partial(_read, folder, preparation=preparation, cache=cache)
    with cache or contextlib.nullcontext(), contextlib.closing(_in_blocks(wanted, read, _threads(wanted))) as blocks:
        for block, outcomes in blocks:
            if should_stop():
                raise Cancelled
            for image, outcome in zip(block, outcomes, strict=True):
                if isinstance(outcome, UserError):
                    skipped.append(Skipped(image.file, outcome.message))
                    continue
                prepared, digest, is_new = outcome
                if known.get(image.file, "") not in ("", digest):
                    skipped.append(Skipped(image.file, "It has changed since this run began."))
                    continue
                place = len(files)
                pixels[place] = prepared
                if cache and is_new:
                    cache.put(digest, pixels[place])
                labels[place] = index[image.class_name]
                files.append(image.file)
                digests.append(digest)
            done += len(block)
            on_image(done)
    n = len(files)
    remark = cache.problem if cache else ""
    return ImageStore(pixels[:n], labels[:n], tuple(files), tuple(digests), tuple(skipped), remark)


def _in_blocks(
    wanted: Sequence[ImageFile], read: Callable[[ImageFile], _Outcome], threads: int
) -> Generator[tuple[Sequence[ImageFile], Iterable[_Outcome]], None, None]:
    """`wanted` in blocks, each with what `read` makes of its images; the next block is read meanwhile."""
    blocks = [wanted[start : start + _BLOCK] for start in range(0, len(wanted), _BLOCK)]
    if threads == 1:
        yield from ((block, map(read, block)) for block in blocks)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="reading") as pool:
        waiting: deque[tuple[Sequence[ImageFile], list[Future[_Outcome]]]] = deque()
        try:
            for block in blocks:
                waiting.append((block, [pool.submit(read, image) for image in block]))
                if len(waiting) > 1:
                    first, outcomes = waiting.popleft()
                    yield first, (outcome.result() for outcome in outcomes)
            while waiting:
                first, outcomes = waiting.popleft()
                yield first, (outcome.result() for outcome in outcomes)
        finally:  # who asked has heard enough
            pool.shutdown(wait=False, cancel_futures=True)


def _read(folder: Path, image: ImageFile, *, preparation: Preparation, cache: ImageCache | None) -> _Outcome:
    try:
        content = reading.read_file(folder / image.file)
        digest = reading.digest(content)
        known = cache.get(digest) if cache else None
        if known is not None:
            return known, digest, False
        return prepare(images.decode(content, fitting=preparation), preparation), digest, True
    except UserError as error:
        return error


def _threads(wanted: Sequence[ImageFile]) -> int:
    large = sum(image.bytes for image in wanted) > _WORTH_THREADS * len(wanted)
    return (os.cpu_count() or 1) if large else 1


def _room(n: int, preparation: Preparation) -> Pixels:
    shape = (n, *preparation.shape)
    if n == 0 or int(np.prod(shape)) <= IN_MEMORY:
        return np.empty(shape, np.uint8)
    folder = paths.cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder, prefix="decoded-") as file:  # the mapping outlives the closed file
        if hasattr(os, "posix_fallocate"):  # a full disk is told of here, not by a crash (SIGBUS) at some image
            os.posix_fallocate(file.fileno(), 0, int(np.prod(shape)))
        return np.memmap(file, np.uint8, mode="w+", shape=shape)
