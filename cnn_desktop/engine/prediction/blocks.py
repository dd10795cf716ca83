"""Work through many files a block at a time, on threads, a few blocks ahead of who asks for the answers."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

_AHEAD = 2  # blocks for each thread, beside the one in use

T = TypeVar("T")


def in_blocks(files: Sequence[Path], block: int, work: Callable[[Sequence[Path]], list[T]]) -> Iterator[T]:
    """Yield what `work` makes of `files`, `block` at a time, in order."""
    if len(files) == 1:  # no thread is worth one file
        yield from work(files)
        return
    threads = os.cpu_count() or 1
    waiting: deque[Future[list[T]]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="classifying") as pool:
        try:
            for start in range(0, len(files), block):
                waiting.append(pool.submit(work, files[start : start + block]))
                if len(waiting) > _AHEAD * threads:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:  # who asked has heard enough
            for future in waiting:
                future.cancel()
