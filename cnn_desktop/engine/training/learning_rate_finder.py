"""The learning-rate range test: train a fresh network for a hundred batches while the rate rises, and watch the loss.

Keeps nothing: no run, no weights. Source: Smith 2015, arXiv:1506.01186, section 3.3; the exponential rise, the
smoothing and the end of the sweep are those of fastai.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterator, Sequence

import numpy as np

from cnn_desktop.core.config import TrainingConfig, preparation_of
from cnn_desktop.core.dataset.model import ImageFile
from cnn_desktop.core.errors import Cancelled
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Emit, LearningRateFound, LearningRatePoint, ShouldStop, StageProgress
from cnn_desktop.engine.pipeline.store import ImageStore, fill
from cnn_desktop.engine.training.lessons import Course, Lesson
from cnn_desktop.engine.training.reporting import reporter
from cnn_desktop.engine.training.session import check_enough, decided

LOWEST, HIGHEST = 1e-6, 10.0
STEPS = 100  # batches
DIVERGED = 4.0  # times the lowest smoothed loss: the end of the sweep
_SMOOTHING = 0.9  # weight of the mean so far
_SETTLED = 10  # batches; before, the mean is of too few to be the lowest

Point = tuple[float, float]  # learning rate, smoothed loss


def find(config: TrainingConfig, emit: Emit, should_stop: ShouldStop, ticket: int = 0) -> LearningRateFound:
    """Sweep the rate for `config` on its training images; tells `emit` each point, and last what it returns.

    Raises UserError as `train` does, and Cancelled.
    """
    config, classes, split = decided(config, emit, should_stop)
    training = _images(config, classes, split.training, emit, should_stop)
    emit(StageProgress("building"))
    lesson = Course(config, len(classes), training, {}, emit, should_stop).lesson(1, LOWEST)
    points: list[Point] = []
    for point in _sweep(lesson, should_stop):
        points.append(point)
        emit(LearningRatePoint(ticket, *point))
    found = LearningRateFound(ticket, suggestion(points), tuple(points))
    emit(found)
    return found


def suggestion(points: Sequence[Point]) -> float | None:
    """A rate to train with, to two digits; None where the loss never fell.

    The smaller of two: a tenth of the rate at the bottom of the first valley, where training is about to diverge; and
    the rate at which the loss had come half of its way down to there. Behind the first valley a network may fall back
    to guessing, which looks low: 0.04 was suggested for Adam. The rate of the steepest fall, the other rule in use,
    followed the noise of single batches: on two of six small datasets it was off by three decades.
    """
    if len(points) <= _SETTLED:
        return None
    losses = [loss for _, loss in points]
    start = statistics.median(losses[: 2 * _SETTLED])
    bottom = _bottom(losses, start)
    lowest = losses[bottom]
    if lowest > 0.98 * start:
        return None
    halfway = bottom
    while halfway > 0 and losses[halfway - 1] <= (start + lowest) / 2:
        halfway -= 1
    return float(f"{min(points[bottom][0] / 10, points[halfway][0]):.1e}")


def _bottom(losses: Sequence[float], start: float) -> int:
    """The place of the lowest loss before it rises by a tenth again, having fallen by a tenth from `start`."""
    bottom = _SETTLED
    for place in range(_SETTLED, len(losses)):
        if losses[place] < losses[bottom]:
            bottom = place
        elif losses[bottom] < 0.9 * start and losses[place] > 1.1 * losses[bottom]:
            break
    return bottom


def _images(
    config: TrainingConfig, classes: Sequence[str], wanted: Sequence[ImageFile], emit: Emit, should_stop: ShouldStop
) -> ImageStore:
    """As many training images as the sweep can see, drawn by the seed."""
    assert config.batch_size is not None
    order = np.random.default_rng((config.seed, 2)).permutation(len(wanted))[: STEPS * config.batch_size]
    chosen = [wanted[index] for index in sorted(order)]
    report = reporter("decoding", emit)
    store = fill(
        config.dataset, chosen, classes, preparation_of(config),
        on_image=lambda done: report(done, len(chosen)), should_stop=should_stop,
    )  # fmt: skip
    check_enough(store, "training")
    return store


def _sweep(lesson: Lesson, should_stop: ShouldStop) -> Iterator[Point]:
    """One point a batch, until the loss has grown far beyond its lowest."""
    step = lesson.step
    mean, lowest = 0.0, math.inf
    for number, (images, labels) in enumerate(_batches(lesson)):
        if should_stop():
            raise Cancelled
        rate = LOWEST * (HIGHEST / LOWEST) ** (number / (STEPS - 1))
        step.optimizer.learning_rate = rate
        loss = step.train(images, labels)[0]
        if not math.isfinite(loss):
            return
        mean = _SMOOTHING * mean + (1 - _SMOOTHING) * loss
        smoothed = mean / (1 - _SMOOTHING ** (number + 1))  # the mean began at 0
        yield rate, smoothed
        if number >= _SETTLED:
            lowest = min(lowest, smoothed)
            if smoothed > DIVERGED * lowest:
                return


def _batches(lesson: Lesson) -> Iterator[tuple[Array, Array]]:
    """`STEPS` batches, varied as in training; of as many epochs as that takes."""
    epochs = range(1, math.ceil(STEPS / len(lesson.batches)) + 1)
    return itertools.islice(itertools.chain.from_iterable(map(lesson.batches.epoch, epochs)), STEPS)
