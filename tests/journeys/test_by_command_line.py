"""From a folder of images to a run, its score and its predictions, by the command alone, and without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import samples
from tests.soak import kills

WATCHED = Path(__file__).parents[1] / "watched.py"


def command(*words: str | Path, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """Ends otherwise than expected where anything asks for the network, or listens."""
    done = subprocess.run(
        [sys.executable, str(WATCHED), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ,
    )
    assert done.returncode == expect, done.stderr
    assert "Traceback" not in done.stderr
    return done


def lines(done: subprocess.CompletedProcess[str]) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def journey(tmp_path_factory):
    """The shapes, and a residual network trained on them by the command line."""
    folder = tmp_path_factory.mktemp("journey")
    data = samples.shapes(folder / "shapes", classes=3, per_class=50, size=32)
    done = command(
        *("train", data, "--runs", folder / "runs", "--name", "shapes", "--epochs", "12", "--test", "0.2", "--json")
    )
    return folder, data, lines(done)


def test_training_tells_every_epoch_and_its_end(journey):
    folder, _, told = journey
    epochs = [line for line in told if line["event"] == "epoch"]
    assert [line["epoch"] for line in epochs] == list(range(1, len(epochs) + 1))
    assert set(epochs[0]) >= {
        *("epochs", "loss", "accuracy", "val_loss", "val_accuracy", "seconds", "images_per_second")
    }
    finished = told[-1]
    assert finished["event"] == "finished"
    assert Path(finished["run"]) == folder / "runs" / "shapes"
    assert finished["validation"]["accuracy"] > 0.9
    assert finished["test"]["n"] == 30


def test_evaluating_says_the_same_as_training(journey):
    _, _, told = journey
    reports = {line["split"]: line for line in lines(command("evaluate", told[-1]["run"], "--json"))}
    for split in ("validation", "test"):
        assert reports[split]["accuracy"] == pytest.approx(told[-1][split]["accuracy"])
        assert sum(map(sum, reports[split]["confusion"])) == reports[split]["n"]


def test_evaluating_on_the_folder_itself_counts_every_image(journey):
    _, data, told = journey
    report = lines(command("evaluate", told[-1]["run"], "--dataset", data, "--json"))[0]
    assert report["n"] == 150
    assert report["accuracy"] > 0.9


def test_predicting_names_the_classes_and_the_files_that_are_no_images(journey, tmp_path):
    _, data, told = journey
    (tmp_path / "broken.png").write_bytes(b"no image")
    wanted = [data / "circle" / "000.png", data / "square" / "000.png", tmp_path / "broken.png"]
    answers = lines(command("predict", told[-1]["run"], *wanted, "--json", expect=1))
    assert [answer.get("class") for answer in answers[:2]] == ["circle", "square"]
    assert answers[0]["confidence"] == answers[0]["top"][0]["probability"]
    assert sum(one["probability"] for one in answers[0]["top"]) == pytest.approx(1, abs=1e-4)
    assert answers[2]["error"]
    assert answers[2]["hint"]


def test_the_run_is_listed(journey):
    folder, _, _ = journey
    assert "shapes" in command("runs", folder / "runs", "--json").stdout


def test_two_kills_lose_at_most_the_epoch_under_way(tmp_path):
    # by this seed 0.12 s after the first epoch, and 1.1 s after the start of the resume; an epoch takes 15 ms
    kills.survive(tmp_path, kills=2, seed=99, epochs=40)
