"""The script that repeats a run as a whole: its length, and that it runs, trains and tells."""

from __future__ import annotations

import csv
import re
import subprocess
import sys

import pytest

from cnn_desktop.core import architectures, runs
from cnn_desktop.core.script import export_script
from cnn_desktop.core.script.page import page
from tests.engine.script.examples import decided, executed, listing, run_of

MOST_LINES = {"cifar10-fast": 114, "cifar10-best": 114}  # what they begin with is no layer of Keras
MOST_LINES_ELSE = 98
OWN_RECIPE = {
    "lenet5": 80, "mnist": 80, "fish-binary": 76, "xray-28": 76, "cifar10-vgg": 82, "residual": 82, "cifar10-best": 104,
}  # fmt: skip
PRESETS = [one.key for one in architectures.ARCHITECTURES if one.kind in ("stack", "code")]


@pytest.fixture(scope="module")
def script(trained, tmp_path_factory):
    """The exported script of a real run, and what it says."""
    target = tmp_path_factory.mktemp("elsewhere") / "again.py"
    export_script(trained.folder, target)
    done = subprocess.run([sys.executable, target], capture_output=True, text=True, check=True, encoding="utf-8")
    return target, done.stdout


@pytest.mark.parametrize("preset", PRESETS)
def test_repeating_a_run_takes_a_page(tmp_path, preset):
    """All kinds of files at once, and each strength of variations."""
    for strength in (None, "light", "medium", "strong"):
        config = decided(tmp_path, architecture=preset, augmentation=strength)
        lines = page(run_of(config, tmp_path / "a run"), "images.csv", listing(".png", ".jpg")).splitlines()
        assert len(lines) <= MOST_LINES.get(preset, MOST_LINES_ELSE), strength
        # the user's folder may have a name of any length
        assert max(len(line) for line in lines if tmp_path.name not in line) <= 120


@pytest.mark.parametrize(("preset", "most"), OWN_RECIPE.items())
def test_an_ordinary_run_takes_less(tmp_path, preset, most):
    config = decided(tmp_path, architecture=preset)
    text = page(run_of(config, tmp_path / "a run"), "images.csv", listing(".png"))
    assert len(text.splitlines()) <= most


def test_the_script_needs_nothing_of_this_program(script):
    imported = re.findall(r"^\s*(?:import|from) (\w+)", script[0].read_text("utf-8"), re.MULTILINE)
    assert set(imported) == {"csv", "math", "pathlib", "keras", "numpy", "PIL"}


def test_the_script_trains_and_tells_its_accuracy(script):
    target, said = script
    assert "Epoch 3/3" in said
    assert re.search(r"^validation accuracy \d\.\d{4} of 12 images$", said, re.MULTILINE)
    assert re.search(r"^test accuracy \d\.\d{4} of 12 images$", said, re.MULTILINE)
    assert target.with_suffix(".keras").is_file()


def test_the_list_of_images_is_the_split_of_the_run(script, trained):
    with open(script[0].with_name("again-images.csv"), newline="") as table:
        rows = list(csv.DictReader(table))
    for split in ("validation", "test"):
        assert {row["file"] for row in rows if row["split"] == split} == set(trained.predictions(split).files)
    assert len(rows) == 60


def test_no_name_ends_the_text_that_it_stands_in(tmp_path):
    config = decided(tmp_path, image_size=32, name='x"""\nraise SystemExit')
    run = runs.Run(tmp_path / 'r"""\\', config, ('"""\nraise', "a'b"), run_of(config, tmp_path).preparation, 0.0)
    text = page(run, 'list"""\n.csv', listing(".png"))
    names = executed(text.split("\n\n\n")[0].replace("__file__", repr(str(tmp_path / "x.py"))))
    assert names["CLASSES"] == ['"""\nraise', "a'b"]


def test_a_run_without_test_images_tells_of_validation_alone(tmp_path):
    config = decided(tmp_path, image_size=32)
    only = type(listing())((("a.png", "a", "training"), ("b.png", "b", "validation")))
    assert 'for split in ("validation",):' in page(run_of(config, tmp_path), "images.csv", only)
