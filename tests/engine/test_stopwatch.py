"""Time left, on a clock that the test moves."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.engine.training import stopwatch
from cnn_desktop.engine.training.stopwatch import Stopwatch


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 0.0

        def pass_seconds(self, seconds: float) -> None:
            self.now += seconds

    clock = Clock()
    monkeypatch.setattr(stopwatch.time, "monotonic", lambda: clock.now)
    return clock


def test_what_is_left_counts_every_batch_as_long_as_the_newest_ones(clock):
    watch = Stopwatch(epochs=1, batches=10)
    watch.start_epoch(1)
    for _ in range(4):
        clock.pass_seconds(2)
        watch.count(8)
    assert watch.seconds_left == pytest.approx(12)
    assert watch.rate == pytest.approx(4)


def test_where_later_batches_take_longer_that_is_known_beforehand(clock):
    costs = np.array([0.25] * 5 + [1.0] * 5)
    watch = Stopwatch(epochs=2, batches=5, costs=costs)
    watch.start_epoch(1)
    for _ in range(5):
        clock.pass_seconds(1)
        watch.count(8)
    assert watch.seconds_left == pytest.approx(5 * 4)
    watch.end_epoch()
    watch.start_epoch(2)
    clock.pass_seconds(4)
    watch.count(8)
    assert watch.seconds_left == pytest.approx(4 * 4)


def test_a_run_that_is_resumed_begins_where_it_was(clock):
    watch = Stopwatch(epochs=2, batches=5, costs=np.array([0.25] * 5 + [1.0] * 5))
    watch.start_epoch(2)
    clock.pass_seconds(4)
    watch.count(8)
    assert watch.seconds_left == pytest.approx(16)


def test_a_pause_is_no_work(clock):
    watch = Stopwatch(epochs=1, batches=4)
    watch.start_epoch(1)
    for _ in range(2):
        clock.pass_seconds(1)
        watch.hold()
        clock.pass_seconds(100)
        watch.go_on()
        watch.count(8)
    assert watch.seconds_left == pytest.approx(2)
    assert watch.end_epoch() == pytest.approx(2)
