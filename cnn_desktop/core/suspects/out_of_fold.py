"""What networks said of images that they had not learned from: the answers of a k-fold comparison, by file.

These judge labels better than a classifier over features, since the whole network was trained without the image.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zipfile import BadZipFile

import numpy as np

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array, every_class
from cnn_desktop.core.names import counted, quoted
from cnn_desktop.core.runs import Run, open_run
from cnn_desktop.core.study import RunStanding, StudyFolder, list_studies, open_study
from cnn_desktop.core.study.folder import is_study
from cnn_desktop.core.study.plan import settings_label
from cnn_desktop.core.study.standing import read_states

_FEWEST = 0.5  # of the run's images: a comparison that answered fewer judges too little of it


@dataclass(frozen=True, slots=True, eq=False)
class OutOfFold:
    """`probabilities` (n, classes) of `files` (n,), of several seeds their mean. `source`: whose, in words."""

    files: tuple[str, ...]
    probabilities: Array
    folds: int
    source: str


def out_of_fold(run: Run, files: frozenset[str], keep_going: Callable[[], object]) -> OutOfFold | None:
    """Answers on `files`, the images of `run`, by the best settings of the newest comparison in folds of its dataset.

    None where there is none beside the run that is complete and answered most of them. `keep_going` may raise.
    """
    for opened in _comparisons(run):
        keep_going()
        found = [one for one in (_answers(alike, run, files) for alike in _complete(opened)) if one is not None]
        if found:
            score, answers, label = max(found, key=lambda one: one[0])
            names = tuple(sorted(answers))
            said = "" if len(opened.study.combinations) == 1 else f" ({label}, {100 * score:.1f} % right)"
            source = f"{quoted(opened.name)}{said}, {counted(opened.study.folds, 'fold')}"
            return OutOfFold(names, np.stack([answers[name] for name in names]), opened.study.folds, source)
    return None


def _comparisons(run: Run) -> Iterator[StudyFolder]:
    """In folds, of the same images: first the one that the run belongs to, then those beside it, the newest first."""
    parent = run.folder.parent
    own: list[StudyFolder] = []
    if is_study(parent):
        own, parent = [open_study(parent)], parent.parent
    others = [one for one in list_studies(parent) if one.folder not in {mine.folder for mine in own}]
    for opened in (*own, *others):
        if opened.study.folds and opened.study.base.dataset == run.config.dataset:
            yield opened


def _complete(opened: StudyFolder) -> Iterator[list[RunStanding]]:
    """For each combination of settings its runs, of those seeds with which every fold is done."""
    states = [one for one in read_states(opened) if one.state == "done"]
    for settings in opened.study.combinations:
        alike = [one for one in states if one.settings == settings]
        seeds = {one.place[1] for one in alike}
        whole = {seed for seed in seeds if sum(one.place[1] == seed for one in alike) == opened.study.folds}
        if whole:
            yield [one for one in alike if one.place[1] in whole]


def _answers(alike: list[RunStanding], run: Run, files: frozenset[str]) -> tuple[float, dict[str, Array], str] | None:
    """The share that was right, the probabilities by file, and the settings in words."""
    sums: dict[str, Array] = {}
    times: dict[str, int] = {}
    right = answered = 0
    for standing in alike:
        try:
            one = open_run(standing.folder)
            stored = one.predictions("validation")
        except (UserError, OSError, ValueError, KeyError, BadZipFile):  # damaged: these folds are not whole
            return None
        if stored is None or one.classes != run.classes:
            return None
        probabilities = every_class(stored.probabilities)
        right += int((probabilities.argmax(axis=1) == stored.labels).sum())
        answered += len(stored.labels)
        for file, values in zip(stored.files.tolist(), probabilities, strict=True):
            if file in files:
                sums[file] = sums.get(file, 0) + values
                times[file] = times.get(file, 0) + 1
    if len(sums) < _FEWEST * len(files):
        return None
    return right / answered, {file: sums[file] / times[file] for file in sums}, settings_label(alike[0].settings)
