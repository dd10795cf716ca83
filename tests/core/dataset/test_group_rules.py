import time

import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.group_rules import parse
from cnn_desktop.core.errors import UserError


@pytest.mark.parametrize(
    ("rule", "path", "name"),
    [
        ("number", "12-rotated1-rotated2.jpg", "12"),
        ("number", "012.jpg", "12"),
        ("number", "left/7b.png", "7"),
        ("number", "owl7.jpg", None),
        ("stem", "12-rotated1-rotated2.jpg", "12"),
        ("stem", "owl_1.jpg", "owl"),
        ("stem", "owl (2).jpg", "owl"),
        ("stem", "owl - Copy (2).jpg", "owl"),
        ("stem", "IMG_2041.jpg", "IMG_2041"),  # the camera's number, not a variant's
        ("stem", "0001.jpg", "0001"),
        ("folder", "patient7/day1/left.png", "patient7"),
        ("folder", "left.png", None),
        ("prefix:_", "P7_left_1.png", "P7"),
        ("prefix:_", "P7.png", None),
        ("prefix:_", "_P7.png", None),
        ("prefix:.rf.", "owl_jpg.rf.8fae03.jpg", "owl_jpg"),
        ("prefix::", "P7:left.png", "P7"),
        (r"pattern:(P\d+)", "day1/left-P12.png", "P12"),
        (r"pattern:^([^-]+)-", "night owl-2.png", "night owl"),
        (r"pattern:(P\d+)", "left.png", None),
        (r"pattern:(?:left)|(right)", "left.png", None),
        (" number ", "3.png", "3"),
    ],
)
def test_a_rule_finds_the_name_of_the_group(rule, path, name):
    assert parse(rule).name_of(path) == name


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("numbers", "no rule “numbers” for what stays together"),
        ("number:3", "no rule “number:3”"),
        ("prefix:", "lacks its separator"),
        ("pattern:", "lacks its regular expression"),
        ("pattern:(", "is no regular expression"),
        (r"pattern:^\d+", "does not say which part of a name is the group"),
        ("prefix:" + "x" * 300, "too long"),
    ],
)
def test_what_is_no_rule_is_refused_with_what_to_do(rule, said):
    with pytest.raises(UserError, match=said) as refused:
        parse(rule)
    assert refused.value.hint


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "((a*)b)+",
        "(a|a)*b",
        "(?:a{1,9}){9}(b)",
        "(a?){30}a{30}",
        "a?" * 20 + "a" * 20 + "(b)",
        "(a|aa)" * 20,
        r"\\[)]((a+)[)])+",
    ],
)
def test_a_pattern_that_could_take_for_ever_is_refused(pattern):
    with pytest.raises(UserError, match="could take for ever") as refused:
        parse(f"pattern:{pattern}")
    assert "only the part that names the group" in refused.value.hint


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(\d+)",
        r"^([^_]+)_(\d+)",
        r"\((\d{4})\)",
        r"(?:rot|flip)(\d+)",
        r"^(?P<who>\w+?)-",
        r"([)*+]+)",
        r"\(+(x)",
        "((ab)c)+",
    ],
)
def test_an_ordinary_pattern_is_taken(pattern):
    parse(f"pattern:{pattern}")


def test_the_slowest_pattern_that_is_taken_ends_on_the_longest_name():
    begun = time.monotonic()
    parse("pattern:.*.*.*(b)").name_of("a" * 5_000)
    assert time.monotonic() - begun < 60  # some seconds; a repeat more would be minutes


def test_a_configuration_refuses_what_is_no_rule(tmp_path):
    with pytest.raises(UserError, match="no rule “patient”"):
        TrainingConfig(dataset=tmp_path, runs=tmp_path, group_by="patient")
    assert TrainingConfig(dataset=tmp_path, runs=tmp_path, group_by="number").group_by == "number"
