"""The engine writes tables and copies by class, tells how far it is, and says plainly where it cannot."""

import csv
from pathlib import Path

import numpy as np

from cnn_desktop.core.messages import CopyByClass, CopyDone, CopyProgress, RequestFailed, TableWritten, WriteTable
from cnn_desktop.engine.service import serve

PROBABILITIES = np.array([[0.25, 0.75], [0.5, 0.5]], np.float32)


def asked(request):
    events = []
    serve([request], events.append, lambda: False)
    return events


def table(target, kind="csv"):
    files = (Path("a.png"), Path("b.png"))
    refused = ((Path("c.png"), "It is damaged.", "Copy it again."),)
    return WriteTable(3, target, kind, files, ("cat", "dog"), PROBABILITIES, ("sure", "unlike"), (0.5, 2.0), refused)


def test_a_table_of_answers_is_written(tmp_path):
    (event,) = asked(table(tmp_path / "t.csv"))
    assert event == TableWritten(3, tmp_path / "t.csv", 3)
    with (tmp_path / "t.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["class"] for row in rows] == ["dog", "cat", ""]
    assert [row["judgement"] for row in rows] == ["sure", "unlike", ""]
    assert rows[2]["error"] == "It is damaged. Copy it again."


def test_a_table_that_cannot_be_written_is_a_failure_in_words(tmp_path):
    (event,) = asked(table(tmp_path / "none" / "t.csv", "json-lines"))
    assert isinstance(event, RequestFailed)
    assert "cannot be written" in event.message
    assert event.ticket == 3


def test_images_are_copied_and_the_end_is_told(tmp_path):
    (tmp_path / "a.png").write_bytes(b"a")
    request = CopyByClass(5, tmp_path / "sorted", ((tmp_path / "a.png", "cat"), (tmp_path / "gone.png", "cat")))
    *progress, done = asked(request)
    assert isinstance(done, CopyDone)
    assert (done.copied, [file.name for file, _ in done.refused]) == (1, ["gone.png"])
    assert progress[-1] == CopyProgress(5, 2, 2)
    assert (tmp_path / "sorted" / "cat" / "a.png").read_bytes() == b"a"
