"""Has a run's dataset changed since the run was made? Folded from the journal; a run is never thrown away for it."""

from __future__ import annotations

import functools
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.journal import Entry, Journal, Step
from cnn_desktop.core.names import counted
from cnn_desktop.core.runs import Run

ADVICE = "Train again, and the network learns from what its folder holds now."

_Change: TypeAlias = tuple[float, str, bool]  # when, which file, whether it came
_Edit: TypeAlias = tuple[float, str, str, bool]  # when, which file, the entry, whether it holds


@dataclass(frozen=True, slots=True)
class Staleness:
    """How many images came and went since, and how many labels changed. Falsy: the run is as fresh as its dataset."""

    added: int = 0
    removed: int = 0
    edited: int = 0  # relabelled or left out, or no longer so

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.edited)

    @property
    def words(self) -> str:
        """“12 images added, 1 taken back since”; empty where the run is fresh."""
        parts = []
        if self.added:
            parts.append(f"{counted(self.added, 'image')} added")
        if self.removed:
            parts.append(f"{self.removed:,} taken back" if parts else f"{counted(self.removed, 'image')} taken back")
        if self.edited:
            parts.append(f"{self.edited:,} corrected" if parts else f"{counted(self.edited, 'image')} corrected")
        return f"{', '.join(parts)} since" if parts else ""


FRESH = Staleness()


@dataclass(frozen=True, slots=True)
class Changes:
    """What the journal says of each dataset, so that a thousand runs are judged at once."""

    by_dataset: Mapping[str, tuple[_Change, ...]]
    edits: Mapping[str, tuple[_Edit, ...]] = field(default_factory=dict)

    def of(self, run: Run) -> Staleness:
        """Of a run; one that was imported knows no dataset."""
        return FRESH if run.imported else self.since(run.config.dataset, run.created)

    def since(self, dataset: Path, created: float) -> Staleness:
        """What changed in `dataset` after `created` (seconds since the epoch); what came and went between counts not.

        An image that was added while a run scanned its folder counts as known to it.
        """
        if not self.by_dataset and not self.edits:
            return FRESH
        place = place_of(dataset)
        edited = _edited(self.edits.get(place, ()), created)
        changes = self.by_dataset.get(place, ())
        if not changes or changes[-1][0] <= created:
            return Staleness(edited=edited) if edited else FRESH
        before, now = set[str](), set[str]()
        for time, file, came in changes:
            (now.add if came else now.discard)(file)
            if time <= created:
                (before.add if came else before.discard)(file)
        return Staleness(added=len(now - before), removed=len(before - now), edited=edited)


def changes_of(journal: Journal) -> Changes:
    """Every copy that came into a dataset or went, by the dataset."""
    added, changes = dict[str, Entry](), defaultdict[str, list[_Change]](list)
    edited, edits = dict[str, Entry](), defaultdict[str, list[_Edit]](list)
    for line in journal.lines:
        match line:
            case Entry(kind="added"):
                added[line.id] = line
                changes[place_of(line.dataset)].append((line.time, line.file, True))
            case Entry(kind="relabelled" | "left_out"):
                edited[line.id] = line
                edits[place_of(line.dataset)].append((line.time, line.file, line.id, True))
            case Step(of=of) if of in edited:
                entry = edited[of]
                edits[place_of(entry.dataset)].append((line.time, entry.file, of, line.kind == "redone"))
            case Step(of=of) if of in added:
                entry = added[of]
                changes[place_of(entry.dataset)].append((line.time, entry.file, line.kind == "redone"))
    return Changes(
        {place: tuple(sorted(listed)) for place, listed in changes.items()},
        {place: tuple(sorted(listed)) for place, listed in edits.items()},
    )


def _edited(edits: tuple[_Edit, ...], created: float) -> int:
    """How many files are edited otherwise now than at `created`."""
    if not edits or edits[-1][0] <= created:
        return 0
    before, now = defaultdict[str, dict[str, None]](dict), defaultdict[str, dict[str, None]](dict)
    for time, file, entry, holds in edits:
        for state in (now, before) if time <= created else (now,):
            if holds:
                state[file][entry] = None
            else:
                state[file].pop(entry, None)
    return sum(_last(now[file]) != _last(before[file]) for file in {file for _, file, _, _ in edits})


def _last(entries: dict[str, None]) -> str:
    """The newest of those that hold."""
    return next(reversed(entries), "")


@functools.lru_cache(maxsize=4096)
def place_of(folder: Path) -> str:
    """What is equal for one folder, however it is named."""
    return os.path.normcase(os.path.realpath(folder))
