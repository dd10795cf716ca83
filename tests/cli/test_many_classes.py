"""Runs of more classes than a matrix can be read of: cells in place of it, and what would take too long is refused."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.dataset.model import ImageFile
from cnn_desktop.core.dataset.split import Split
from cnn_desktop.core.results.confusion import MOST_IN_FULL
from cnn_desktop.core.runs import open_run
from cnn_desktop.engine import suspects
from tests.benchmarks.many_classes import write_run

CLASSES = MOST_IN_FULL + 50


@pytest.fixture
def many(tmp_path):
    return write_run(tmp_path, CLASSES, 2 * CLASSES)


def test_evaluate_tells_the_cells_that_hold_images(run, many):
    answer = run("evaluate", many, "--json")
    assert answer.code == 0
    record = answer.records[0]
    cells = np.array(record["confusion_cells"])
    assert cells[:, 2].sum() == record["n"] == 2 * CLASSES
    right = cells[cells[:, 0] == cells[:, 1], 2].sum()
    assert right / record["n"] == record["accuracy"]
    assert "confusion" not in record
    assert len(answer.out) < 30_000


def test_evaluate_lists_every_class_for_people(run, many):
    lines = run("evaluate", many).out.splitlines()
    rows = [line for line in lines if line.startswith("  Genus")]
    assert len(rows) == CLASSES
    stored = open_run(many).predictions("validation")
    right = int((stored.probabilities.argmax(axis=1) == stored.labels)[stored.labels == 0].sum())
    assert rows[0].split()[-3:] == ["2", f"{100 * right / 2:.1f}", "%"]


def test_suspects_of_too_many_are_refused_before_any_work(run, many, monkeypatch):
    monkeypatch.setattr(suspects, "_MOST_ANSWERS", 2 * CLASSES * CLASSES - 1)
    monkeypatch.setattr(suspects, "split_of_run", lambda _run: split_of(many))
    answer = run("suspects", many)
    assert answer.code == 1
    assert f"{2 * CLASSES:,} images in {CLASSES:,} classes are too many to judge each other" in answer.err
    assert f"at most {CLASSES - 1:,} classes" in answer.err


def split_of(folder) -> Split:
    """The images that the run was made up with."""
    stored, names = open_run(folder).predictions("validation"), open_run(folder).classes
    images = tuple(
        ImageFile(str(file), names[label], split=None, width=32, height=32, bytes=1, format="PNG")
        for file, label in zip(stored.files, stored.labels, strict=True)
    )
    return Split(training=(), validation=images, test=())
