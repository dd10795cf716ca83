"""`samples` and `check`: the sample digits, and everything a folder holds."""

from __future__ import annotations

import os

import pytest

from tests import samples


def test_samples_are_written_and_pass_the_check(run, tmp_path):
    folder = tmp_path / "some digits"
    written = run("samples", "digits", folder)
    assert written.code == 0
    assert f"cnn-desktop train '{folder}'" in written.out
    (record,) = run("check", folder, "--json").records
    assert record["images"] == 1797
    assert list(record["classes"]) == list("0123456789")
    assert (record["skipped"], record["duplicates"]) == ([], [])


def test_samples_do_not_touch_a_folder_of_something_else(run, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    answer = run("samples", "digits", tmp_path)
    assert answer.code == 1
    assert os.listdir(tmp_path) == ["thesis.txt"]


def test_check_names_every_problem(run, tmp_path):
    samples.shapes(tmp_path, classes=2, per_class=4, duplicates=1)
    (tmp_path / "circle" / "notes.png").write_text("no image")
    answer = run("check", tmp_path, "--json")
    assert answer.code == 0
    (record,) = answer.records
    assert set(record) == {"images", "classes", "splits", "skipped", "duplicates", "warnings"}
    assert (record["images"], record["classes"]) == (10, {"circle": 5, "square": 5})
    assert record["splits"] == {}
    assert [one["file"] for one in record["skipped"]] == ["circle/notes.png"]
    assert record["skipped"][0]["reason"]
    assert sorted(map(sorted, record["duplicates"])) == [
        ["circle/000.png", "circle/copy0.png"],
        ["square/000.png", "square/copy0.png"],
    ]
    assert all(isinstance(warning, str) for warning in record["warnings"])


def test_check_tells_people_the_same(run, tmp_path):
    samples.shapes(tmp_path, classes=2, per_class=4, duplicates=1)
    (tmp_path / "circle" / "notes.png").write_text("no image")
    out = run("check", tmp_path).out
    assert out.startswith(f"10 images in 2 classes: {tmp_path}\n")
    assert "\n  circle  5\n" in out
    assert "1 file left out:\n  circle/notes.png" in out
    assert "2 groups of equal files:\n" in out
    assert "“square/000.png” and “square/copy0.png”" in out


def test_check_shows_what_a_rule_keeps_together(run, tmp_path):
    samples.shapes(tmp_path, classes=2, per_class=6)
    for number, file in enumerate(sorted(tmp_path.rglob("*.png"))):
        file.rename(file.with_name(f"{number % 6 // 2}-rotated{number % 2}.png"))
    out = run("check", tmp_path, "--group-by", "number").out
    assert "Kept together by the rule “number”: 12 images in 6 groups, the largest of 2 images.\n" in out
    assert "\n  0: 0-rotated0.png, 0-rotated1.png\n" in out
    (record,) = run("check", tmp_path, "--group-by", "number", "--json").records
    assert (record["groups"]["groups"], record["groups"]["largest"]["images"]) == (6, 2)
    assert record["groups"]["examples"][0] == {
        "name": "0",
        "class_name": "circle",
        "files": ["0-rotated0.png", "0-rotated1.png"],
        "images": 2,
    }


@pytest.mark.parametrize(
    ("rule", "code", "said"),
    [
        ("patient", 2, "There is no rule “patient” for what stays together."),
        (
            "prefix:_",
            1,
            "The rule “prefix:_” fits none of the 8 file names, such as “000.png”, “002.png” and “000.png”.",
        ),
        ("pattern:(0)", 1, "The rule “pattern:(0)” puts all 8 images into one group, “0”."),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_in_plain_words(run, tmp_path, rule, code, said):
    samples.shapes(tmp_path, classes=2, per_class=4)
    answer = run("check", tmp_path, "--group-by", rule, "--json")
    assert answer.code == code
    assert answer.records[-1]["message"] == said
    assert answer.records[-1]["hint"]


def test_check_counts_ready_made_splits_apart(run, tmp_path):
    samples.shapes(tmp_path / "train", classes=2, per_class=6)
    samples.shapes(tmp_path / "test", classes=2, per_class=3, seed=1)
    assert run("check", tmp_path, "--json").records[0]["splits"] == {"training": 12, "test": 6}
    lines = run("check", tmp_path).out.splitlines()
    assert [line.split() for line in lines[2:5]] == [["training", "test"], ["circle", "6", "3"], ["square", "6", "3"]]


@pytest.mark.skipif(os.name != "posix", reason="file names are text elsewhere")
def test_names_of_any_bytes_come_through(run, tmp_path):
    samples.shapes(tmp_path, classes=2, per_class=3)
    (tmp_path / "circle").rename(tmp_path / os.fsdecode(b"caf\xe9"))
    answer = run("check", tmp_path, "--json")
    assert answer.out.isascii()
    assert os.fsdecode(b"caf\xe9") in answer.records[0]["classes"]
    assert run("check", tmp_path).code == 0


def test_a_folder_that_is_no_dataset_is_refused_with_a_way_on(run, tmp_path):
    answer = run("check", tmp_path / "gone", "--json")
    assert answer.code == 1
    (record,) = answer.records
    assert record["event"] == "error"
    assert record["message"]
    assert record["hint"]
