"""Files to prepared images, on threads, a few blocks ahead of who asks for them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core import images
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.preparation import Pixels, Preparation, prepare, shrink

_AHEAD = 2  # blocks for each thread, beside the one in use


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    file: Path
    prepared: Pixels
    thumbnail: Pixels | None


Block: TypeAlias = list[Decoded | tuple[Path, UserError]]


def decoded(files: Sequence[Path], preparation: Preparation, block: int, thumbnail: int) -> Iterator[Block]:
    """Yield `files` in order, `block` at a time, each decoded or with the reason why not.

    With small copies, the longer side `thumbnail` pixels; 0: without.
    """

    def read(file: Path) -> Decoded | tuple[Path, UserError]:
        try:
            pixels = images.decode(file)
        except UserError as error:
            return file, error
        return Decoded(file, prepare(pixels, preparation), shrink(pixels, thumbnail) if thumbnail else None)

    def read_block(start: int) -> Block:
        return [read(file) for file in files[start : start + block]]

    if len(files) == 1:  # no thread is worth one image
        yield read_block(0)
        return
    threads = os.cpu_count() or 1
    waiting: deque[Future[Block]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="decoding") as pool:
        try:
            for start in range(0, len(files), block):
                waiting.append(pool.submit(read_block, start))
                if len(waiting) > _AHEAD * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:  # who asked has heard enough
            for future in waiting:
                future.cancel()
