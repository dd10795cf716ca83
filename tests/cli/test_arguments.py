"""How words are read: values that look like flags, slips of the finger, and what cannot be meant."""

from __future__ import annotations

import pytest

from cnn_desktop.cli import program


def options(*words: str):
    return program.parse(list(words))[1]


@pytest.mark.parametrize("words", [("--input-scale", "-1..1"), ("--input-scale=-1..1",)])
def test_a_choice_that_begins_with_a_minus_is_no_flag(words):
    assert options("import", *words, "model.h5").input_scale == "-1..1"
    assert options("import", "model.h5", *words, "--json").input_scale == "-1..1"


def test_a_flag_that_is_left_without_its_value_is_still_told(capsys):
    with pytest.raises(SystemExit) as end:
        options("import", "model.h5", "--input-scale", "--json")
    assert end.value.code == 2
    assert "--input-scale: expected one argument" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("predict", "", "image.png"), "is empty; name a file or folder"),
        (("predict", "run", "image.png", "--top", "none"), "takes a whole number, not “none”"),
        (("predict", "run", "image.png", "--top", "0"), "takes 1 or more, not 0"),
        (("train", "photos", "--learning-rate", "fast"), "takes a number, not “fast”"),
        (("predict", "run", "--tob", "3"), "“--tob” is not understood here; did you mean “--top”?"),
    ],
)
def test_what_cannot_be_meant_is_told_in_a_sentence(words, said, capsys):
    with pytest.raises(SystemExit) as end:
        options(*words)
    assert end.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.splitlines()[-1] == f"See: cnn-desktop {words[0]} --help"


def test_a_comma_in_a_number_is_a_point():
    assert options("train", "photos", "--learning-rate", "0,01").learning_rate == 0.01
