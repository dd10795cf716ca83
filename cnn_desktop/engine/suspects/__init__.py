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
from cnn_desktop.engine.leaks.search import split_of_run
from cnn_desktop.engine.projection.features import Report, features_of

FEWEST = 20  # images: fewer cannot judge each other
MOST = 5_000  # that are named


def find_suspects(run: Run, report: Report, should_stop: Callable[[], bool]) -> Suspects:
    """Rank the labels of all images of `run`, by the features that its network tells classes apart with.

    Raises UserError where the network has no features or there are too few images, and Cancelled.
    """
    found, _ = features_of(run, "all", report, should_stop)
    n = len(found.files)
    if n < FEWEST:
        raise UserError(f"{n} images are too few to judge each other.", hint=f"Choose a run of {FEWEST} or more.")

    def keep_going() -> None:
        if should_stop():
            raise Cancelled

    answers = held_out_probabilities(found.values, found.true, len(run.classes), keep_going)
    ranked, suggested = suspects(found.true, answers)
    split = split_of_run(run)
    side_of = {image.file: side for side in SPLITS for image in getattr(split, side)}
    named = ranked[:MOST]
    return Suspects(
        run.config.dataset,
        run.classes,
        tuple(found.files[place] for place in named),
        tuple(side_of[found.files[place]] for place in named),
        found.true[named],
        suggested[:MOST],
        answers[named, found.true[named]],
        answers[named, suggested[:MOST]],
        n,
        found.of,
        FOLDS,
        float(np.mean(answers.argmax(axis=1) == found.true)),
    )
