"""The table of a study: for each combination of settings mean, deviation and interval over its runs. Plain NumPy.

The answers of all runs of a combination are pooled. Of a cross-validation these are the out-of-fold answers: every
image once, by a network that had not learned from it. With several seeds an image is answered more than once; the
interval then counts images, not answers, since answers to one image hang together.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from cnn_desktop.core.evaluation import Score, wilson_interval
from cnn_desktop.core.names import counted, joined, quoted
from cnn_desktop.core.results.difference import Paired, Rights, Unpaired, difference
from cnn_desktop.core.results.words import explained, verdict
from cnn_desktop.core.study.plan import Settings, settings_label

Place: TypeAlias = tuple[str, int]  # of a run among those of its combination: its fold, and its seed


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """What the table needs of one finished run."""

    validation: Score
    test: Score | None
    rights: Rights  # on validation
    seconds: float  # of all its epochs


@dataclass(frozen=True, slots=True)
class TableRow:
    """One combination of settings. Figures are of validation images, but for `test`; None where no run is done."""

    settings: Settings
    runs: int  # done
    planned: int
    mean: float | None = None  # accuracy, over the runs
    deviation: float | None = None  # of the runs' accuracies, n - 1; None for a single run
    n: int = 0  # different images
    accuracy: float | None = None  # of all answers of all runs
    interval: tuple[float, float] | None = None  # Wilson, 95 %, of that, for `n` images
    balanced: float | None = None  # mean balanced accuracy
    test: float | None = None  # mean accuracy on test images
    seconds: float | None = None  # mean time of a run's epochs
    is_best: bool = False
    is_settled: bool = False  # no run of the study is left

    @property
    def mark(self) -> str:
        """What is said beside it; empty for most."""
        if not self.is_best:
            return ""
        return "best" if self.is_settled else "best so far"

    @property
    def label(self) -> str:
        return settings_label(self.settings)


def row(settings: Settings, done: Sequence[Answered], planned: int) -> TableRow:
    """Of the runs of one combination that are done."""
    if not done:
        return TableRow(settings, 0, planned)
    accuracies = [one.validation.accuracy for one in done]
    tests = [one.test.accuracy for one in done if one.test]
    pooled = _pooled(done)
    share = pooled.right / pooled.n
    images = len(np.unique(pooled.files))
    return TableRow(
        settings,
        len(done),
        planned,
        mean=statistics.fmean(accuracies),
        deviation=statistics.stdev(accuracies) if len(done) > 1 else None,
        n=images,
        accuracy=share,
        interval=wilson_interval(round(share * images), images),
        balanced=statistics.fmean(one.validation.balanced_accuracy for one in done),
        test=statistics.fmean(tests) if tests else None,
        seconds=statistics.fmean(one.seconds for one in done),
    )


def judged(rows: Sequence[TableRow], done: Sequence[Mapping[Place, Answered]]) -> tuple[list[int], str]:
    """Which rows are the best, and whether that is more than chance; `done`: the runs of each row that are done.

    Judged by the folds and seeds that all of them have, since another fold may be an easier one. A row that is behind
    by more than the run under way is left out: some of its runs failed.
    """
    most = max((len(one) for one in done), default=0)
    judges = [place for place, one in enumerate(done) if one and len(one) >= most - 1]
    shared = set.intersection(*(set(done[place]) for place in judges)) if judges else set()
    if len(judges) < 2 or not shared:
        return [], ""
    alike = {place: [one for at, one in done[place].items() if at in shared] for place in judges}
    means = {place: statistics.fmean(one.validation.accuracy for one in found) for place, found in alike.items()}
    ranked = sorted(judges, key=lambda place: -means[place])
    best, second = ranked[0], ranked[1]
    tied = [place for place in ranked if means[place] == means[best]]
    by = f" Judged by the {counted(len(shared), 'run')} that each of them has." if len(shared) < most else ""
    if len(tied) > 1:
        return tied, f"{joined([quoted(rows[place].label) for place in tied])} are equally good.{by}"
    found = _difference(alike[second], alike[best])
    names = rows[second].label, rows[best].label
    said = f"{quoted(names[1])} is ahead of {quoted(names[0])}, but it may be chance."
    if found.is_more_than_chance:
        said = verdict(*names, found)
    return tied, f"{said} {_explained(*names, found)}{by}"


def _explained(first: str, second: str, found: Paired | Unpaired) -> str:
    if isinstance(found, Paired):
        return explained(first, second, found, "validation")
    low, high = (f"{100 * share:+.1f}".replace("-", "\N{MINUS SIGN}") for share in found.interval)
    return f"{quoted(second)} less {quoted(first)} lies between {low} and {high} points (95 %)."


def _pooled(done: Sequence[Answered]) -> Rights:
    rights = [one.rights for one in done]
    return Rights(
        np.concatenate([one.files for one in rights]),
        np.concatenate([one.truth for one in rights]),
        np.concatenate([one.is_right for one in rights]),
    )


def _difference(first: Sequence[Answered], second: Sequence[Answered]) -> Paired | Unpaired:
    """Paired where each has answered every image once."""
    one, other = _pooled(first), _pooled(second)
    images = [len(np.unique(found.files)) for found in (one, other)]
    if images == [one.n, other.n]:
        return difference(one, other, same_dataset=True)
    counts = [(round(found.right / found.n * n), n) for found, n in zip((one, other), images, strict=True)]
    return Unpaired(counts[0], counts[1])
