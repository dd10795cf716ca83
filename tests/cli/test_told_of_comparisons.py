"""What `compare` prints while runs are trained here or elsewhere: each epoch once, and every failure by its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cnn_desktop.cli.output import Output
from cnn_desktop.cli.study_report import StudyReport
from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.messages import (
    BatchDone,
    EpochDone,
    StudyRunEnded,
    StudyRunStarted,
    TrainingFinished,
)

SCORE = Score("validation", 200, 0.9, (0.85, 0.93), 0.9, 0.9, 0.5)


def epoch(number: int) -> EpochDone:
    return EpochDone(number, 3, 0.5, 0.8, 0.6, 0.7, 1.0, 100.0, is_best=True)


@pytest.fixture
def told(capfd):
    """What is printed of events."""

    def call(*events, as_json=False):
        capfd.readouterr()
        with Output(as_json=as_json) as output:
            report = StudyReport(output)
            for event in events:
                report.emit(event)
        return capfd.readouterr()

    return call


def test_a_run_that_failed_is_named_with_its_reason(told):
    said = told(StudyRunStarted(2, 5, "epochs 3"), StudyRunEnded(2, 5, "epochs 3", None, "It ran out of memory."))
    assert said.err.strip().endswith("epochs 3: It ran out of memory.")
    assert said.out == ""


def test_a_run_that_was_stopped_is_told_so_with_its_score(told):
    finished = TrainingFinished(Path("run"), 2, "stopped", SCORE, None)
    said = told(StudyRunStarted(1, 5, "epochs 3"), StudyRunEnded(1, 5, "epochs 3", finished, ""))
    assert "epochs 3: 90.0 % of 200 validation images right" in said.out
    assert "best epoch 2, stopped" in said.out


def test_records_name_the_run_that_an_epoch_is_of(told):
    finished = TrainingFinished(Path("run"), 1, "finished", SCORE, None)
    batch = BatchDone(1, 4, 10, 0.5, 0.8, 100.0, float("inf"))
    events = (StudyRunStarted(1, 1, "epochs 3"), batch, epoch(1), StudyRunEnded(1, 1, "epochs 3", finished, ""))
    records = [json.loads(line) for line in told(*events, as_json=True).out.splitlines()]
    assert [record["event"] for record in records] == ["run_started", "epoch", "run_ended"]
    assert {record["run"] for record in records} == {"epochs 3"}
    assert (records[-1]["best_epoch"], records[-1]["stopped"], records[-1]["problem"]) == (1, False, "")
