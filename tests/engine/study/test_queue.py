"""A comparison is trained run by run, stopped, gone on with where it was, and no failure stops the others."""

import json

import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import EpochDone, StudyChanged, StudyEnded, StudyRunEnded, TrainingStarted
from cnn_desktop.core.runs import open_run
from cnn_desktop.core.study import Study, Varied, open_study, read_standing
from cnn_desktop.engine.study import begin, conduct, queue

pytestmark = pytest.mark.usefixtures("not_put_to_use")


@pytest.fixture
def opened(shapes, tmp_path):
    """Two folds of a tiny network."""
    base = TrainingConfig(dataset=shapes, runs=tmp_path, architecture="lenet5", epochs=2, precision="float32")
    return begin(Study(base, folds=2), lambda event: None, lambda: False)


def never():
    return False


def test_a_stop_keeps_the_run_under_way_and_it_goes_on_after_its_last_epoch(opened):
    events = []

    def stop():
        return len([event for event in events if isinstance(event, EpochDone)]) == 3

    standing = conduct(opened, events.append, stop)
    assert [run.state for run in standing.runs] == ["done", "stopped"]
    assert not standing.is_training
    first = standing.rows[0]
    after = []
    standing = conduct(open_study(opened.folder), after.append, never)
    assert [run.state for run in standing.runs] == ["done", "done"]
    [started] = [event for event in after if isinstance(event, TrainingStarted)]
    assert [epoch.epoch for epoch in started.history] == [1]
    assert isinstance(after[-1], StudyEnded)
    [row] = standing.rows
    assert (first.runs, row.runs, row.n) == (1, 2, 60)
    held_out = [_validation(opened.folder_of(planned)) for planned in opened.study.runs]
    assert not held_out[0] & held_out[1]
    assert conduct(opened, after.append, never).is_complete  # and there is nothing left to do


def test_a_run_that_fails_is_told_and_the_next_one_begins(opened, monkeypatch):
    trained = []

    def train(opened, planned, emit, should_stop):
        trained.append(planned.number)
        if planned.number == 1:
            raise UserError("It is too dark.", hint="Light a candle.")

    monkeypatch.setattr(queue, "train_planned", train)
    events = []
    standing = conduct(opened, events.append, never)
    assert trained == [1, 2]
    assert standing.runs[0].problem == "It is too dark. Light a candle."
    ended = next(event for event in events if isinstance(event, StudyRunEnded))
    assert (ended.finished, ended.problem) == (None, "It is too dark. Light a candle.")
    assert any(isinstance(event, StudyChanged) and event.standing.count("failed") for event in events)


def test_it_stops_when_asked_through_its_folder(opened, monkeypatch):
    monkeypatch.setattr(queue, "_LOOK_EVERY_S", 0)
    monkeypatch.setattr(queue, "train_planned", lambda opened, *_: opened.request_stop())
    events = []
    conduct(opened, events.append, never)
    assert len([event for event in events if isinstance(event, StudyRunEnded)]) == 1
    assert read_standing(opened).count("waiting") == 2


def test_images_that_cannot_be_divided_leave_nothing_behind(shapes, tmp_path):
    base = TrainingConfig(dataset=shapes, runs=tmp_path / "runs", architecture="lenet5")
    with pytest.raises(UserError, match="for 30 folds"):
        begin(Study(base, (Varied("batch_size", (8, 16)),), folds=30), lambda event: None, never)
    assert not (tmp_path / "runs").exists()


def _validation(folder):
    rows = json.loads((open_run(folder).folder / "split.json").read_bytes())["images"]
    return {row["file"] for row in rows if row["split"] == "validation"}
