"""`train --find-learning-rate`."""

from __future__ import annotations

import pytest

from cnn_desktop.core.config import (
    TrainingConfig,
)
from cnn_desktop.core.messages import (
    LearningRateFound,
    LearningRatePoint,
    StageProgress,
)


@pytest.fixture
def finder(monkeypatch):
    """Stands for the finder: keeps what it was asked, and tells a short sweep."""
    from cnn_desktop.engine.training import learning_rate_finder

    class Finder:
        def __init__(self):
            self.configs: list[TrainingConfig] = []
            self.suggestion: float | None = 2.1e-3

        def find(self, config, emit, should_stop):
            self.configs.append(config)
            points = ((1e-6, 2.3), (1e-3, 1.25), (2.1e-2, 0.9), (1.0, 4.0))
            emit(StageProgress("decoding", 1, 2))
            for rate, loss in points:
                emit(LearningRatePoint(0, rate, loss))
            emit(LearningRateFound(0, self.suggestion, points))

    finder = Finder()
    monkeypatch.setattr(learning_rate_finder, "find", finder.find)
    return finder


def test_a_learning_rate_is_found_and_nothing_trained(run, engine, finder, tmp_path):
    answer = run("train", tmp_path, "--preset", "mnist", "--batch-size", "16", "--find-learning-rate")
    assert answer.code == 0
    assert (finder.configs[0].architecture, finder.configs[0].batch_size) == ("mnist", 16)
    assert engine.configs == []
    assert "Suggested: 0.0021, where the loss falls, well before its lowest point." in answer.out
    assert "--learning-rate 0.0021" in answer.out


def test_json_tells_each_point_and_the_suggestion(run, finder, tmp_path):
    *points, found = run("train", tmp_path, "--find-learning-rate", "--json").records
    assert points[0] == {"event": "learning_rate_point", "learning_rate": 1e-6, "loss": 2.3}
    assert len(points) == 4
    assert found == {"event": "learning_rate_found", "suggestion": 2.1e-3}
    finder.suggestion = None
    assert run("train", tmp_path, "--find-learning-rate", "--json").records[-1]["suggestion"] is None


def test_a_loss_that_never_falls_is_told(run, finder, tmp_path):
    finder.suggestion = None
    assert "At no learning rate did the loss fall" in run("train", tmp_path, "--find-learning-rate").out


def test_a_resumed_run_finds_no_other_rate(run, finder, trained):
    answer = run("train", "--resume", trained.folder, "--find-learning-rate")
    assert answer.code == 2
    assert "--find-learning-rate cannot be changed" in answer.err
