"""Has a run's dataset changed since the run was made? Folded from the journal; a run is never thrown away for it."""

from __future__ import annotations

import functools
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.journal import Entry, Journal, Step
from cnn_desktop.core.names import counted
from cnn_desktop.core.runs import Run

ADVICE = "Train again, and the network learns from what its folder holds now."

_Change: TypeAlias = tuple[float, str, bool]  # when, which file, whether it came


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


FRESH = Staleness()


@dataclass(frozen=True, slots=True)
class Changes:
    """What the journal says of each dataset, so that a thousand runs are judged at once."""

    by_dataset: Mapping[str, tuple[_Change, ...]]

    def of(self, run: Run) -> Staleness:
        """Of a run; one that was imported knows no dataset."""
        return FRESH if run.imported else self.since(run.config.dataset, run.created)

    def since(self, dataset: Path, created: float) -> Staleness:
        """What changed in `dataset` after `created` (seconds since the epoch); what came and went between counts not.

        An image that was added while a run scanned its folder counts as known to it.
        """
        changes = self.by_dataset.get(_place(dataset), ()) if self.by_dataset else ()
        if not changes or changes[-1][0] <= created:
            return FRESH
        before, now = set[str](), set[str]()
        for time, file, came in changes:
            (now.add if came else now.discard)(file)
            if time <= created:
                (before.add if came else before.discard)(file)
        return Staleness(added=len(now - before), removed=len(before - now))


def changes_of(journal: Journal) -> Changes:
    """Every copy that came into a dataset or went, by the dataset."""
    added, changes = dict[str, Entry](), defaultdict[str, list[_Change]](list)
    for line in journal.lines:
        match line:
            case Entry(kind="added"):
                added[line.id] = line
                changes[_place(line.dataset)].append((line.time, line.file, True))
            case Step(of=of) if of in added:
                entry = added[of]
                changes[_place(entry.dataset)].append((line.time, entry.file, line.kind == "redone"))
    return Changes({place: tuple(sorted(listed)) for place, listed in changes.items()})


@functools.lru_cache(maxsize=4096)
def _place(folder: Path) -> str:
    return os.path.normcase(os.path.realpath(folder))
