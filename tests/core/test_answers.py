from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnn_desktop.core.answers import answers
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import Predictions, Run, create_run


@pytest.fixture
def run(tmp_path) -> Run:
    config = TrainingConfig(dataset=tmp_path / "photos", runs=tmp_path / "runs")
    return create_run(config, ("cat", "dog"), Preparation(size=8))


def store(run: Run, labels, dog) -> None:
    """Predictions with the probability `dog` of the second class."""
    dog = np.array(dog, np.float32)
    files = np.array([f"{number}.png" for number in range(len(dog))])
    run.write_predictions("validation", Predictions(np.array(labels), np.stack([1 - dog, dog], axis=1), files))


def test_the_surest_mistakes_come_first_and_the_surest_right_answers_last(run):
    store(run, [0, 0, 1, 1, 0], [0.6, 0.1, 0.95, 0.3, 0.9])
    found = answers(run, "validation")
    assert [answer.file.name for answer in found] == ["4.png", "3.png", "0.png", "1.png", "2.png"]
    assert [answer.is_right for answer in found] == [False, False, False, True, True]
    worst = found[0]
    assert (worst.true, worst.predicted, worst.confidence) == ("cat", "dog", pytest.approx(0.9))
    assert worst.file == Path(run.config.dataset) / "4.png"


def test_a_run_without_answers_has_none(run):
    assert answers(run, "test") == ()
