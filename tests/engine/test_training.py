"""Training end to end on drawn images: what is told, what lies on disk, and what survives."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from cnn_desktop.core import journal, runs
from cnn_desktop.core.config import DECIDED, TrainingConfig
from cnn_desktop.core.deployment import LITE_MODEL
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import (
    BatchDone,
    EpochDone,
    Mend,
    MendImages,
    StageProgress,
    TrainingFinished,
    TrainingStarted,
)
from cnn_desktop.core.runs import manifest, open_run
from cnn_desktop.engine.service.mending import mend
from cnn_desktop.engine.training import corrections, resume, train
from cnn_desktop.engine.training.step import TrainingStep
from tests import samples

pytestmark = pytest.mark.usefixtures("not_put_to_use")


def config_for(shapes, tmp_path, **changes) -> TrainingConfig:
    settings = {
        "architecture": "lenet5",
        "epochs": 3,
        "batch_size": 16,
        "name": "run",
        "test": 0.2,
        "precision": "float32",
    }
    return TrainingConfig(dataset=shapes, runs=tmp_path, **settings | changes)


def go_on() -> bool:
    return False


def kinds(events, kind):
    return [event for event in events if isinstance(event, kind)]


class StopAfter:
    """Says stop once `epochs` are done and `batches` more have begun."""

    def __init__(self, epochs: int, batches: int = 0) -> None:
        self.events, self.epochs, self.left = [], epochs, batches

    def emit(self, event) -> None:
        self.events.append(event)

    def should_stop(self) -> bool:
        if not kinds(self.events, TrainingStarted) or len(kinds(self.events, EpochDone)) < self.epochs:
            return False
        self.left -= 1
        return self.left < 0


def stop_and_keep(shapes, tmp_path, *, after, batches=0, **changes):
    stopper = StopAfter(after, batches)
    return train(config_for(shapes, tmp_path, **changes), stopper.emit, stopper.should_stop), stopper.events


def weights_of(run):
    from cnn_desktop.engine.training import checkpoint

    return checkpoint.load(run.checkpoint_file).state


def assert_same_state(one, other):
    for group in one:
        for a, b in zip(one[group], other[group], strict=True):
            np.testing.assert_array_equal(a, b)


def test_a_run_tells_its_story_in_order(shapes, tmp_path):
    events = []
    train(config_for(shapes, tmp_path), events.append, go_on)
    order = [type(event) for event in events if not isinstance(event, BatchDone | StageProgress)]
    assert order == [TrainingStarted, EpochDone, EpochDone, EpochDone, TrainingFinished]
    assert [event.epoch for event in kinds(events, EpochDone)] == [1, 2, 3]
    last_batches = [event for event in kinds(events, BatchDone) if event.batch == event.batches]
    assert [event.epoch for event in last_batches] == [1, 2, 3]
    stages = [event.stage for event in kinds(events, StageProgress)]
    assert list(dict.fromkeys(stages)) == ["scanning", "decoding", "building", "finishing"]


def test_nothing_is_left_open_once_training_starts(shapes, tmp_path):
    events = []
    config = TrainingConfig(dataset=shapes, runs=tmp_path, architecture="lenet5", epochs=1)
    train(config, events.append, go_on)
    decided = kinds(events, TrainingStarted)[0].config
    assert not [name for name in DECIDED if getattr(decided, name) is None and name not in ("vary", "first_size")]
    assert (decided.image_size, decided.grey) == (28, True)


def test_a_run_folder_holds_everything(trained):
    names = {entry.name for entry in trained.folder.iterdir()}
    assert names >= {
        "config.json", "split.json", "history.csv", "model.keras", "result.json", "environment.json",
        "predictions-validation.npz", "predictions-test.npz", "checkpoint",
    }  # fmt: skip
    assert not [name for name in names if ".partial" in name]
    rows = list(csv.DictReader((trained.folder / "history.csv").open()))
    assert [int(row["epoch"]) for row in rows] == [1, 2, 3]
    environment = json.loads((trained.folder / "environment.json").read_text())
    assert environment["versions"]["tensorflow"]
    assert trained.status == "finished"


def test_the_split_on_disk_names_every_image_with_its_hash(trained, shapes):
    from cnn_desktop.core.dataset.split import Split

    stored = json.loads((trained.folder / "split.json").read_text())
    split = Split.from_json(stored)
    assert sum(map(len, (split.training, split.validation, split.test))) == 60
    assert "digest" in json.dumps(stored)


def test_stored_predictions_are_what_the_kept_model_says(trained):
    import keras

    from cnn_desktop.core import images
    from cnn_desktop.core.preparation import prepare

    stored = trained.predictions("validation")
    model = keras.saving.load_model(trained.model_file)
    prepared = np.stack(
        [prepare(images.decode(trained.config.dataset / str(file)), trained.preparation) for file in stored.files]
    )
    np.testing.assert_allclose(model(prepared.astype(np.float32)).numpy(), stored.probabilities, atol=1e-5)
    assert stored.probabilities.shape == (len(stored.labels), 3)
    assert [trained.classes[label] for label in stored.labels] == [str(file).split("/")[0] for file in stored.files]


def test_the_result_scores_the_stored_predictions(trained):
    result = trained.result
    for score in (result.validation, result.test):
        stored = trained.predictions(score.split)
        assert score.n == len(stored.labels) == 12
        assert score.accuracy == pytest.approx((stored.probabilities.argmax(axis=1) == stored.labels).mean())
    best = next(epoch for epoch in trained.history if epoch.epoch == result.best_epoch)
    assert best.is_best
    assert best.val_accuracy == pytest.approx(result.validation.accuracy)
    assert best.val_accuracy == max(epoch.val_accuracy for epoch in trained.history)


def test_the_same_seed_gives_the_same_weights_bit_for_bit(shapes, tmp_path):
    one = train(config_for(shapes, tmp_path, architecture="cifar10-vgg", image_size=16, epochs=2), print, go_on)
    other = train(config_for(shapes, tmp_path, architecture="cifar10-vgg", image_size=16, epochs=2), print, go_on)
    assert one.folder != other.folder
    assert_same_state(weights_of(one), weights_of(other))


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


def test_no_improvement_ends_a_run_early(shapes, tmp_path):
    events = []
    config = config_for(shapes, tmp_path, epochs=50, patience=2, learning_rate=1e-9)
    run = train(config, events.append, go_on)
    assert kinds(events, TrainingFinished)[0].reason == "no_improvement"
    assert len(run.history) < 50
    with pytest.raises(UserError, match="is finished"):
        resume(run.folder, print, go_on)


def test_a_loss_that_is_no_number_stops_at_that_batch_and_keeps_the_last_good_state(shapes, tmp_path, monkeypatch):
    real, calls = TrainingStep.train, []

    def train_until_nan(self, images, labels):
        calls.append(1)
        return (float("nan"), 0, 16) if len(calls) == 5 else real(self, images, labels)

    monkeypatch.setattr(TrainingStep, "train", train_until_nan)
    with pytest.raises(UserError, match=r"no longer a number \(epoch 2, batch 2\)") as problem:
        train(config_for(shapes, tmp_path), print, go_on)
    assert "learning rate below 0.001" in problem.value.hint
    run = open_run(tmp_path / "run")
    assert len(run.history) == 1
    assert run.model_file.exists()
    assert run.status == "interrupted"


def test_a_learning_rate_far_too_high_ends_in_plain_words(shapes, tmp_path):
    config = config_for(shapes, tmp_path, architecture="cifar10-vgg", optimizer="sgd", learning_rate=100.0)
    with pytest.raises(UserError, match="no longer a number"):
        train(config, print, go_on)


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


def test_what_the_split_leaves_out_is_told_and_written_down(tmp_path):
    data = samples.shapes(tmp_path / "data" / "train", classes=2, per_class=8).parent
    samples.shapes(data / "test", classes=2, per_class=4, seed=1)
    for file in sorted(data.rglob("*.png")):
        number = int(file.stem) + 10 * ("test" in file.parts)
        file.rename(file.with_name("8-a.png" if file.stem == "000" else f"{number}-a.png"))
    events = []
    run = train(config_for(data, tmp_path / "runs", test=0, epochs=1, group_by="number"), events.append, go_on)
    left_out = ["train/circle/8-a.png", "train/square/8-a.png"]
    assert [one.file for one in kinds(events, TrainingStarted)[0].skipped] == left_out
    assert [one.file for one in open_run(run.folder).skipped] == left_out
    assert "in one group with “test/circle/8-a.png”" in run.skipped[0].reason


def test_images_of_one_group_stay_on_one_side_of_a_run(tmp_path):
    data = samples.shapes(tmp_path / "data", classes=2, per_class=20)
    for file in sorted(data.rglob("*.png")):
        file.rename(file.with_name(f"{int(file.stem) // 4}-{int(file.stem) % 4}.png"))
    run = train(config_for(data, tmp_path / "runs", epochs=1, test=0.2, group_by="number"), print, go_on)
    sides = [
        {str(file).rpartition("-")[0] for file in run.predictions(split).files} for split in ("validation", "test")
    ]
    assert [len(side) for side in sides] == [2, 2]
    assert not sides[0] & sides[1]
    assert open_run(run.folder).config.group_by == "number"


def test_resuming_without_the_images_says_where_they_should_be(tmp_path):
    data = samples.shapes(tmp_path / "data", per_class=10)
    stopper = StopAfter(1)
    run = train(config_for(data, tmp_path / "runs"), stopper.emit, stopper.should_stop)
    data.rename(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="no longer in"):
        resume(run.folder, print, go_on)


def test_no_file_of_the_user_is_touched(tmp_path):
    data = samples.shapes(tmp_path / "data", per_class=10)
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in data.rglob("*.png")}
    mends = (Mend("circle/000.png", "square", "circle", "square"), Mend("circle/001.png", "", "circle", "square"))
    mend(MendImages(1, tmp_path / "runs" / journal.FILE, data, mends))
    run = train(config_for(data, tmp_path / "runs", epochs=1), print, go_on)
    after = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in data.rglob("*.png")}
    assert before == after
    heeded = corrections.recorded(run)
    assert heeded.words == "1 label corrected, 1 image left out"
    assert heeded.journal == journal.read(tmp_path / "runs" / journal.FILE).lines[-1].id
    rows = {row["file"]: row["class"] for row in json.loads((run.folder / "split.json").read_bytes())["images"]}
    assert (rows["circle/000.png"], rows.get("circle/001.png")) == ("square", None)


def test_a_runs_folder_that_cannot_be_made_is_said_before_any_work(shapes, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UserError, match="cannot be kept"):
        train(config_for(shapes, tmp_path / "file"), print, go_on)


def test_any_script_in_a_name_reaches_the_run(tmp_path):
    data = samples.shapes(tmp_path / "データ セット", classes=2, per_class=8)
    (data / "circle").rename(data / "Кот и \u200fكلب")
    run = train(config_for(data, tmp_path / "runs", epochs=1, name="läuft 走"), print, go_on)
    assert "Кот и \u200fكلب" in open_run(run.folder).classes
    assert run.folder.name == "läuft 走"
    assert runs.list_runs(tmp_path / "runs")[0].folder == run.folder


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
