"""Short trainings, and those that are stopped on the way."""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import (
    EpochDone,
    TrainingStarted,
)
from cnn_desktop.engine.training import train


def config_for(shapes, tmp_path, **changes) -> TrainingConfig:
    settings = {
        "architecture": "lenet5",
        "epochs": 3,
        "batch_size": 16,
        "name": "run",
        "test": 0.2,
        "precision": "float32",
    }
    return TrainingConfig(dataset=shapes, runs=tmp_path, **settings | changes)


def go_on() -> bool:
    return False


def kinds(events, kind):
    return [event for event in events if isinstance(event, kind)]


class StopAfter:
    """Says stop once `epochs` are done and `batches` more have begun."""

    def __init__(self, epochs: int, batches: int = 0) -> None:
        self.events, self.epochs, self.left = [], epochs, batches

    def emit(self, event) -> None:
        self.events.append(event)

    def should_stop(self) -> bool:
        if not kinds(self.events, TrainingStarted) or len(kinds(self.events, EpochDone)) < self.epochs:
            return False
        self.left -= 1
        return self.left < 0


def stop_and_keep(shapes, tmp_path, *, after, batches=0, **changes):
    stopper = StopAfter(after, batches)
    return train(config_for(shapes, tmp_path, **changes), stopper.emit, stopper.should_stop), stopper.events


def weights_of(run):
    from cnn_desktop.engine.training import checkpoint

    return checkpoint.load(run.checkpoint_file).state


def assert_same_state(one, other):
    for group in one:
        for a, b in zip(one[group], other[group], strict=True):
            np.testing.assert_array_equal(a, b)
