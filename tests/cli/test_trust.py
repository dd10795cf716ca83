"""`suspects` and `shortcuts` on a real run."""

from __future__ import annotations


def test_suspects_are_told_with_both_labels_and_a_summary(run, trained):
    answer = run("suspects", trained.folder, "--json")
    *suspects, told = answer.records
    assert answer.code == 0
    assert (told["images"], told["of"], told["folds"]) == (60, 60, 5)
    assert told["suspects"] == len(suspects)
    for one in suspects:
        assert one["label"] != one["suggested"]
        assert one["label"] == one["file"].partition("/")[0]
        assert one["split"] in ("training", "validation", "test")
    assert [one["label_probability"] for one in suspects] == sorted(one["label_probability"] for one in suspects)


def test_shortcuts_tell_each_way_with_its_interval_and_in_words(run, trained):
    answer = run("shortcuts", trained.folder, "--split", "test", "--json")
    *ways, told = answer.records
    assert answer.code == 0
    assert [one["way"] for one in ways] == [None, "border", "centre", "grey", "blurred", "turned", "darker"]
    assert all(one["n"] == 12 and one["interval"][0] <= one["accuracy"] <= one["interval"][1] for one in ways)
    evaluated = run("evaluate", trained.folder, "--json").records[1]
    assert ways[0]["accuracy"] == evaluated["accuracy"]
    assert told["verdict"]
    assert told["verdict"] in run("shortcuts", trained.folder, "--split", "test").out
