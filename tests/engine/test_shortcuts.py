"""A classifier that goes by a mark in the border is found out; one that goes by the middle is not."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.dataset.split import make_split
from cnn_desktop.core.errors import Cancelled
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.shortcuts.words import verdict
from cnn_desktop.engine import shortcuts
from tests import samples

PREPARATION = Preparation(size=32)


class Standing:
    """A run, as far as it is asked: where its images lie and how they were divided."""

    def __init__(self, folder, dataset):
        self.folder, self.name, self.classes = folder, "standing", dataset.classes
        self.config, self.preparation = self, PREPARATION
        self.dataset = dataset.folder
        split = make_split(dataset, validation=0.5, test=0, seed=0)
        (folder / "split.json").write_text(json.dumps(split.to_json()))


def looking_at(place):
    """What classifies by whether `place` of an image is light."""

    class Looking:
        run = type("Run", (), {"preparation": PREPARATION})

        def __init__(self, _folder):
            pass

        def probabilities(self, prepared):
            light = np.array([image[place].mean() - image.mean() for image in prepared])
            return np.stack([light > 0, light <= 0], axis=1).astype(np.float32)

    return Looking


@pytest.fixture
def run(tmp_path):
    """Of class “a” the mark in the corner and the middle are light, of class “b” dark."""
    random = np.random.default_rng(0)
    for name, light in (("a", 220), ("b", 20)):
        (tmp_path / "marks" / name).mkdir(parents=True)
        for number in range(60):
            image = random.integers(90, 150, (32, 32, 3), dtype=np.uint8)
            image[:4, :4] = image[12:20, 12:20] = light
            samples.write(tmp_path / "marks" / name / f"{number}.png", image)
    return Standing(tmp_path, scan(tmp_path / "marks"))


def probe(run, monkeypatch, place, stop=lambda: False):
    monkeypatch.setattr(shortcuts, "Classifier", looking_at(place))
    return shortcuts.probe(run, "validation", lambda done, total: None, stop)


def test_who_looks_at_a_mark_in_the_border_is_found_out(run, monkeypatch):
    found = probe(run, monkeypatch, np.s_[:4, :4])
    assert (found.plain.right, found.plain.n) == (60, 60)
    assert found.way("border").accuracy < 0.7
    assert found.way("centre").right == 60
    assert verdict(found).startswith("It may be cheating. Without the border the network falls from 100 to")


def test_who_looks_at_the_middle_is_cleared(run, monkeypatch):
    found = probe(run, monkeypatch, np.s_[12:20, 12:20])
    assert found.way("border").right == 60
    assert found.way("centre").accuracy < 0.7
    assert "cheating" not in verdict(found)


def test_an_image_that_is_gone_is_named_and_the_others_are_scored(run, monkeypatch):
    gone = json.loads((run.folder / "split.json").read_text())["images"]
    file = next(row["file"] for row in gone if row["split"] == "validation")
    (run.dataset / file).unlink()
    found = probe(run, monkeypatch, np.s_[:4, :4])
    assert [name for name, _ in found.refused] == [file]
    assert found.plain.n == 59


def test_a_stop_is_heeded(run, monkeypatch):
    with pytest.raises(Cancelled):
        probe(run, monkeypatch, np.s_[:4, :4], stop=lambda: True)
