"""Work through many files, or images, a block at a time, on threads, a few blocks ahead of who asks for the answers."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_AHEAD = 2  # blocks for each thread, beside the one in use

S = TypeVar("S")
T = TypeVar("T")


def in_blocks(things: Sequence[S], block: int, work: Callable[[Sequence[S]], list[T]]) -> Generator[T, None, None]:
    """Yield what `work` makes of `things`, `block` at a time, in order."""
    if len(things) == 1:  # no thread is worth one
        yield from work(things)
        return
    threads = os.cpu_count() or 1
    waiting: deque[Future[list[T]]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="classifying") as pool:
        try:
            for start in range(0, len(things), block):
                waiting.append(pool.submit(work, things[start : start + block]))
                if len(waiting) > _AHEAD * threads:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:  # who asked has heard enough
            for future in waiting:
                future.cancel()
