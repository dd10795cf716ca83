"""Every flag of `train`: what it decides, and what is refused."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
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
from cnn_desktop.core.network import INPUTS, LOSSES
from cnn_desktop.core.stack.layers import ACTIVATIONS, POOLINGS
from tests import samples


def test_flags_that_are_absent_leave_the_choice_to_the_architecture(run, engine, tmp_path):
    assert run("train", tmp_path).code == 0
    assert engine.configs == [TrainingConfig(dataset=tmp_path, runs=settings.load().runs)]


@pytest.fixture
def many_photos(tmp_path, monkeypatch):
    """Enough small photos, where sixteen are enough."""
    monkeypatch.setattr("cnn_desktop.core.suggestion.MANY", 16)
    random = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        for number in range(8):
            samples.write(tmp_path / name / f"{number}.png", random.integers(0, 256, (32, 32, 3), np.uint8))
    return tmp_path


def test_many_small_photos_get_the_preset_that_is_tuned_on_such_and_it_is_said(run, engine, many_photos):
    told = run("train", many_photos)
    assert engine.configs[-1].architecture == "cifar10-fast"
    assert "the preset cifar10-fast" in told.err


@pytest.mark.parametrize("named", ["--preset residual", "--architecture lenet5", "--dropout 0.1", "--image-size 16"])
def test_who_says_what_network_is_meant_gets_that(run, engine, many_photos, named):
    told = run("train", many_photos, *named.split())
    assert engine.configs[-1].architecture in ("residual", "lenet5")
    assert "cifar10-fast" not in told.err


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
