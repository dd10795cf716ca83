from __future__ import annotations

from pathlib import Path

import pytest

from cnn_desktop.core import runs
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import Skipped
from cnn_desktop.core.messages import (
    EngineExited,
    RequestCancelled,
    RequestFailed,
    ResumeTraining,
    StageProgress,
    StartTraining,
)
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import RunResult
from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.models.training_model import TrainingModel
from tests.gui.examples import FOLDER, answer_scan, batch, epoch, finished, score, started

RUN = Path("/runs/first")


@pytest.fixture
def dataset(engines):
    model = DatasetModel(engines)
    model.choose(FOLDER)
    answer_scan(engines)
    return model


@pytest.fixture
def model(engines, dataset):
    return TrainingModel(engines, dataset)


@pytest.fixture
def finished_runs(model):
    heard = []
    model.run_finished.connect(heard.append)
    return heard


def start(model, engines):
    """A run under way, its first batches done."""
    model.start()
    trainer = engines.trainings[-1]
    trainer.say(StageProgress("decoding", 3, 100), started(trainer.asked[-1].config, RUN), batch(1, 1))
    return trainer


def test_a_run_goes_from_preparing_to_finished(model, engines, finished_runs):
    phases = []
    model.progress_changed.connect(lambda progress: phases.append(progress.phase))
    trainer = start(model, engines)
    trainer.say(epoch(1), finished(RUN))
    assert isinstance(trainer.asked[0], StartTraining)
    assert trainer.asked[0].config.dataset == FOLDER
    assert list(dict.fromkeys(phases)) == ["preparing", "running", "finished"]
    assert finished_runs == [RUN]
    assert model.progress.best.epoch == 1


def test_every_run_has_a_fresh_process(model, engines):
    start(model, engines).say(epoch(1), finished(RUN))
    model.start()
    assert len(engines.trainings) == 2
    assert model.progress.epochs == (), "the curves of the run before are gone"
    engines.trainings[0].say(EngineExited(0, expected=True))
    assert model.progress.phase == "preparing", "the old process says nothing to the new run"


def test_nothing_starts_without_a_dataset(engines):
    model = TrainingModel(engines, DatasetModel(engines))
    model.start()
    assert engines.trainings == []
    assert model.settings.resolved.blocked == "Choose a dataset first."


def test_why_nothing_can_start_follows_dataset_and_run(model, engines, dataset):
    assert model.settings.resolved.blocked == ""
    dataset.choose(Path("/pictures/other"))
    assert "looked through" in model.settings.resolved.blocked
    dataset.cancel()
    trainer = start(model, engines)
    assert "A run is training" in model.settings.resolved.blocked
    model.start()
    assert len(engines.trainings) == 1, "one run at a time"
    model.stop()
    assert "stopping" in model.settings.resolved.blocked
    trainer.say(finished(RUN, reason="stopped"))
    assert model.settings.resolved.blocked == ""


def test_pause_and_continue(model, engines):
    trainer = start(model, engines)
    model.pause()
    assert (model.progress.phase, trainer.done) == ("paused", ["pause"])
    model.pause()
    model.proceed()
    assert (model.progress.phase, trainer.done) == ("running", ["pause", "proceed"])


def test_stop_keeps_the_best_and_the_run_can_be_resumed(model, engines, finished_runs):
    trainer = start(model, engines)
    trainer.say(epoch(1))
    model.stop()
    assert (model.progress.phase, trainer.done) == ("stopping", ["stop"])
    trainer.say(finished(RUN, reason="stopped"))
    assert model.progress.phase == "stopped"
    assert finished_runs == [RUN]
    assert model.resumable == RUN
    model.resume()
    trainer = engines.trainings[-1]
    assert trainer.asked == [ResumeTraining(RUN)]
    trainer.say(started(model.settings.resolved.config, RUN, history=(epoch(1),)))
    assert [done.epoch for done in model.progress.epochs] == [1], "the curves go on where they were"


def test_stopping_before_the_first_batch_leaves_nothing_behind(model, engines):
    model.start()
    model.stop()
    engines.trainings[0].say(RequestCancelled())
    assert model.progress.phase == "idle"
    assert model.resumable is None


def test_a_cancelled_resume_can_be_tried_again(model, engines):
    model.resume(RUN)
    model.stop()
    engines.trainings[0].say(RequestCancelled())
    assert model.resumable == RUN


def test_a_finished_run_is_not_resumed(model, engines):
    start(model, engines).say(epoch(1), finished(RUN))
    assert model.resumable is None
    model.resume()
    assert len(engines.trainings) == 1


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (RequestFailed("The loss is no longer a number.", "Try a smaller learning rate."), "no longer a number"),
        (EngineExited(-9, expected=False, message="The system ended it."), "The system ended it."),
        (EngineExited(1, expected=False), "ended before the run was finished"),
    ],
)
def test_a_run_that_breaks_off_says_why_and_can_be_resumed(model, engines, event, said):
    trainer = start(model, engines)
    trainer.say(epoch(1), event)
    assert model.progress.phase == "failed"
    assert said in model.progress.problem.message
    assert model.resumable == RUN


