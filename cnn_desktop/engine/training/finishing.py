"""What follows the last epoch: the best model learns how sure it may be, and is put to use.

Everything is fitted on validation images; of training images only the features are kept. May be done again: nothing
here depends on what an earlier time left.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from cnn_desktop.core import likeness, looks
from cnn_desktop.core.calibration import Calibration, fit_least_confidence
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.likeness import FeatureBank
from cnn_desktop.core.messages import ShouldStop
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.runs import Run
from cnn_desktop.engine.deployment import deploy
from cnn_desktop.engine.pipeline.store import ImageStore
from cnn_desktop.engine.prediction import Classifier
from cnn_desktop.engine.prediction.blocks import in_blocks

_BLOCK = 256  # images between two looks at progress and stop


def put_to_use(
    run: Run,
    model: Any,
    temperature: float,
    training: ImageStore,
    validation: ImageStore,
    known: tuple[Array, Array] | None,
    report: Callable[[int, int], None],
    should_stop: ShouldStop,
) -> None:
    """Store with `run` what its answers are given and judged by. `model`: the kept one, calibrated. `known`: the
    features of training and validation images, (n, channels) each, where the training had computed them.

    `report` hears how many images are done, and of how many. Where `should_stop` says so, the features are left out.
    """
    stored = run.predictions("validation")
    assert stored is not None  # scored before
    deploy(run, model, validation.pixels)
    look = None if should_stop() else looks.fit(training.pixels, validation.pixels, run.preparation)
    if look:
        look.save(run.folder)
    classifier = Classifier(run.folder)
    limit = _keep_features(run, classifier, training, validation.pixels, known, report, should_stop)
    least = fit_least_confidence(stored.labels, stored.probabilities)
    Calibration(
        temperature=temperature, least_confidence=least, suggested=least, limit=limit, images=len(stored.labels)
    ).save(run.folder)


def _keep_features(
    run: Run,
    classifier: Classifier,
    training: ImageStore,
    held_out: Pixels,
    known: tuple[Array, Array] | None,
    report: Callable[[int, int], None],
    should_stop: ShouldStop,
) -> float | None:
    """Store the features of training images. Returns how far from them those of `held_out` lie; None without any."""
    values = classifier.values
    if not values:
        return None
    chosen = likeness.choose(training.labels, values)
    others = likeness.choose(np.zeros(len(held_out), np.int64), values)
    total = len(chosen) + len(others)

    def is_wanted(done: int) -> bool:
        report(done, total)
        return not should_stop()

    ours: Array | None
    theirs: Array | None
    if known is not None:
        ours, theirs = likeness.unit(known[0][chosen]), likeness.unit(known[1][others])
    else:
        ours = _features(classifier, training.pixels, chosen, is_wanted)
        theirs = _features(classifier, held_out, others, lambda done: is_wanted(len(chosen) + done))
    if ours is None or theirs is None:
        return None
    bank = FeatureBank(ours, training.labels[chosen].astype(np.int64), np.array(training.files)[chosen])
    bank.save(run.folder)
    blocks = (theirs[start : start + _BLOCK] for start in range(0, len(theirs), _BLOCK))
    return likeness.fit_limit(np.concatenate([bank.distances(block) for block in blocks] or [np.empty(0)]))


def _features(classifier: Classifier, pixels: Pixels, places: Array, is_wanted: Callable[[int], bool]) -> Array | None:
    """Of the images at `places`, on every processor. None where they are no longer wanted."""

    def work(some: Sequence[int]) -> list[Array]:
        features = classifier.answers(pixels[np.asarray(some)])[1]
        assert features is not None
        return list(features)

    found = np.empty((len(places), classifier.values), np.float32)
    with contextlib.closing(in_blocks(list(places), _BLOCK, work)) as rows:
        for done, row in enumerate(rows, start=1):
            found[done - 1] = row
            if (done % _BLOCK == 0 or done == len(places)) and not is_wanted(done):
                return None
    return found
