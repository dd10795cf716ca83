"""`explain`: where a network looked, told, drawn and kept as arrays."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from cnn_desktop.core.explanations import METHODS, VERDICTS


@pytest.fixture
def image(shapes):
    return next(iter(sorted(shapes.rglob("*.png"))))


@pytest.mark.parametrize("method", METHODS)
def test_every_method_answers(run, trained, image, method, tmp_path):
    answer = run("explain", trained.folder, image, "--method", method, "--npz", tmp_path / "a.npz", "--json")
    assert answer.code == 0, answer.err
    (record,) = answer.records
    assert (record["method"], record["class"] in trained.classes) == (method, True)
    side = trained.preparation.size
    with np.load(tmp_path / "a.npz") as kept:
        assert kept["evidence"].shape == (side, side)
        assert kept["seen"].shape == trained.preparation.shape
        assert kept["values"].sum() == pytest.approx(record["sum"], rel=1e-4, abs=1e-5)
    if method == "integrated-gradients":
        missing = record["completeness_total"] - record["sum"]
        assert record["completeness_error"] == pytest.approx(missing, abs=1e-5)
        assert record["steps"] >= 32
    trust = record["trust"]
    assert trust["verdict"] in VERDICTS
    assert trust["likeness"] == pytest.approx(np.mean([one["likeness"] for one in trust["each"]]))


def test_the_class_and_the_layer_can_be_named(run, trained, image, tmp_path):
    name = trained.classes[1]
    muted = ("--mute", "conv_1:1")
    answer = run("explain", trained.folder, image, "--class", name, "--png", tmp_path / "a.png", *muted)
    assert answer.code == 0, answer.err
    assert "Altered: conv_1: channel 1 muted" in answer.out
    assert f"{name}: logit" in answer.out
    assert "% of the evidence" in answer.out
    assert any(words in answer.out for words in VERDICTS.values())
    assert "random weights: " in answer.out
    assert run("explain", trained.folder, image, "--png", tmp_path / "bare.png", "--bare").code == 0
    with Image.open(tmp_path / "a.png") as picture, Image.open(tmp_path / "bare.png") as bare:
        assert bare.width == bare.height >= trained.preparation.size
        assert picture.height > bare.height  # a caption above, a legend below


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--class", "unicorn"), 1, "knows no class “unicorn”"),
        (("--layer", "nothing"), 1, "no layer “nothing”"),
        (("--method", "wand"), 2, "wand"),
        (("--method", "occlusion", "--layer", "x"), 1, "looks at the image itself"),
        (("--png", "/nowhere/a.png"), 1, "cannot be written"),
    ],
)
def test_what_cannot_be_is_told(run, trained, image, words, code, message):
    answer = run("explain", trained.folder, image, *words)
    assert (answer.code, message in answer.err) == (code, True), answer.err
