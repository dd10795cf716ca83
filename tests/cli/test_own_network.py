"""A network of one's own by the command line: written down, looked at, trained with."""

from __future__ import annotations

import errno
import json
import os

import pytest

from cnn_desktop.core.runs import list_runs
from cnn_desktop.core.stack import files
from cnn_desktop.core.stack.known import FISH_BINARY
from cnn_desktop.core.stack.layers import Activation, Convolution, Dense, Flatten, Pooling, Stack


@pytest.fixture(autouse=True)
def no_tensorflow(request, monkeypatch):
    """Looking at layers needs none."""
    from cnn_desktop.cli import engine

    if "trained" not in request.node.name:
        monkeypatch.setattr(engine, "load_engine", lambda output: pytest.fail("TensorFlow was loaded"))


@pytest.fixture
def fish(tmp_path):
    """The network of the fish paper in a file."""
    files.save(tmp_path / "fish.json", Stack(FISH_BINARY, "Fish"))
    return tmp_path / "fish.json"


def test_a_network_of_the_catalogue_is_a_starting_point(run, tmp_path):
    answer = run("architectures", "fish-binary", "--save", tmp_path / "mine.json")
    assert answer.code == 0
    assert answer.out == ""
    assert files.load(tmp_path / "mine.json") == Stack(FISH_BINARY, "Two classes, one output")


def test_a_network_that_is_no_list_of_layers_cannot_be_one(run, tmp_path):
    answer = run("architectures", "residual", "--save", tmp_path / "mine.json")
    assert answer.code == 1
    assert answer.err.startswith("Residual network (small) is no plain list of layers.\nThese are: cifar10-vgg, ")
    assert not (tmp_path / "mine.json").exists()


def test_a_starting_point_that_cannot_be_written_is_said_plainly(run, tmp_path):
    answer = run("architectures", "lenet5", "--save", tmp_path / "none" / "mine.json")
    assert (answer.code, answer.err.splitlines()[0].endswith(f"{os.strerror(errno.ENOENT)}.")) == (1, True)


def test_its_table_has_the_figures_of_every_row(run, fish):
    answer = run("architectures", fish, "--classes", "2", "--loss", "sigmoid")
    lines = answer.out.splitlines()
    assert answer.code == 0
    assert lines[0] == "Fish: 813,217 parameters (64×64 pixels in RGB, 2 classes)"
    words = [" ".join(line.replace("\xa0", " ").split()) for line in lines]
    assert words[3] == "1 Convolution 32 filters 3×3, stride 1, padding 0 62×62×32 896 3.32 M 3×3"
    assert words[-1] == "Classes one value, sigmoid 1 129 128 64×64"


def test_size_and_channels_of_the_images_count(run, fish):
    (record,) = run("architectures", fish, "--image-size", "28", "--grey", "--json").records
    assert [record["key"], record["title"]] == ["own", "Fish"]
    first, last = record["layers"][0], record["layers"][-1]
    assert (first["type"], first["output"], first["parameters"]) == ("convolution", [26, 26, 32], 320)
    assert (last["type"], last["output"]) == ("classes", [10])
    assert sum(layer["parameters"] for layer in record["layers"]) == record["parameters"]


def test_what_cannot_be_is_named_by_its_row(run, fish):
    answer = run("architectures", fish, "--image-size", "6")
    assert answer.code == 1
    assert answer.out.splitlines()[-1] == "  Layer 4: A window of 3 does not fit into 2 × 2."
    (record,) = run("architectures", fish, "--image-size", "6", "--json").records
    assert [bool(layer["error"]) for layer in record["layers"]].index(True) == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["gone.json"], 1, "“gone.json” cannot be read"),
        (["fish.json", "--activation", "elu"], 2, "say it all"),
        (["--save", "mine.json"], 2, "Save which network?"),
        (["own"], 2, "lies in a file"),
    ],
)
def test_what_makes_no_sense_is_refused(run, fish, words, code, said):
    answer = run("architectures", *(fish if word == "fish.json" else word for word in words))
    assert answer.code == code
    assert said in answer.err


def test_layers_and_a_preset_are_two_networks(run, fish, shapes):
    answer = run("train", shapes, "--layers", fish, "--preset", "lenet5")
    assert answer.code == 2
    assert "are two networks" in answer.err


def test_layers_that_are_no_network_are_refused_before_anything_is_loaded(run, shapes, tmp_path):
    (tmp_path / "mine.json").write_text(json.dumps({"format": 1, "layers": [{"type": "magic"}]}))
    answer = run("train", shapes, "--layers", tmp_path / "mine.json")
    assert answer.code == 2
    assert answer.err.startswith("Layer 1 is of no known type.")


def test_a_network_in_a_file_is_trained_and_its_run_holds_it(run, shapes, tmp_path):
    rows = (Convolution(filters=8), Activation(), Pooling(), Flatten(), Dense(units=16), Activation())
    files.save(tmp_path / "mine.json", Stack(rows, "Mine"))
    runs = tmp_path / "runs"
    answer = run("train", shapes, "--layers", tmp_path / "mine.json", "--image-size", 16, "--epochs", 2, "--runs", runs)
    assert answer.code == 0, answer.err
    (trained,) = list_runs(runs)
    assert (trained.config.architecture, trained.config.layers, trained.config.title) == ("own", rows, "Mine")
    assert len(trained.history) == 2
    assert run("predict", trained.folder, shapes / "circle" / "000.png").code == 0
