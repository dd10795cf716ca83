"""Look for labels that are probably wrong. Loads TensorFlow only where LiteRT does not take the run."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnn_desktop.core.dataset.model import SPLITS
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.runs import Run
from cnn_desktop.core.suspects.confident import suspects
from cnn_desktop.core.suspects.cross_validation import FOLDS, held_out_probabilities
from cnn_desktop.core.suspects.model import Suspects
from cnn_desktop.core.suspects.out_of_fold import out_of_fold
from cnn_desktop.engine.leaks.search import split_of_run
from cnn_desktop.engine.projection.features import Report, features_of

FEWEST = 20  # images: fewer cannot judge each other
MOST = 5_000  # that are named
_MOST_ANSWERS = (
    50_000_000  # images times classes: some minutes; 30,000 images in 10,000 classes took a quarter of an hour
)


def find_suspects(run: Run, report: Report, should_stop: Callable[[], bool]) -> Suspects:
    """Rank the labels of all images of `run`.

    By the answers of a comparison in folds of the same dataset where one lies beside the run; otherwise by the features
    that its network tells classes apart with. Raises UserError where the network has no features or there are too few
    images, and Cancelled.
    """

    def keep_going() -> None:
        if should_stop():
            raise Cancelled

    split = split_of_run(run)
    images = {image.file: (image, side) for side in SPLITS for image in getattr(split, side)}
    folded = out_of_fold(run, frozenset(images), keep_going)
    if folded is not None:
        place_of = {name: place for place, name in enumerate(run.classes)}
        labels = np.array([place_of[images[file][0].class_name] for file in folded.files], np.int64)
        files, answers, of, folds, source = folded.files, folded.probabilities, len(images), folded.folds, folded.source
    else:
        _require_few_answers(len(images), len(run.classes))
        found, _ = features_of(run, "all", report, should_stop)
        if len(found.files) >= FEWEST:
            answers = held_out_probabilities(found.values, found.true, len(run.classes), keep_going)
        files, labels, of, folds, source = found.files, found.true, found.of, FOLDS, ""
    if len(files) < FEWEST:
        raise UserError(
            f"{len(files)} images are too few to judge each other.", hint=f"Choose a run of {FEWEST} or more."
        )
    ranked, suggested = suspects(labels, answers)
    named, suggested = ranked[:MOST], suggested[:MOST]
    return Suspects(
        run.config.dataset,
        run.classes,
        tuple(files[place] for place in named),
        tuple(images[files[place]][1] for place in named),
        labels[named],
        suggested,
        answers[named, labels[named]],
        answers[named, suggested],
        len(files),
        of,
        folds,
        float(np.mean(answers.argmax(axis=1) == labels)),
        source,
    )


def _require_few_answers(images: int, classes: int) -> None:
    if images * classes > _MOST_ANSWERS:
        raise UserError(
            f"{images:,} images in {classes:,} classes are too many to judge each other: it would take too long.",
            hint=f"Choose a run with at most {_MOST_ANSWERS // images:,} classes of so many images, "
            "or compare the settings in folds first: their answers are judged in seconds.",
        )
