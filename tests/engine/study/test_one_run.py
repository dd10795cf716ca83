"""One run of a comparison is trained, stopped, and gone on with where it was."""

import json

import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import EpochDone, TrainingFinished, TrainingStarted
from cnn_desktop.core.runs import open_run
from cnn_desktop.core.study import Study, Varied, open_study, read_standing
from cnn_desktop.engine.study import begin, train_planned

pytestmark = pytest.mark.usefixtures("not_put_to_use")


@pytest.fixture
def opened(shapes, tmp_path):
    """Two folds of a tiny network."""
    base = TrainingConfig(dataset=shapes, runs=tmp_path, architecture="lenet5", epochs=2, precision="float32")
    return begin(Study(base, folds=2), lambda event: None, lambda: False)


def never():
    return False


def test_a_stopped_run_goes_on_after_its_last_epoch_and_folds_share_no_held_out_image(opened):
    first, second = opened.study.runs
    train_planned(opened, first, lambda event: None, never)
    events = []
    train_planned(opened, second, events.append, lambda: any(isinstance(event, EpochDone) for event in events))
    standing = read_standing(opened)
    assert [run.state for run in standing.runs] == ["done", "stopped"]
    after = []
    train_planned(open_study(opened.folder), second, after.append, never)
    [started] = [event for event in after if isinstance(event, TrainingStarted)]
    assert [epoch.epoch for epoch in started.history] == [1]
    standing = read_standing(opened)
    assert standing.is_complete
    [row] = standing.rows
    assert (row.runs, row.n) == (2, 60)
    held_out = [_validation(opened.folder_of(planned)) for planned in opened.study.runs]
    assert not held_out[0] & held_out[1]


def test_of_a_finished_run_only_the_end_is_told(opened):
    planned, events = opened.study.runs[0], []
    run = train_planned(opened, planned, lambda event: None, never)
    assert train_planned(opened, planned, events.append, never).folder == run.folder
    [finished] = events
    assert isinstance(finished, TrainingFinished)
    assert finished.validation == run.result.validation


def test_images_that_cannot_be_divided_leave_nothing_behind(shapes, tmp_path):
    base = TrainingConfig(dataset=shapes, runs=tmp_path / "runs", architecture="lenet5")
    with pytest.raises(UserError, match="for 30 folds"):
        begin(Study(base, (Varied("batch_size", (8, 16)),), folds=30), lambda event: None, never)
    assert not (tmp_path / "runs").exists()


def _validation(folder):
    rows = json.loads((open_run(folder).folder / "split.json").read_bytes())["images"]
    return {row["file"] for row in rows if row["split"] == "validation"}
