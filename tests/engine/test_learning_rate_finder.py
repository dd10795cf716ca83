"""The range test: its rule on made-up curves, and the whole of it on drawn images."""

from __future__ import annotations

import itertools
import math

import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import (
    FindLearningRate,
    LearningRateFound,
    LearningRatePoint,
    RequestCancelled,
    RequestFailed,
    StageProgress,
)
from cnn_desktop.engine.service import serve
from cnn_desktop.engine.training.learning_rate_finder import HIGHEST, LOWEST, STEPS, find, suggestion
from cnn_desktop.engine.training.step import TrainingStep


def config(shapes, runs, **values) -> TrainingConfig:
    toy = {"architecture": "lenet5", "batch_size": 8, "optimizer": "momentum", "precision": "float32"}
    return TrainingConfig(dataset=shapes, runs=runs, **toy | values)


def curve(*losses: float) -> list[tuple[float, float]]:
    """Ten points at each loss, the rate rising by a decade from one to the next, from 1e-6 on."""
    return [(1e-6 * 10 ** (place + step / 10), loss) for place, loss in enumerate(losses) for step in range(10)]


def test_the_suggestion_is_a_tenth_of_the_rate_with_the_lowest_loss_where_the_fall_is_late():
    assert suggestion([*curve(2.3, 2.3, 2.3, 2.3), (2.345e-2, 0.7), (1e-1, 5.0)]) == 2.3e-3


def test_the_suggestion_is_the_rate_halfway_down_where_a_long_valley_follows():
    assert suggestion(curve(2.4, 2.4, 1.0, 1.1, 1.1, 0.9, 4.0)) == 1e-4


def test_a_network_that_fell_back_to_guessing_behind_the_valley_is_not_followed():
    assert suggestion(curve(2.4, 2.4, 1.2, 1.0, 1.4, 0.9, 0.9)) == 1e-4


def test_a_single_easy_batch_at_the_start_is_not_the_lowest_loss():
    assert suggestion([(1e-6, 0.1), *curve(2.4, 2.4, 2.4, 1.0, 1.0, 4.0)]) == 1e-4


@pytest.mark.parametrize("points", [[], curve(2.3), curve(2.3, 2.31, 2.29, 9.0)])
def test_a_loss_that_never_falls_suggests_nothing(points):
    assert suggestion(points) is None


def test_the_sweep_rises_learns_and_keeps_no_run(shapes, tmp_path):
    events = []
    found = find(config(shapes, tmp_path / "runs"), events.append, lambda: False, ticket=3)
    points = [event for event in events if isinstance(event, LearningRatePoint)]
    rates = [point.rate for point in points]
    assert rates[0] == LOWEST
    assert rates == sorted(rates)
    assert all(later / earlier == pytest.approx(1e7 ** (1 / 99)) for earlier, later in itertools.pairwise(rates))
    assert len(points) <= STEPS
    assert max(rates) <= HIGHEST
    assert all(math.isfinite(point.loss) for point in points)
    assert points[0].loss == pytest.approx(math.log(3), rel=0.6), "three classes, nothing learned yet"
    assert found == events[-1]
    assert found.points == tuple((point.rate, point.loss) for point in points)
    assert found.ticket == points[0].ticket == 3
    assert 1e-4 <= found.suggestion <= 0.3
    assert not (tmp_path / "runs").exists()
    assert [event.stage for event in events if isinstance(event, StageProgress)][-1] == "building"


def test_the_sweep_ends_when_the_loss_has_diverged(shapes, tmp_path, monkeypatch):
    losses = iter([2.0] * 20 + [1.0] * 20 + [1e4] * 60)
    monkeypatch.setattr(TrainingStep, "train", lambda *_: (next(losses), 0))
    found = find(config(shapes, tmp_path), lambda event: None, lambda: False)
    assert len(found.points) == 41
    losses = iter([2.0] * 20 + [float("nan")])
    assert len(find(config(shapes, tmp_path), lambda event: None, lambda: False).points) == 20


def test_the_same_seed_gives_the_same_curve(shapes, tmp_path):
    first, again = (find(config(shapes, tmp_path, seed=4), lambda event: None, lambda: False) for _ in range(2))
    assert first == again


def test_a_sweep_stops_at_the_next_batch(shapes, tmp_path):
    events = []
    with pytest.raises(Cancelled):
        find(
            config(shapes, tmp_path),
            events.append,
            lambda: sum(isinstance(event, LearningRatePoint) for event in events) == 3,
        )
    assert sum(isinstance(event, LearningRatePoint) for event in events) == 3


def test_what_training_would_refuse_is_refused(shapes, tmp_path):
    with pytest.raises(UserError, match="One sigmoid unit tells two classes apart"):
        find(config(shapes, tmp_path, loss="sigmoid"), lambda event: None, lambda: False)


def test_the_service_answers_with_the_ticket_it_was_asked_with(shapes, tmp_path):
    events = []
    serve([FindLearningRate(6, config(shapes, tmp_path))], events.append, lambda: False)
    assert isinstance(events[-1], LearningRateFound)
    assert events[-1].ticket == 6
    events = []
    serve([FindLearningRate(6, config(shapes, tmp_path))], events.append, lambda: True)
    assert events[-1] == RequestCancelled(6)
    serve([FindLearningRate(7, config(tmp_path / "gone", tmp_path))], events.append, lambda: False)
    assert isinstance(events[-1], RequestFailed)
    assert events[-1].ticket == 7
