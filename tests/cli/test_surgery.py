"""Channels altered by flags, and `maximise`, on a real run."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from tests import samples


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "a ring.png"
    samples.write(file, samples.shape("ring", 40, np.random.default_rng(0)))
    return file


def test_maps_of_altered_channels_come_with_the_answer_before_and_after(run, trained, photo):
    words = ["feature-maps", trained.folder, photo, "--layer", "tanh_1", "--json"]
    (plain,) = run(*words).records
    (altered,) = run(*words, "--mute", "tanh_1:0,2-3", "--gain", "tanh_1:4=2.5").records
    assert altered["altered"] == "tanh_1: channels 0, 2, 3 muted, channel 4 × 2.5"
    assert altered["unaltered"] == {"class": plain["class"], "confidence": plain["confidence"]}
    assert "altered" not in plain
    maxima = [[one["max"] for one in record["channels"]] for record in (plain, altered)]
    assert maxima[1] == pytest.approx(
        [factor * one for factor, one in zip([0, 1, 0, 0, 2.5, 1], maxima[0], strict=True)]
    )
    assert "unaltered)" in run(*words[:-1], "--solo", "conv_2:3").out


def test_a_run_is_scored_with_altered_channels_on_each_of_its_splits(run, trained):
    every = ",".join(map(str, range(15)))
    answer = run("evaluate", trained.folder, "--mute", f"tanh_2:{every}", "--json")
    assert answer.code == 0
    assert [record["split"] for record in answer.records] == ["validation", "test"]
    plain = run("evaluate", trained.folder, "--json").records
    for record, before in zip(answer.records, plain, strict=True):
        assert record["before"]["accuracy"] == before["accuracy"]
        assert record["confusion_before"] == before["confusion"]
        assert record["after"]["n"] == before["n"]
        assert 0 < record["chance"] <= 1
        wrong = sum(one["before"] == one["true"] for one in record["changed"])
        right = sum(one["after"] == one["true"] for one in record["changed"])
        n = before["n"]
        assert round(record["after"]["accuracy"] * n) == round(before["accuracy"] * n) - wrong + right
    out = run("evaluate", trained.folder, "--mute", f"tanh_2:{every}").out
    assert "altered: tanh_2: channels 0, 1, 2" in out
    assert "95 % interval" in out


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--mute", "conv_2"], "takes a layer and its channels, as conv_2:3,5-8"),
        (["--gain", "conv_2:3=-1"], "takes a factor above 0"),
        (["--mute", "conv_3:0"], "The network has no layer “conv_3”."),
        (["--solo", "conv_2:16"], "“conv_2” has no channel 16."),
        (["--mute", "conv_2:1", "--dataset", "somewhere"], "on its own images"),
    ],
)
def test_what_cannot_be_altered_is_said(run, trained, flags, said):
    answer = run("evaluate", trained.folder, *flags)
    assert answer.code in (1, 2)
    assert said in answer.err


def test_an_image_is_made_that_a_class_is_found_in(run, trained, tmp_path):
    target, bare = tmp_path / "made.png", tmp_path / "bare.png"
    words = ["maximise", trained.folder, "--class", trained.classes[0], "--steps", 40]
    (record,) = run(*words, "--png", target, "--json").records
    assert record["taken_for"] == trained.classes[0]
    assert record["value"] > record["before"]
    assert Image.open(target).width > 600
    out = run(
        "maximise", trained.folder, "--layer", "conv_2", "--channel", 3, "--steps", 2, "--png", bare, "--bare"
    ).out
    assert out.startswith("conv_2, channel 3: ")
    assert Image.open(bare).size == (28, 28)
    assert run("maximise", trained.folder, "--layer", "conv_2", "--png", target).code == 2
