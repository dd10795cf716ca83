"""When the best model of a run under way is on disk: always but for two seconds, and never lost."""

import keras
import pytest

from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.runs import open_run
from cnn_desktop.engine.training import best_model, resume, train
from cnn_desktop.engine.training.best_model import BestModel
from tests.engine.training_examples import config_for, go_on, stop_and_keep

pytestmark = pytest.mark.usefixtures("not_put_to_use")


@pytest.fixture
def bests(monkeypatch):
    """Decides which epochs are the best, by number."""

    def choose(*numbers):
        monkeypatch.setattr("cnn_desktop.engine.training.loop.is_better", lambda done, best: done.epoch in numbers)

    return choose


@pytest.fixture
def written(monkeypatch):
    """The epochs whose weights came to disk, by what the first of them is."""
    found, real = [], best_model._write

    def write(save, lesson, averages):
        found.append(float(averages[0].sum()))
        real(save, lesson, averages)

    monkeypatch.setattr(best_model, "_write", write)
    return found


def sums_of(monkeypatch):
    """What `written` would hold if every epoch were written, filled while a run is trained."""
    found, real = [], BestModel.keep

    def keep(self, lesson, checkpoint):
        found.append(float(checkpoint.state["averages"][0].sum()))
        real(self, lesson, checkpoint)

    monkeypatch.setattr(BestModel, "keep", keep)
    return found


def test_the_first_is_written_at_once_and_others_when_they_are_bettered_no_more(
    shapes, tmp_path, bests, written, monkeypatch
):
    every = sums_of(monkeypatch)
    monkeypatch.setattr(best_model, "LONGEST_S", 1e9)
    bests(1, 2, 3, 5)
    train(config_for(shapes, tmp_path, epochs=5, patience=0), print, go_on)
    assert written == [every[0], every[2], every[4]]  # the first; before the fourth took its place; at the end


def test_where_epochs_are_long_every_best_is_written_with_its_checkpoint(shapes, tmp_path, bests, written, monkeypatch):
    every = sums_of(monkeypatch)
    monkeypatch.setattr(best_model, "LONGEST_S", 0.0)
    bests(1, 2, 4)
    train(config_for(shapes, tmp_path, epochs=4, patience=0), print, go_on)
    assert written == [every[0], every[1], every[3]]


def test_a_training_that_fails_leaves_its_best_behind(shapes, tmp_path, bests, written, monkeypatch):
    every = sums_of(monkeypatch)
    monkeypatch.setattr(best_model, "LONGEST_S", 1e9)
    bests(1, 2)

    def fail(event):
        if isinstance(event, EpochDone) and event.epoch == 2:
            raise RuntimeError("out of luck")

    with pytest.raises(RuntimeError, match="out of luck"):
        train(config_for(shapes, tmp_path), fail, go_on)
    assert written == every[:2]


def test_who_stops_after_a_best_that_was_put_off_keeps_that_one(shapes, tmp_path, bests, monkeypatch):
    every = sums_of(monkeypatch)
    monkeypatch.setattr(best_model, "LONGEST_S", 1e9)
    bests(1, 2)
    stopped, _ = stop_and_keep(shapes, tmp_path, after=2, batches=1)
    kept = keras.saving.load_model(stopped.model_file, compile=False).get_weights()
    assert stopped.result.best_epoch == 2
    assert float(kept[0].sum()) == every[1] != every[0]


def test_a_kill_before_the_best_was_written_is_mended_by_the_resume(shapes, tmp_path, bests, written, monkeypatch):
    every = sums_of(monkeypatch)
    monkeypatch.setattr(best_model, "LONGEST_S", 1e9)
    monkeypatch.setattr(BestModel, "catch_up", lambda self, lesson: None)  # a kill asks nobody
    bests(1, 2)

    class Killed(BaseException):
        pass

    def kill(event):
        if isinstance(event, EpochDone) and event.epoch == 2:
            raise Killed

    with pytest.raises(Killed):
        train(config_for(shapes, tmp_path), kill, go_on)
    assert written == every[:1]
    run = open_run(tmp_path / "run")
    resume(run.folder, print, go_on)
    assert written[:2] == every[:2]
    assert run.status == "finished"
