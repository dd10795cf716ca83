"""The learning rate over a run: a short linear rise to its peak, then half a cosine down to nothing."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

WARM_UP = 0.05  # of all steps, and at most one epoch
FLOOR = 0.01  # of the peak, at the last step


class WarmUpCosine(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """`peak` is reached after `warm_up` steps and falls to `FLOOR` of itself at step `steps`.

    Source: Loshchilov and Hutter 2016, arXiv:1608.03983, eq. 5 without restarts.
    """

    def __init__(self, peak: float, steps: int, warm_up: int) -> None:
        self.peak, self.steps, self.warm_up = peak, max(1, steps), max(1, warm_up)

    def __call__(self, step: Any) -> Any:
        step = ops.cast(step, "float32")
        rise = (step + 1) / self.warm_up
        done = ops.clip((step - self.warm_up) / max(1, self.steps - self.warm_up), 0, 1)
        fall = FLOOR + (1 - FLOOR) * 0.5 * (1 + ops.cos(done * 3.141592653589793))
        return self.peak * ops.minimum(rise, fall)

    def get_config(self) -> dict[str, Any]:
        return {"peak": self.peak, "steps": self.steps, "warm_up": self.warm_up}


def schedule_for(peak: float, epochs: int, batches: int) -> WarmUpCosine:
    """The schedule of a run of `epochs` times `batches` steps."""
    steps = epochs * batches
    return WarmUpCosine(peak, steps, min(batches, max(1, round(WARM_UP * steps))))
