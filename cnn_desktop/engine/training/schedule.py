"""The learning rate over a run: a rise to its peak, then the way down that the configuration names."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

WARM_UP = 0.05  # of all steps, and at most one epoch
FLOOR = 0.01  # of the peak, at the last step of a cosine
ONE_CYCLE_RISE = 0.23  # of all steps; Source: Jordan 2024, arXiv:2404.00498
_PI = 3.141592653589793


class Schedule(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """`peak` is reached after `rise` steps; from there `kind` leads to step `steps`.

    cosine: half a cosine down to `FLOOR` (Loshchilov and Hutter 2016, arXiv:1608.03983, eq. 5 without restarts);
    one-cycle: straight down to 0; step: a tenth from one third on, a hundredth from two thirds on; constant: as it is.
    """

    def __init__(self, kind: str, peak: float, steps: int, rise: int) -> None:
        self.kind, self.peak, self.steps, self.rise = kind, peak, max(1, steps), max(1, rise)

    def __call__(self, step: Any) -> Any:
        step = ops.cast(step, "float32")
        rising = (step + 1) / self.rise
        done = ops.clip((step - self.rise) / max(1, self.steps - self.rise), 0, 1)
        match self.kind:
            case "cosine":
                falling = FLOOR + (1 - FLOOR) * 0.5 * (1 + ops.cos(done * _PI))
            case "one-cycle":
                falling = 1 - done
            case "step":
                falling = ops.where(done < 1 / 3, 1.0, ops.where(done < 2 / 3, 0.1, 0.01))
            case _:
                falling = 1.0
        return self.peak * ops.minimum(rising, falling)

    def get_config(self) -> dict[str, Any]:
        return {"kind": self.kind, "peak": self.peak, "steps": self.steps, "rise": self.rise}


def schedule_for(kind: str, peak: float, epochs: int, batches: int) -> Schedule:
    """The schedule of a run of `epochs` times `batches` steps."""
    steps = epochs * batches
    share = ONE_CYCLE_RISE if kind == "one-cycle" else WARM_UP
    rise = max(1, round(share * steps))
    return Schedule(kind, peak, steps, rise if kind == "one-cycle" else min(batches, rise))
