"""`model.keras` of a run under way: the weights of its best epoch, written beside the checkpoint.

Where epochs are shorter than the writing, most best models are bettered before anybody could read them. So one may be
put off for as long as the checkpoint holds the same weights: until an epoch that is not the best takes its place, until
the training ends in whatever way, and for `LONGEST_S` seconds at most. A kill in between costs nothing but a model
that is that much older: the run that goes on mends it from its checkpoint.
"""

from __future__ import annotations

import math
import time

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.runs import MODEL, Run, manifest
from cnn_desktop.engine.training import checkpoint as checkpoints
from cnn_desktop.engine.training.checkpoint import Checkpoint
from cnn_desktop.engine.training.lessons import Lesson

LONGEST_S = 2.0  # since the last one was written


class BestModel:
    """Writes what is kept of each epoch of `run`. Every write raises OSError where the disk does not take it."""

    def __init__(self, run: Run) -> None:
        self._folder = run.folder
        self._put_off: list[Array] | None = None  # the averages of the best epoch, where the file is older
        self._written_at = -math.inf

    def keep(self, lesson: Lesson, checkpoint: Checkpoint) -> None:
        """Write `checkpoint`, of the epoch that `lesson` just ended, and the best model with it where that is due."""
        is_best = checkpoint.history[-1].is_best
        averages = checkpoint.state["averages"]
        may_wait = is_best and time.monotonic() - self._written_at < LONGEST_S
        due = None if may_wait else averages if is_best else self._put_off
        with manifest.saving(self._folder) as save:
            checkpoints.write(save, checkpoint)
            if due is not None:
                _write(save, lesson, due)
        self._put_off = averages if may_wait else None
        if due is not None:
            self._written_at = time.monotonic()

    def catch_up(self, lesson: Lesson) -> None:
        """Write what was put off."""
        if self._put_off is not None:
            self.write(lesson, self._put_off)
            self._put_off = None

    def write(self, lesson: Lesson, averages: list[Array]) -> None:
        """Write the network of `lesson` with these weights."""
        with manifest.saving(self._folder) as save:
            _write(save, lesson, averages)
        self._written_at = time.monotonic()


def _write(save: manifest.Save, lesson: Lesson, averages: list[Array]) -> None:
    with lesson.step.holding(averages):
        lesson.settle()
        lesson.network.save(save.place(MODEL, suffix=".keras"))
