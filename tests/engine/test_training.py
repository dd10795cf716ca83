"""Training end to end on drawn images: what is told, what lies on disk, and what is refused."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from cnn_desktop.core import journal, runs
from cnn_desktop.core.config import DECIDED, TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    BatchDone,
    EpochDone,
    Mend,
    MendImages,
    StageProgress,
    TrainingFinished,
    TrainingStarted,
)
from cnn_desktop.core.runs import open_run
from cnn_desktop.engine.service.mending import mend
from cnn_desktop.engine.training import corrections, resume, train
from cnn_desktop.engine.training.step import TrainingStep
from tests import samples
from tests.engine.training_examples import (
    assert_same_state,
    config_for,
    go_on,
    kinds,
    weights_of,
)

pytestmark = pytest.mark.usefixtures("not_put_to_use")


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
