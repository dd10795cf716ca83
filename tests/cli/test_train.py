"""`train`: flags into a configuration, events into lines. Signals: `test_interruption`."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

from cnn_desktop.cli import settings as cli_settings
from cnn_desktop.core import settings
from cnn_desktop.core.augmentation import STRENGTHS, Augmentation
from cnn_desktop.core.config import (
    AUGMENTATIONS,
    CLASS_WEIGHTS,
    OPTIMIZERS,
    POLARITIES,
    RESIZE_POLICIES,
    SCHEDULES,
    TrainingConfig,
    completed,
)
from cnn_desktop.core.dataset.model import Skipped
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import Score, wilson_interval
from cnn_desktop.core.messages import (
    EpochDone,
    LearningRateFound,
    LearningRatePoint,
    PrecisionTried,
    StageProgress,
    TrainingFinished,
    TrainingStarted,
)
from cnn_desktop.core.network import INPUTS, LOSSES
from cnn_desktop.core.runs import open_run
from cnn_desktop.core.stack.layers import ACTIVATIONS, POOLINGS

EPOCH_KEYS = [
    "event",
    "epoch",
    "epochs",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "seconds",
    "images_per_second",
]


def score(split, right, n):
    return Score(split, n, right / n, wilson_interval(right, n), right / n, right / n, 0.5)


@pytest.fixture
def engine(monkeypatch):
    """Stands for the engine: keeps what it was asked, and tells a training of two epochs."""
    from cnn_desktop.engine import training

    class Engine:
        def __init__(self):
            self.configs: list[TrainingConfig] = []
            self.resumed: list[Path] = []
            self.error: Exception | None = None
            self.skipped: tuple[Skipped, ...] = ()

        def train(self, config, emit, should_stop, placement=None):
            self.configs.append(config)
            self.tell(config, emit)

        def resume(self, folder, emit, should_stop, placement=None):
            self.resumed.append(folder)
            self.tell(open_run(folder).config, emit)

        def tell(self, config, emit):
            if self.error:
                raise self.error
            run = config.runs / "my run"
            emit(StageProgress("scanning", 3, 60))
            images = (("training", 48), ("validation", 12), ("test", 0))
            emit(TrainingStarted(run, config, ("a", "b"), images, 3, self.skipped, len(self.skipped)))
            emit(EpochDone(1, 2, 0.9, 0.5, 0.8, 0.75, 1.25, 640.0, True))
            emit(EpochDone(2, 2, 0.4, 0.8, float("nan"), 0.5, 1.0, 800.0, False))
            emit(TrainingFinished(run, 1, "completed", score("validation", 9, 12), score("test", 5, 10)))

    engine = Engine()
    monkeypatch.setattr(training, "train", engine.train)
    monkeypatch.setattr(training, "resume", engine.resume)
    return engine


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


def test_flags_that_are_absent_leave_the_choice_to_the_architecture(run, engine, tmp_path):
    assert run("train", tmp_path).code == 0
    assert engine.configs == [TrainingConfig(dataset=tmp_path, runs=settings.load().runs)]


def test_every_flag_reaches_the_configuration(run, engine, tmp_path):
    line = (
        "--preset cifar10-vgg --image-size 48 --grey --resize crop --polarity light-on-dark --centring mass "
        "--inputs dataset --activation leaky-relu --pooling stochastic --batch-norm --dropout 0.1 "
        "--epochs 7 --patience 3 --batch-size 64 --learning-rate 0,01 --schedule one-cycle --optimizer momentum "
        "--loss softmax --label-smoothing 0.1 --class-weights balanced --l2 5e-4 --augment strong "
        "--validation 0.3 --test 0.1 --seed 5 --name mine"
    )
    assert run("train", tmp_path, *line.split(), "--runs", tmp_path / "runs").code == 0
    assert engine.configs == [
        TrainingConfig(
            dataset=tmp_path,
            runs=tmp_path / "runs",
            name="mine",
            architecture="cifar10-vgg",
            image_size=48,
            grey=True,
            resize="crop",
            polarity="light-on-dark",
            centring="mass",
            inputs="dataset",
            activation="leaky_relu",
            pooling="stochastic",
            normalise=True,
            dropout=0.1,
            epochs=7,
            patience=3,
            batch_size=64,
            learning_rate=0.01,
            schedule="one-cycle",
            optimizer="momentum",
            loss="softmax",
            label_smoothing=0.1,
            class_weights="balanced",
            l2=5e-4,
            augmentation="strong",
            validation=0.3,
            test=0.1,
            seed=5,
        )
    ]


def test_every_field_a_user_may_decide_has_a_flag():
    fields = {field.name for field in dataclasses.fields(TrainingConfig)}
    amounts = {field.name for field in dataclasses.fields(Augmentation)}
    flags = {flag.field for group in cli_settings.GROUPS.values() for flag in group}
    assert flags - fields - amounts == {"preset"}
    assert fields - flags <= {"dataset", "vary", "network_name"}
    assert amounts <= flags


@pytest.mark.parametrize("flag", ["--preset", "--architecture"])
def test_a_preset_is_its_architecture(run, engine, tmp_path, flag):
    assert run("train", tmp_path, flag, "mnist").code == 0
    assert engine.configs[0].architecture == "mnist"


def test_a_preset_and_another_architecture_are_refused(run, engine, tmp_path):
    assert run("train", tmp_path, "--preset", "mnist", "--architecture", "mnist").code == 0
    answer = run("train", tmp_path, "--preset", "mnist", "--architecture", "lenet5")
    assert answer.code == 2
    assert answer.err.startswith("A preset brings its own network: “mnist” and “lenet5” are two.")


def test_single_amounts_start_from_the_strength_in_force(run, engine, tmp_path):
    for words in (
        "--zoom 0.3",
        "--augment medium --no-flip --rotate 5",
        "--preset fish-binary --no-flip",
        "--preset fish-binary --augment none --flip",
    ):
        assert run("train", tmp_path, *words.split()).code == 0
    assert [config.vary for config in engine.configs] == [
        dataclasses.replace(STRENGTHS["light"], zoom=0.3),
        dataclasses.replace(STRENGTHS["medium"], rotate=5),
        Augmentation(shear=0.2, zoom=0.2),
        Augmentation(flip=True),
    ]


def test_flags_that_contradict_each_other_are_refused(run, engine, tmp_path):
    answer = run("train", tmp_path, "--grey", "--rgb")
    assert answer.code == 2
    assert "not allowed with" in answer.err


def test_runs_go_where_the_window_puts_them(run, engine, tmp_path):
    settings.save(settings.Settings(runs_folder=str(tmp_path / "elsewhere")))
    run("train", tmp_path)
    assert engine.configs[0].runs == tmp_path / "elsewhere"


def test_a_relative_folder_is_kept_as_a_whole_one(run, engine, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("train", "photos", "--runs", "runs")
    assert (engine.configs[0].dataset, engine.configs[0].runs) == (tmp_path / "photos", tmp_path / "runs")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--architecture", "resnet9000"], "There is no architecture “resnet9000”."),
        (["--epochs", "0"], "The number of epochs must be 1 or more, not 0."),
        (["--optimizer", "adm"], "There is no optimizer “adm”."),
        (["--validation", "1.5"], "The validation share must be between 0 and 1, not 1.5."),
        (["--activation", "step"], "The unit step has no slope, so nothing before it could learn."),
        (["--pooling", "sum"], "There is no pooling “sum”."),
        (["--shear", "2"], "The amount of shear must be from 0 to 1, not 2."),
    ],
)
def test_a_value_that_cannot_be_is_wrong_usage(run, engine, tmp_path, words, sentence):
    answer = run("train", tmp_path, *words)
    assert answer.code == 2
    assert answer.err.startswith(sentence)
    assert engine.configs == []


def test_the_help_names_every_choice(run):
    text = run("train", "--help").out
    trainable = tuple(name for name in ACTIVATIONS if name != "step")
    for choices in (
        AUGMENTATIONS, OPTIMIZERS, RESIZE_POLICIES, POLARITIES, INPUTS, SCHEDULES, LOSSES, CLASS_WEIGHTS, POOLINGS,
        trainable,
    ):  # fmt: skip
        assert "|".join(choices) in text


def test_the_help_tells_the_defaults_in_force():
    default = completed(TrainingConfig(dataset=Path(), runs=Path()), 64)
    told = {
        flag.field: flag.text.rpartition("(")[2].rstrip(")")
        for group in cli_settings.GROUPS.values()
        for flag in group
        if flag.text.endswith(")")
    }
    assert set(told) >= {"resize", "patience", "augmentation", "validation", "test", "seed", "loss", "schedule"}
    in_force = {field: getattr(default, field) for field in told}
    assert told == {field: value if isinstance(value, str) else f"{value:g}" for field, value in in_force.items()}


def test_without_a_dataset_it_asks_for_one(run):
    answer = run("train")
    assert answer.code == 2
    assert answer.err.startswith("Which folder of images?")


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


# ---------------------------------------------------------------- --find-learning-rate


@pytest.fixture
def finder(monkeypatch):
    """Stands for the finder: keeps what it was asked, and tells a short sweep."""
    from cnn_desktop.engine.training import learning_rate_finder

    class Finder:
        def __init__(self):
            self.configs: list[TrainingConfig] = []
            self.suggestion: float | None = 2.1e-3

        def find(self, config, emit, should_stop):
            self.configs.append(config)
            points = ((1e-6, 2.3), (1e-3, 1.25), (2.1e-2, 0.9), (1.0, 4.0))
            emit(StageProgress("decoding", 1, 2))
            for rate, loss in points:
                emit(LearningRatePoint(0, rate, loss))
            emit(LearningRateFound(0, self.suggestion, points))

    finder = Finder()
    monkeypatch.setattr(learning_rate_finder, "find", finder.find)
    return finder


def test_a_learning_rate_is_found_and_nothing_trained(run, engine, finder, tmp_path):
    answer = run("train", tmp_path, "--preset", "mnist", "--batch-size", "16", "--find-learning-rate")
    assert answer.code == 0
    assert (finder.configs[0].architecture, finder.configs[0].batch_size) == ("mnist", 16)
    assert engine.configs == []
    assert "Suggested: 0.0021, where the loss falls, well before its lowest point." in answer.out
    assert "--learning-rate 0.0021" in answer.out


def test_json_tells_each_point_and_the_suggestion(run, finder, tmp_path):
    *points, found = run("train", tmp_path, "--find-learning-rate", "--json").records
    assert points[0] == {"event": "learning_rate_point", "learning_rate": 1e-6, "loss": 2.3}
    assert len(points) == 4
    assert found == {"event": "learning_rate_found", "suggestion": 2.1e-3}
    finder.suggestion = None
    assert run("train", tmp_path, "--find-learning-rate", "--json").records[-1]["suggestion"] is None


def test_a_loss_that_never_falls_is_told(run, finder, tmp_path):
    finder.suggestion = None
    assert "At no learning rate did the loss fall" in run("train", tmp_path, "--find-learning-rate").out


def test_a_resumed_run_finds_no_other_rate(run, finder, trained):
    answer = run("train", "--resume", trained.folder, "--find-learning-rate")
    assert answer.code == 2
    assert "--find-learning-rate cannot be changed" in answer.err


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


def test_a_plan_tells_time_and_memory_and_keeps_no_run(run, shapes, tmp_path):
    settings = ("--architecture", "lenet5", "--precision", "float32", "--epochs", "2", "--runs", tmp_path / "runs")
    answer = run("train", shapes, "--plan", "--json", *settings)
    plan = json.loads(answer.out.splitlines()[-1])
    assert (answer.code, plan["event"], plan["epochs"], plan["precision"]) == (0, "plan", 2, "float32")
    assert plan["seconds"] > plan["epoch_seconds"] > 0
    assert not (tmp_path / "runs").exists()
    said = run("train", shapes, "--plan", *settings)
    assert re.search(r"^About \d+ s at most: 2 epochs of [\d.]+ s$", said.out, re.MULTILINE)
    assert run("train", "--resume", tmp_path, "--plan").code == 2
