"""Has a run's dataset changed since the run was made? Folded from the journal; a run is never thrown away for it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core.journal import Journal, Standing
from cnn_desktop.core.names import counted

FRESH_HINT = "Train again to let the network learn from them."


@dataclass(frozen=True, slots=True)
class Staleness:
    """How many images came and went since. Falsy: the run is as fresh as its dataset."""

    added: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    @property
    def words(self) -> str:
        """“12 images added, 1 taken back since”; empty where the run is fresh."""
        parts = []
        if self.added:
            parts.append(f"{counted(self.added, 'image')} added")
        if self.removed:
            parts.append(f"{self.removed:,} taken back" if parts else f"{counted(self.removed, 'image')} taken back")
        return f"{', '.join(parts)} since" if parts else ""


def staleness(journal: Journal, dataset: Path, created: float) -> Staleness:
    """What changed in `dataset` after `created` (seconds since the epoch): what came and went between counts not."""
    if not journal.lines or journal.lines[-1].time <= created:
        return Staleness()
    place = _place(dataset)
    before, now = _inside(journal.state(created), place), _inside(journal.state(), place)
    return Staleness(added=len(now - before), removed=len(before - now))


def _inside(standing: Iterable[Standing], place: str) -> set[str]:
    """The files that lie in the dataset because of an entry."""
    return {
        one.entry.file
        for one in standing
        if one.entry.kind == "added" and not one.undone_by and _place(one.entry.dataset) == place
    }


def _place(folder: Path) -> str:
    return os.path.normcase(os.path.realpath(folder))
