"""How long a training would take and what it would need, from timing a few real steps; keeps nothing but the figures.

What was timed on this computer is not timed again: other epochs, another dataset of the same classes and size follow
from it by arithmetic.
"""

from __future__ import annotations

import dataclasses
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf

from cnn_desktop.core import images
from cnn_desktop.core.backbones import VARIATIONS
from cnn_desktop.core.config import TrainingConfig, plan_of, preparation_of, variations_of
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import PlanTraining, ShouldStop, TrainingPlanned
from cnn_desktop.core.preparation import Pixels, prepare
from cnn_desktop.engine import measurements, memory
from cnn_desktop.engine.pipeline.store import IN_MEMORY, ImageStore
from cnn_desktop.engine.training import trial
from cnn_desktop.engine.training.lessons import Course
from cnn_desktop.engine.training.precision import FLOAT32

_STEPS = 8  # timed, or as many as fit into
_ENOUGH_S = 1.0
_INFERENCE = 64  # images
_HEAD = 15_000  # images a second, by their features: nothing beside the rest
_EXAMPLES = 12  # files that the time of reading is taken from


@dataclass(frozen=True, slots=True)
class _Timing:
    """What was timed, in seconds."""

    start: float  # building and tracing
    step: float  # of one batch; of the images of one batch where only features are computed
    inference: float  # of one image
    precision: str
    gain: float
    memory: int  # bytes at most, without the images


def plan(request: PlanTraining, should_stop: ShouldStop) -> TrainingPlanned:
    """Answer `request`. Raises UserError where the training could not begin either, and Cancelled."""
    config = request.config
    assert config.epochs is not None and config.batch_size is not None
    training, validation, test = request.images
    prepared, reading = _read(config, request.examples)
    batch = min(config.batch_size, training)
    timing = _timing(config, request.classes, prepared, batch, config.epochs * training, should_stop)
    steps = -(-training // batch)
    method = plan_of(config, request.classes).method
    once = timing.start + reading * sum(request.images) + timing.inference * (validation + test)
    if method != "all":  # features of every image, and of its variations
        varied = 1 if variations_of(config).is_none else 1 + VARIATIONS
        once += timing.inference * (varied * training + validation + test)
    epoch = training / _HEAD if method == "fast" else steps * timing.step + timing.inference * validation
    store = sum(request.images) * int(np.prod(preparation_of(config).shape))
    needed = timing.memory + min(store, IN_MEMORY) if timing.memory else 0
    return TrainingPlanned(request.ticket, once + config.epochs * epoch, epoch, needed, timing.precision, timing.gain)


def _read(config: TrainingConfig, examples: Sequence[Path]) -> tuple[Pixels, float]:
    """Some prepared images, and how long one takes to be read."""
    preparation = preparation_of(config)
    prepared: list[Pixels] = []
    begun = time.perf_counter()
    for file in examples[:_EXAMPLES]:
        try:
            prepared.append(prepare(images.decode(file, fitting=preparation), preparation))
        except UserError:  # the list of problems names it
            continue
    if not prepared:
        raise UserError("None of the images could be read.", hint="Check the files, then try again.")
    took = (time.perf_counter() - begun) / len(prepared)
    return np.stack(prepared), took / (os.cpu_count() or 1)


def _timing(
    config: TrainingConfig, classes: int, prepared: Pixels, batch: int, shown: int, should_stop: ShouldStop
) -> _Timing:
    """Of a step of `batch` images, `shown` in all: as it was timed before, or timed now."""
    about = [repr(plan_of(config, classes)), batch, config.optimizer, config.precision, config.first_size]
    name = measurements.key("plan", about)
    known = measurements.recall(name)
    if known and known.keys() == {field.name for field in dataclasses.fields(_Timing)}:
        return _Timing(**known)
    memory.forget_peak()
    timing = _timed(config, classes, np.resize(prepared, (max(batch, _INFERENCE), *prepared.shape[1:])), batch, shown,
                    should_stop)  # fmt: skip
    measurements.remember(name, dataclasses.asdict(timing))
    return timing


def _timed(
    config: TrainingConfig, classes: int, pixels: Pixels, batch: int, shown: int, should_stop: ShouldStop
) -> _Timing:
    assert config.epochs is not None
    begun = time.perf_counter()
    labels = (np.arange(len(pixels)) % classes).astype(np.int32)
    names = ("",) * len(pixels)
    exact = FLOAT32 if config.precision == "auto" else config.precision
    decided = dataclasses.replace(config, precision=exact, batch_size=batch)
    course = Course(decided, classes, ImageStore(pixels, labels, names, names), {}, lambda _: None, should_stop)
    if plan_of(config, classes).method == "fast":
        infer = tf.function(lambda images: course.network(tf.cast(images, tf.float32), training=False))
        infer(pixels[:_INFERENCE])
        start = time.perf_counter() - begun
        inference = _seconds(lambda: infer(pixels[:_INFERENCE]), should_stop) / _INFERENCE
        return _Timing(start, 0.0, inference, FLOAT32, 1.0, memory.peak())
    lesson = course.lesson(config.epochs)
    step, share = lesson.step, 1.0 if lesson.costs is None else float(lesson.costs.mean())
    some = pixels[:batch], labels[:batch]
    tried = None
    if config.precision == "auto":
        about = trial.about(plan_of(config, classes), batch, config.optimizer)
        tried = trial.choose(step, *some, shown=shown, about=about, should_stop=should_stop)
    step.train(*some)
    step.probabilities(pixels[:_INFERENCE])
    start = time.perf_counter() - begun
    return _Timing(
        start,
        share * _seconds(lambda: step.train(*some), should_stop),
        _seconds(lambda: step.probabilities(pixels[:_INFERENCE]), should_stop) / _INFERENCE,
        step.precision,
        tried.gain if tried else 1.0,
        memory.peak(),
    )


def _seconds(work: Callable[[], object], should_stop: ShouldStop) -> float:
    """How long `work` takes, of a few times the median."""
    took: list[float] = []
    while len(took) < _STEPS and sum(took) < _ENOUGH_S:
        if should_stop():
            raise Cancelled
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return statistics.median(took)
