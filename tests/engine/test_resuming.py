"""A training that stopped, was killed or lost an image: what is kept, and how it goes on."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.deployment import LITE_MODEL
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import (
    EpochDone,
    TrainingFinished,
    TrainingStarted,
)
from cnn_desktop.core.runs import manifest, open_run
from cnn_desktop.engine.training import resume, train
from tests import samples
from tests.engine.training_examples import (
    StopAfter,
    assert_same_state,
    config_for,
    go_on,
    kinds,
    stop_and_keep,
    weights_of,
)

pytestmark = pytest.mark.usefixtures("not_put_to_use")


def test_a_stopped_run_keeps_its_best_and_resumes_to_the_very_weights_of_an_uninterrupted_one(shapes, tmp_path):
    settings = {"architecture": "cifar10-vgg", "image_size": 16, "epochs": 4, "augmentation": "medium"}
    straight = train(config_for(shapes, tmp_path, name="straight", **settings), print, go_on)
    stopped, events = stop_and_keep(shapes, tmp_path, after=2, batches=1, name="stopped", **settings)
    finished = kinds(events, TrainingFinished)[0]
    assert (finished.reason, finished.stopped_early) == ("stopped", True)
    assert stopped.status == "stopped"
    assert len(stopped.history) == 2
    assert stopped.model_file.exists()

    events = []
    resume(stopped.folder, events.append, go_on)
    assert len(kinds(events, TrainingStarted)[0].history) == 2
    assert [event.epoch for event in kinds(events, EpochDone)] == [3, 4]
    assert_same_state(weights_of(straight), weights_of(stopped))
    assert stopped.status == "finished"
    np.testing.assert_array_equal(straight.predictions("test").probabilities, stopped.predictions("test").probabilities)


def test_stopping_in_the_first_epoch_keeps_what_was_learned(shapes, tmp_path):
    run, events = stop_and_keep(shapes, tmp_path, after=0, batches=2, batch_size=4)
    assert kinds(events, TrainingFinished)[0].best_epoch == 0
    assert run.model_file.exists()
    assert run.history == ()
    resume(run.folder, events.append, go_on)
    assert [epoch.epoch for epoch in run.history] == [1, 2, 3]


def test_stopping_before_the_first_batch_is_a_cancel(shapes, tmp_path):
    with pytest.raises(Cancelled):
        stop_and_keep(shapes, tmp_path, after=0)
    with pytest.raises(Cancelled):
        train(config_for(shapes, tmp_path), print, lambda: True)


def test_a_kill_between_checkpoint_and_model_is_mended_by_the_resume(shapes, tmp_path):
    run, _ = stop_and_keep(shapes, tmp_path, after=1)
    kept = run.model_file.read_bytes()
    run.model_file.write_bytes(b"the model of an older epoch")
    stopper = StopAfter(0)
    resume(run.folder, stopper.emit, stopper.should_stop)
    assert len(run.model_file.read_bytes()) == len(kept)
    assert kinds(stopper.events, TrainingFinished)[0].best_epoch == 1


def test_a_request_in_the_run_folder_stops_a_run_that_nobody_listens_to(shapes, tmp_path):
    events = []

    def emit(event):
        events.append(event)
        if isinstance(event, TrainingStarted):
            open_run(event.run).request_stop()

    run = train(config_for(shapes, tmp_path, epochs=100_000, patience=0), emit, go_on)
    assert run.status == "stopped"


def test_a_run_under_way_is_not_trained_twice(shapes, tmp_path):
    run, _ = stop_and_keep(shapes, tmp_path, after=1)
    with run.locked():
        run.forget_result()
        assert open_run(run.folder).status == "training"
        with pytest.raises(UserError, match="being trained by another process"):
            resume(run.folder, print, go_on)
    assert open_run(run.folder).status == "interrupted"


def test_an_image_that_went_bad_is_left_out_and_counted(shapes, tmp_path):
    data = samples.shapes(tmp_path / "data", per_class=10)
    stopper = StopAfter(1)
    run = train(config_for(data, tmp_path / "runs"), stopper.emit, stopper.should_stop)
    broken, gone, changed, other = sorted((data / "circle").iterdir())[:4]
    broken.write_bytes(broken.read_bytes()[:200])
    gone.unlink()
    changed.write_bytes(other.read_bytes())
    for _ in range(2):  # what is known of an image is not forgotten by a resume that left it out
        stopper = StopAfter(1)
        resume(run.folder, stopper.emit, stopper.should_stop)
        started = kinds(stopper.events, TrainingStarted)[0]
        said = {one.file: one.reason for one in started.skipped}
        assert set(said) == {f"circle/{one.name}" for one in (broken, gone, changed)}
        assert started.skipped_total == 3
        assert said[f"circle/{changed.name}"] == "It has changed since this run began."
        assert all(said.values())
        assert set(open_run(run.folder).skipped) == set(started.skipped)


def test_resuming_without_the_images_says_where_they_should_be(tmp_path):
    data = samples.shapes(tmp_path / "data", per_class=10)
    stopper = StopAfter(1)
    run = train(config_for(data, tmp_path / "runs"), stopper.emit, stopper.should_stop)
    data.rename(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="no longer in"):
        resume(run.folder, print, go_on)


def test_one_flipped_bit_is_noticed_wherever_weights_are_read(shapes, tmp_path):
    from cnn_desktop.engine.prediction import Classifier

    run, _ = stop_and_keep(shapes, tmp_path, after=2)
    with manifest.saving(run.folder) as save:
        save.place(LITE_MODEL).write_bytes(b"quick" * 100)
    for file in (run.folder / LITE_MODEL, run.model_file):
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 4
        file.write_bytes(content)
    with pytest.raises(UserError, match=r"“model.keras” of “run” is damaged"):
        Classifier(run.folder)
    run.checkpoint_file.write_bytes(b"\0" + run.checkpoint_file.read_bytes()[1:])
    stopper = StopAfter(1)
    again = resume(run.folder, stopper.emit, stopper.should_stop)
    started = kinds(stopper.events, TrainingStarted)[0]
    assert [one.epoch for one in started.history] == [1]
    damaged = " is damaged: it no longer holds what was written. "
    assert [remark.partition(damaged)[::2] for remark in started.remarks] == [
        ("“latest.npz” of “run”", "The training goes on from the checkpoint before it, after epoch 1."),
        ("“model.keras” of “run”", "The weights after epoch 1 take its place as the best so far."),
    ]
    assert Classifier(again.folder).run.status == "stopped"
