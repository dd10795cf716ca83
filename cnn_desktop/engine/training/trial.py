"""Which precision trains a network faster on this computer: a few real steps in each, in turn.

bfloat16 is twice as fast in plain convolutions where the processor has instructions for it, slower in depthwise ones,
and slower by far in everything without them. So it is neither assumed nor looked up, but tried; afterwards the step is
as it was before.
"""

from __future__ import annotations

import dataclasses
import statistics
import time
from typing import Any

from cnn_desktop.core.errors import Cancelled
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import PrecisionTried, ShouldStop
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine import environment, measurements
from cnn_desktop.engine.training.precision import BFLOAT16, FLOAT32
from cnn_desktop.engine.training.step import TrainingStep

WORTH = 1.05  # times as fast; below, exactness is worth more
LEAST_S = 20.0  # of training; a shorter one would be over before the trial has paid
_PAIRS = 5  # timed steps in each precision
_ENOUGH_S = 1.5  # of timed steps
_STEP_S = 0.4  # of images are as many tried at once as take so long
_FEW = 2  # images, to trace with, and to know how many more to take


def choose(
    step: TrainingStep, images: Array, labels: Array, *, shown: int, about: Any, should_stop: ShouldStop
) -> PrecisionTried | None:
    """Try `step` on a batch of `images` (n, …) and `labels` (n,), let it go on in what is faster, and say so.

    `shown` is how many images it will be shown in all, each counted as often as it comes; None where they are so few
    that a trial would not pay. What was tried `about` the same is not tried again. Raises Cancelled.
    """
    name = measurements.key("precision", about)
    known = measurements.recall(name)
    try:
        tried = PrecisionTried(**known) if known else None
    except TypeError:  # of another version
        tried = None
    if tried is None and environment.may_have_bfloat16():
        before = step.state()
        try:
            tried = _try(step, images, labels, shown, should_stop)
        finally:
            step.restore(before)
        if tried:
            measurements.remember(name, dataclasses.asdict(tried))
    step.precision = tried.precision if tried else FLOAT32
    return tried


def about(plan: NetworkPlan, batch_size: int, optimizer: str | None) -> list[Any]:
    """What the time of a step depends on, beside the computer."""
    return [repr(plan), batch_size, optimizer]


def _try(
    step: TrainingStep, images: Array, labels: Array, shown: int, should_stop: ShouldStop
) -> PrecisionTried | None:
    def seconds(precision: str, n: int) -> float:
        if should_stop():
            raise Cancelled
        step.precision = precision
        begun = time.perf_counter()
        step.train(images[:n], labels[:n])
        return time.perf_counter() - begun

    seconds(FLOAT32, _FEW)  # traces
    few = min(seconds(FLOAT32, _FEW) for _ in range(2))
    if few * shown / _FEW < LEAST_S:
        return None
    seconds(BFLOAT16, _FEW)
    n = max(_FEW, min(len(images), int(_FEW * _STEP_S / few)))
    for precision in (FLOAT32, BFLOAT16):
        seconds(precision, n)  # lays its memory out
    pairs: list[tuple[float, float]] = []
    while len(pairs) < _PAIRS and sum(map(sum, pairs)) < _ENOUGH_S:
        pairs.append((seconds(FLOAT32, n), seconds(BFLOAT16, n)))
    gain = statistics.median(exact / rounded for exact, rounded in pairs)
    speed = n / statistics.median(exact for exact, _ in pairs)
    return PrecisionTried(BFLOAT16 if gain >= WORTH else FLOAT32, round(speed, 1), round(speed * gain, 1))
