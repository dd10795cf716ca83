"""What a desk made of a run's network, kept for its next request."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from cnn_desktop.core import deployment, runs

Made = TypeVar("Made")


class KeptNetwork(Generic[Made]):
    """`make(run)` for the run asked for last; made anew once its model is another: a run that goes on may better it."""

    def __init__(self, make: Callable[[Path], Made]) -> None:
        self._make = make
        self._kept: tuple[object, Made] | None = None

    def of(self, run: Path) -> Made:
        """Raises what `make` raises; nothing is kept then."""
        key = run, _age(run / runs.MODEL), _age(run / deployment.LITE_MODEL)
        if self._kept is None or self._kept[0] != key:
            self._kept = None  # two networks at once may be too much
            self._kept = key, self._make(run)
        return self._kept[1]


def _age(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0