def test_a_run_without_a_whole_epoch_has_nothing_to_resume(model, engines):
    start(model, engines).say(RequestFailed("Out of memory."))
    assert model.resumable is None


def test_a_resume_that_fails_at_once_can_be_tried_again(model, engines):
    model.resume(RUN)
    engines.trainings[0].say(RequestFailed("It is being trained by another process."))
    assert model.resumable == RUN


def test_the_end_of_the_process_after_the_run_is_no_failure(model, engines):
    trainer = start(model, engines)
    trainer.say(epoch(1), finished(RUN), EngineExited(0, expected=True))
    assert model.progress.phase == "finished"


def test_batches_are_shown_at_most_five_times_a_second(model, engines, qtbot):
    trainer = start(model, engines)
    shown = []
    model.progress_changed.connect(shown.append)
    for number in range(2, 100):
        trainer.say(batch(1, number))
    assert len(shown) <= 1
    qtbot.waitUntil(lambda: bool(shown) and shown[-1].batch.batch == 99)
    assert len(shown) <= 2, "what came in between was shown in one go"


def test_detaching_lets_the_run_go_on_unheard(model, engines):
    trainer = start(model, engines)
    model.detach()
    assert trainer.done == ["detach"]
    trainer.say(batch(1, 2), EngineExited(0, expected=True))
    assert model.progress.phase == "idle"


@pytest.fixture
def run_on_disk(tmp_path):
    config = TrainingConfig(dataset=FOLDER, runs=tmp_path, image_size=32, epochs=3, name="night")
    return runs.create_run(config, ("apple", "pear"), Preparation(size=32))


def test_a_run_in_the_background_is_watched_by_its_folder(model, engines, run_on_disk, finished_runs, qtbot):
    with run_on_disk.locked():
        run_on_disk.write_history((epoch(1, epochs=3),))
        model.follow(run_on_disk.folder)
        assert model.progress.phase == "running"
        assert model.is_in_background
        assert [done.epoch for done in model.progress.epochs] == [1]
        assert "A run is training" in model.settings.resolved.blocked
        run_on_disk.write_history((epoch(1, epochs=3), epoch(2, epochs=3)))
        qtbot.waitUntil(lambda: len(model.progress.epochs) == 2)  # it looks by itself
        run_on_disk.write_result(RunResult(2, "completed", score(), None))
        model._background.look()
    assert model.progress.phase == "finished"
    assert finished_runs == [run_on_disk.folder]
    assert engines.trainings == []
    assert not model.is_in_background


def test_what_a_run_in_the_background_left_out_is_read_from_its_folder(model, run_on_disk):
    with run_on_disk.locked():
        run_on_disk.write_skipped((Skipped("apple/1.png", "It ends early."),))
        model.follow(run_on_disk.folder)
        assert model.progress.started.skipped == (Skipped("apple/1.png", "It ends early."),)
        assert model.progress.started.skipped_total == 1
        model._background.close()


def test_a_run_in_the_background_hears_stop_by_its_folder(model, run_on_disk):
    with run_on_disk.locked():
        model.follow(run_on_disk.folder)
        model.pause()
        assert model.progress.phase == "running", "it can be stopped, not paused"
        model.stop()
        assert run_on_disk.is_stop_requested()
        assert model.progress.phase == "stopping"
        model._background.look()
        assert model.progress.phase == "stopping", "until the folder says that it has"
        run_on_disk.write_result(RunResult(1, "stopped", score(), None))
        model._background.look()
    assert model.progress.phase == "stopped"


def test_a_run_that_broke_off_in_the_background_can_be_resumed_here(model, engines, run_on_disk):
    run_on_disk.write_history((epoch(1, epochs=3),))
    model.follow(run_on_disk.folder)
    assert model.progress.phase == "failed"
    assert "broke off" in model.progress.problem.message
    model.resume()
    assert engines.trainings[0].asked == [ResumeTraining(run_on_disk.folder)]


def test_following_what_is_no_run_is_said_plainly(model, tmp_path):
    problems = []
    model.problem_raised.connect(problems.append)
    model.follow(tmp_path)
    assert "is not a run" in problems[0].message
    assert model.progress.phase == "idle"


def test_detaching_stops_watching(model, run_on_disk):
    with run_on_disk.locked():
        model.follow(run_on_disk.folder)
        model.detach()
        run_on_disk.write_history((epoch(1, epochs=3),))
    assert model.progress.phase == "idle"
    assert not run_on_disk.is_stop_requested()
