"""How good a run is: from the predictions it stored, or on another dataset with the same classes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core.dataset.model import SPLITS, Dataset
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array, score
from cnn_desktop.core.results.confusion import Confusion
from cnn_desktop.core.runs import Run, open_run
from cnn_desktop.engine.prediction import Classifier


@dataclass(frozen=True, slots=True)
class Report:
    """The score of a run on one set of images, and which class was taken for which."""

    split: str  # "validation", "test", or "dataset" for images of another folder
    n: int
    accuracy: float
    interval: tuple[float, float]  # Wilson, 95 %
    balanced_accuracy: float
    macro_f1: float
    classes: tuple[str, ...]
    confusion: Confusion
    skipped: tuple[tuple[str, str], ...] = ()  # file and reason

    def to_json(self) -> dict[str, Any]:
        return {
            "split": self.split,
            "n": self.n,
            "accuracy": self.accuracy,
            "interval": list(self.interval),
            "balanced_accuracy": self.balanced_accuracy,
            "macro_f1": self.macro_f1,
            "classes": list(self.classes),
            **self.confusion.to_json(),
            "skipped": [{"file": file, "reason": reason} for file, reason in self.skipped],
        }


def evaluate(folder: Path) -> tuple[Report, ...]:
    """Score the run in `folder` on its own validation and test images, from the predictions it stored.

    Raises UserError where it has not been scored yet.
    """
    run = open_run(folder)
    reports = []
    for split in SPLITS[1:]:
        stored = run.predictions(split)
        if stored is not None:
            reports.append(_report(split, run, stored.labels, stored.probabilities))
    if not reports and run.imported:
        raise UserError(
            f"“{run.name}” was imported: on which images it was tested is not known here.",
            hint="Score it on a folder of images with --dataset.",
        )
    if not reports:
        raise UserError(
            f"“{run.name}” has not been scored: it was interrupted before its end.",
            hint="Resume it, or evaluate it on a folder with --dataset.",
        )
    return tuple(reports)


def evaluate_on(classifier: Classifier, dataset: Dataset) -> Report:
    """Score a run on all images of `dataset`. Raises UserError where they share no class."""
    run = classifier.run
    index = {name: number for number, name in enumerate(run.classes)}
    wanted = [image for image in dataset.images if image.class_name in index]
    if not wanted:
        raise UserError(
            f"“{dataset.folder.name}” shares no class with “{run.name}”, which knows: {', '.join(run.classes)}.",
            hint="Name the sub-folders as the classes of the run.",
        )
    skipped = [
        (image.file, f"The run knows no class “{image.class_name}”.")
        for image in dataset.images
        if image.class_name not in index
    ]
    labels, rows = [], []
    answers = classifier.classify([dataset.folder / image.file for image in wanted], thumbnail=0)
    for image, (_, answer, _) in zip(wanted, answers, strict=True):
        if isinstance(answer, UserError):
            skipped.append((image.file, answer.message))
            continue
        shares = dict(answer.ranked)
        labels.append(index[image.class_name])
        rows.append(np.array([shares[name] for name in run.classes], np.float32))  # 10,000 numbers of Python: 320 KB
    if not labels:
        raise UserError(f"No image of “{dataset.folder.name}” could be read.", hint="Check the files.")
    return _report("dataset", run, np.array(labels), np.stack(rows), tuple(skipped))


def _report(
    split: str, run: Run, labels: Array, probabilities: Array, skipped: tuple[tuple[str, str], ...] = ()
) -> Report:
    figures = score(split, labels, probabilities)
    return Report(
        split,
        figures.n,
        figures.accuracy,
        figures.interval,
        figures.balanced_accuracy,
        figures.macro_f1,
        run.classes,
        Confusion.of(labels, probabilities.argmax(axis=1), len(run.classes)),
        skipped,
    )
