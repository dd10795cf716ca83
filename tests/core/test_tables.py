"""What was answered becomes a table that every spreadsheet shows as it is."""

import csv
import json
from pathlib import Path

import pytest

from cnn_desktop.core import tables
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import Prediction

ANSWERS = [
    (Path("a.png"), Prediction((("cat", 0.75), ("dog", 0.25)), "unsure", 0.5)),
    (Path("b.png"), UserError("It is damaged.", hint="Copy it again.")),
]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_table_is_a_formula(name):
    (image, first, *_) = tables.row(Path("-rf.png"), Prediction(((name, 0.9), ("b", 0.1))), 2)
    assert (image, first) == ("'-rf.png", f"'{name}")
    assert tables.row(Path("a"), UserError(name), 2)[-1].startswith("'")


def test_every_row_has_as_many_cells_as_the_header(tmp_path):
    tables.write_csv(tmp_path / "t.csv", ANSWERS, top=5)
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {13}
    assert rows[1][:4] == ["a.png", "cat", "0.750000", "dog"]
    assert rows[1][-2:] == ["unsure", ""]
    assert rows[2][-1] == "It is damaged. Copy it again."


def test_json_lines_say_the_same_as_the_command_line(tmp_path):
    tables.write_table(tmp_path / "t.jsonl", ANSWERS, "json-lines")
    classified, refused = map(json.loads, (tmp_path / "t.jsonl").read_text().splitlines())
    assert classified == tables.record(*ANSWERS[0], 5) | {"top": classified["top"]}
    assert classified["top"][1] == {"class": "dog", "probability": 0.25}
    assert refused == {"image": "b.png", "error": "It is damaged.", "hint": "Copy it again."}


def test_a_table_that_cannot_be_written_is_told_plainly(tmp_path):
    with pytest.raises(UserError, match="cannot be written"):
        tables.refuse_bad_target(tmp_path)
    with pytest.raises(UserError, match="could not be written"):
        tables.write_csv(tmp_path / "no" / "t.csv", ANSWERS)
