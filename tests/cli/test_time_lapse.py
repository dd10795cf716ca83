"""`train --watch` and `time-lapse`, as they are typed."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from cnn_desktop.cli.program import main
from cnn_desktop.core import time_lapse
from tests import samples


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run of two epochs that watched two images, one named by its whole path."""
    folder = tmp_path_factory.mktemp("data")
    shapes = samples.shapes(folder / "shapes", classes=2, per_class=12, size=32)
    first, second = sorted(shapes.rglob("*.png"))[:2]
    arguments = ["train", str(shapes), "--architecture", "lenet5", "--epochs", "2", "--name", "run", "--runs"]
    watch = ["--watch", str(first.relative_to(shapes)), "--watch", str(second)]
    assert main([*arguments, str(folder / "runs"), *watch]) == 0
    return folder / "runs" / "run"


def test_every_watched_image_is_kept_by_its_name_in_the_dataset(run, capfd):
    assert main(["time-lapse", str(run), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert len(told["images"]) == 2
    assert all(not one["image"].startswith("/") for one in told["images"])
    assert told["epochs"] == [0, 1, 2]
    assert told["kernels"] == told["layers"][0]["layer"]


def test_one_layer_and_image_become_an_animation(run, tmp_path, capfd):
    layer = time_lapse.read_plan(run)[0].layers[1].key
    target = tmp_path / "film.gif"
    assert main(["time-lapse", str(run), "--layer", layer, "--image", "2", "--output", str(target)]) == 0
    with Image.open(target) as gif:
        assert gif.n_frames == 3
    assert f"{layer}, " in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--output", "film.avi"], 2, ".gif or .mp4"),
        (["--layer", "no such", "--output", "film.gif"], 1, "keeps no layer"),
        (["--image", "3", "--output", "film.gif"], 1, "no image 3"),
    ],
)
def test_what_cannot_be_is_said(run, capfd, tmp_path, monkeypatch, arguments, code, words):
    monkeypatch.chdir(tmp_path)
    assert main(["time-lapse", str(run), *arguments]) == code
    assert words in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("watch", "words"),
    [(["/etc/passwd"], "does not lie in the dataset"), ([f"{n}.png" for n in range(9)], "At most 8")],
)
def test_what_cannot_be_watched_is_refused(tmp_path, capfd, watch, words):
    flags = [part for file in watch for part in ("--watch", file)]
    assert main(["train", str(tmp_path), *flags]) == 2
    assert words in capfd.readouterr().err
