"""Images a second and time left, on a clock that stands still while a run is paused."""

from __future__ import annotations

import time

from cnn_desktop.core.evaluation import Array

_TELL_EVERY = 0.1  # seconds: at most ten batch events a second
_SMOOTHING = 0.05  # weight of the newest batch


class Stopwatch:
    """Times the batches of a run of `epochs` times `batches`.

    `costs` (epochs · batches,) says how much time each takes beside the others; None: all the same.
    """

    def __init__(self, epochs: int, batches: int, costs: Array | None = None) -> None:
        self._epochs, self._batches, self._costs = epochs, batches, costs
        self._work_left = 0.0  # in batches that cost 1
        self.batches_done = 0
        self._timed = 0  # batches that the pace is known from
        self._paused = 0.0  # seconds, of this epoch
        self._images_per_second = 0.0
        self._seconds_per_batch = 0.0  # of one that costs 1
        self._seconds_between_epochs = 0.0  # validating and writing
        self._epoch = self._step = 0
        self._begun = self._last = self._told = time.monotonic()

    def start_epoch(self, epoch: int) -> None:
        self._epoch, self._paused = epoch, 0.0
        done = (epoch - 1) * self._batches
        self._step = done
        alike = self._epochs * self._batches - done
        self._work_left = alike if self._costs is None else float(self._costs[done:].sum())
        self._begun = self._last = time.monotonic()

    def forget_pace(self) -> None:
        """What follows takes another time a batch."""
        self._timed = 0

    def hold(self) -> None:
        """What follows until `go_on` is not training time."""
        self._held = time.monotonic()

    def go_on(self) -> None:
        held = time.monotonic() - self._held
        self._paused += held
        self._last += held

    def count(self, images: int) -> None:
        """A batch of `images` is done."""
        now = time.monotonic()
        took, self._last = max(now - self._last, 1e-9), now
        self.batches_done += 1
        self._timed += 1
        cost = 1.0 if self._costs is None else float(self._costs[self._step])
        self._step += 1
        self._work_left -= cost
        # the first one traces the graph, seconds that say nothing about the next ones: the second one replaces it
        weight = 1.0 if self._timed <= 2 else _SMOOTHING
        self._seconds_per_batch += weight * (took / cost - self._seconds_per_batch)
        self._images_per_second += weight * (images / took - self._images_per_second)

    def is_time_to_tell(self) -> bool:
        if self._last - self._told < _TELL_EVERY:
            return False
        self._told = self._last
        return True

    def end_epoch(self) -> float:
        """Seconds of the epoch, its validation included, pauses left out."""
        now = time.monotonic()
        self._seconds_between_epochs = now - self._last
        return now - self._begun - self._paused

    @property
    def rate(self) -> float:
        """Images a second, smoothed."""
        return self._images_per_second

    @property
    def seconds_left(self) -> float:
        """Of the whole run, if it does not end early."""
        ends = (self._epochs - self._epoch + 1) * self._seconds_between_epochs
        return self._work_left * self._seconds_per_batch + ends
