"""Standard output belongs to the answer alone, and nothing in it breaks a terminal, a pipe or a parser."""

from __future__ import annotations

import json
import os
import sys

import pytest

from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import accuracy, duration, shortened, table


def test_with_json_what_libraries_print_goes_to_standard_error(capfd):
    with Output(as_json=True) as output:
        os.write(1, b"native chatter\n")
        print("Python chatter", flush=True)
        output.line("for people")
        output.record({"images": 3})
    out, err = capfd.readouterr()
    assert out == '{"images": 3}\n'
    assert "native chatter" in err
    assert "Python chatter" in err
    assert "for people" not in out + err


def test_afterwards_standard_output_is_as_before(capfd):
    with Output(as_json=True):
        pass
    print("later")
    assert capfd.readouterr().out == "later\n"


def test_numbers_that_json_does_not_know_become_null(capfd):
    with Output(as_json=True) as output:
        output.record({"loss": float("nan"), "list": [float("inf"), 1.5]})
    assert json.loads(capfd.readouterr().out) == {"loss": None, "list": [None, 1.5]}


def test_a_name_that_is_not_utf_8_keeps_its_bytes_in_json(capfd):
    name = os.fsdecode(b"caf\xe9.png")
    with Output(as_json=True) as output:
        output.record({"image": name})
    line = capfd.readouterr().out
    assert line.isascii()
    assert os.fsencode(json.loads(line)["image"]) == b"caf\xe9.png"


def test_a_name_cannot_colour_the_terminal_or_break_the_line(capfd):
    with Output(as_json=False) as output:
        output.line("evil\x1b[31m\nname\udce9.png")
    out = capfd.readouterr().out
    assert out.count("\n") == 1
    assert "\x1b" not in out


def test_progress_shows_on_a_terminal_and_makes_room_for_lines(monkeypatch):
    try:
        ours, theirs = os.openpty()
    except (AttributeError, OSError) as error:
        pytest.skip(f"needs a pseudo-terminal: {error}")
    with open(theirs, "w", closefd=False) as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with Output(as_json=False) as output:
            output.progress("epoch 1 of 30")
            output.note("a word")
    seen = ""
    while not seen.endswith("\n"):  # a terminal hands on what it has, a piece at a time
        seen += os.read(ours, 1000).decode()
    os.close(theirs)
    os.close(ours)
    assert seen.startswith("\repoch 1 of 30")
    assert "\r             \r" in seen
    assert seen.endswith("a word\r\n")


def test_progress_is_silent_in_a_file(capfd):
    with Output(as_json=False) as output:
        output.progress("epoch 1 of 30")
    assert capfd.readouterr().err == ""


def test_an_accuracy_says_its_split_its_number_and_its_interval():
    assert accuracy("validation", 1204, 0.931, (0.9152, 0.9441)) == (
        "validation   93.1 % of 1,204 images right  (95 % interval 91.5–94.4 %)"
    )


@pytest.mark.parametrize(("seconds", "words"), [(0.4, "0 s"), (59, "59 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")])
def test_durations(seconds, words):
    assert duration(seconds) == words


def test_columns_align_under_names_of_any_script():
    lines = table([("犬", "1"), ("ab", "1,000"), ("a\u0301", "22")])
    assert lines == ["  犬      1", "  ab  1,000", "  a\u0301      22"]


def test_long_lists_end_with_how_many_more():
    lines = shortened([str(number) for number in range(50)], most=3)
    assert lines == ["0", "1", "2", "  … and 47 more; --json lists all"]
