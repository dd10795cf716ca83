"""`train` and `resume`: what is told while it works and at its end."""

from __future__ import annotations

import json

from cnn_desktop.core.dataset.model import Skipped
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import wilson_interval
from cnn_desktop.core.messages import (
    PrecisionTried,
    TrainingStarted,
)
from tests.cli.training.examples import EPOCH_KEYS


def test_the_rule_that_keeps_images_together_is_told(run, engine, tmp_path):
    assert "\nKept together by the rule “number”\n" in run("train", tmp_path, "--group-by", "number").out
    assert engine.configs[0].group_by == "number"
    wrong = run("train", tmp_path, "--group-by", "patient")
    assert (wrong.code, wrong.err.splitlines()[0]) == (2, "There is no rule “patient” for what stays together.")


def test_images_left_out_are_named_on_standard_error_up_to_a_number(run, engine, tmp_path):
    engine.skipped = (Skipped("a/1.png", "The file ends before the image does."),)
    answer = run("train", tmp_path)
    assert "a/1.png: The file ends before the image does.\n" in answer.err
    assert "Left out      1 image, named above\n" in answer.out
    engine.skipped = tuple(Skipped(f"a/{number}.png", "It ends early.") for number in range(50))
    answer = run("train", tmp_path, "--json")
    assert answer.err.count("It ends early.") == 20
    assert "… and 30 more left out; " in answer.err
    assert "skipped.json names all" in answer.err


def test_json_tells_each_epoch_and_the_end(run, engine, tmp_path):
    answer = run("train", tmp_path, "--runs", tmp_path, "--json")
    first, second, end = answer.records
    assert list(first) == EPOCH_KEYS
    assert (first["event"], first["epoch"], first["epochs"], first["val_accuracy"]) == ("epoch", 1, 2, 0.75)
    assert second["val_loss"] is None  # NaN, which JSON does not have
    assert end == {
        "event": "finished",
        "run": str(tmp_path / "my run"),
        "best_epoch": 1,
        "stopped_early": False,
        "validation": {"n": 12, "accuracy": 0.75, "interval": list(wilson_interval(9, 12))},
        "test": {"n": 10, "accuracy": 0.5, "interval": list(wilson_interval(5, 10))},
    }


def test_people_read_an_epoch_a_line_and_scores_with_their_intervals(run, engine, tmp_path):
    out = run("train", tmp_path, "--runs", tmp_path).out
    assert "Images        48 training, 12 validation; 2 classes\n" in out
    assert "epoch 1/2   training loss 0.9000,  50.0 %   validation loss 0.8000,  75.0 %" in out
    assert "validation   75.0 % of 12 images right  (95 % interval 46.8–91.1 %)" in out
    assert "test         50.0 % of 10 images right  (95 % interval 23.7–76.3 %)" in out
    assert str(tmp_path / "my run") in out


def test_a_stop_before_the_first_batch_keeps_nothing_and_says_so(run, engine, tmp_path):
    engine.error = Cancelled()
    answer = run("train", tmp_path)
    assert answer.code == 1
    assert answer.err.endswith("Stopped before the first batch; there is nothing to keep.\n")


def test_a_refusal_of_the_engine_is_shown_as_written(run, engine, tmp_path):
    engine.error = UserError("“a” holds one class only.", hint="Choose another folder.")
    answer = run("train", tmp_path)
    assert (answer.code, answer.err) == (1, "“a” holds one class only.\nChoose another folder.\n")


def test_resume_goes_on_with_the_run(run, engine, trained):
    assert run("train", "--resume", trained.folder).code == 0
    assert run("train", trained.config.dataset, "--resume", trained.folder).code == 0
    assert engine.resumed == [trained.folder, trained.folder]


def test_resume_changes_no_setting(run, engine, trained):
    answer = run("train", "--resume", trained.folder, "--epochs", "9", "--seed", "1", "--no-flip")
    assert answer.code == 2
    assert "--no-flip, --epochs, --seed cannot be changed" in answer.err
    assert engine.resumed == []


def test_resume_keeps_to_its_dataset(run, engine, trained, tmp_path):
    answer = run("train", tmp_path, "--resume", trained.folder)
    assert answer.code == 1
    assert f"The run was started on “{trained.config.dataset}”" in answer.err


def test_the_precision_and_what_went_wrong_with_a_cache_are_told(run, engine, tmp_path, monkeypatch):
    tried = PrecisionTried("bfloat16", 500.0, 950.0)
    remark = "The cache of decoded images cannot be used (the disk is nearly full); they are decoded anew next time."

    def train(config, emit, should_stop, placement=None):
        emit(tried)
        emit(TrainingStarted(config.runs, config, ("a", "b"), (("training", 8),), 1, remarks=(remark,)))

    monkeypatch.setattr("cnn_desktop.engine.training.train", train)
    answer = run("train", tmp_path)
    assert "Precision     bfloat16: tried with 500 images/s in float32, 950 in bfloat16\n" in answer.out
    assert answer.err.splitlines()[-1] == remark
    told = json.loads(run("train", tmp_path, "--json").out.splitlines()[0])
    assert told == {"event": "precision", "precision": "bfloat16", "float32": 500.0, "bfloat16": 950.0}
