"""A station decides by a clear majority, and has a person look where there is none."""

import csv

import numpy as np
import pytest

from cnn_desktop.core import station_log
from cnn_desktop.core.images import decode
from cnn_desktop.core.station import Answer, Decision, Rules, Vote, Watch, decide

RULES = Rules(passing=frozenset({"good", "fine"}), empty=frozenset({"bare"}), votes=5)


def answers(*names, confidence=0.9):
    """A name with “?” is not sure."""
    return [Answer(name.strip("?"), confidence, not name.endswith("?"), at) for at, name in enumerate(names, 1)]


@pytest.mark.parametrize(
    ("said", "verdict", "class_name", "agreeing"),
    [
        (["good"] * 5, "pass", "good", 5),
        (["good", "fine", "good", "bent", "bent"], "pass", "good", 3),  # two classes pass together
        (["bent", "bent", "bent", "good", "good"], "fail", "bent", 3),
        (["bent", "bent", "good", "good", "bare"], "check", "bent", 0),
        (["good", "good", "good?", "good?", "good?"], "check", "good", 3),  # sure two times of five is no majority
        (["good?"] * 5, "check", "good", 5),
        (["bare", "bare", "bare", "good", "bent"], "nothing", "bare", 3),
    ],
)
def test_more_than_half_of_the_frames_have_to_agree(said, verdict, class_name, agreeing):
    decided = decide(answers(*said), RULES)
    assert (decided.verdict, decided.class_name, decided.agreeing, decided.votes) == (verdict, class_name, agreeing, 5)


def test_only_the_newest_frames_vote_and_the_newest_that_agrees_is_the_evidence():
    decided = decide(answers("bent", "bent", "bent", "good", "good", "good", "bent", "good"), RULES)
    assert (decided.verdict, decided.frame) == ("pass", 8)
    assert decide(answers("good", "good", "good", "good", "bent"), RULES).frame == 4


def test_the_confidence_is_the_mean_of_the_frames_that_agree():
    mixed = [Answer("good", 0.8, True), Answer("good", 0.9, True), Answer("good", 1.0, True), *answers("bent", "bent")]
    assert decide(mixed, RULES).confidence == pytest.approx(0.9)


def test_a_vote_waits_for_enough_frames_and_begins_anew_when_cleared():
    vote = Vote(RULES)
    decided = [vote.add(answer) for answer in answers(*["good"] * 6)]
    assert [one and one.verdict for one in decided] == [None, None, None, None, "pass", "pass"]
    vote.clear()
    assert vote.add(answers("good")[0]) is None


def test_a_watch_tells_of_a_change_once_it_has_stood():
    watch = Watch(Rules(passing=frozenset({"good"}), votes=2))

    def heard(verdict):
        return watch.hear(Decision(verdict, "x", 0.9, 2, 2))

    assert [bool(heard(one)) for one in ("pass", "pass", "pass")] == [False, True, False]
    assert [bool(heard(one)) for one in ("fail", "pass", "pass")] == [False, False, False]  # a flicker
    assert [bool(heard(one)) for one in ("nothing", "nothing", "pass", "pass")] == [False, True, False, True]
    watch.forget()
    assert [bool(heard(one)) for one in ("pass", "pass")] == [False, True]


def test_evidence_is_an_image_and_a_line_that_no_spreadsheet_computes(tmp_path):
    pixels = np.zeros((4, 6, 3), np.uint8)
    pixels[..., 0] = 200
    decision = Decision("fail", "=1+1", 0.91234, 4, 5)
    first = station_log.keep(tmp_path / "evidence", decision, pixels, "@net", 1_700_000_000.25)
    second = station_log.keep(tmp_path / "evidence", decision, pixels, "net", 1_700_000_000.25)
    assert first != second
    assert (decode(first) == pixels).all()
    with (tmp_path / "evidence" / station_log.TABLE).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == station_log.COLUMNS
    assert rows[0][1:7] == ["fail", "'=1+1", "0.9123", "4", "5", "'@net"]
    assert [row[7] for row in rows] == [f"images/{first.name}", f"images/{second.name}"]
    assert rows[0][0].endswith(".250")


def test_a_line_that_was_cut_off_does_not_spoil_the_next(tmp_path):
    (tmp_path / station_log.TABLE).write_bytes(b"time,verdict\n2026,pa")
    station_log.keep(tmp_path, Decision("pass", "good", 1.0, 5, 5), np.zeros((2, 2, 3), np.uint8), "net", 0.0)
    lines = (tmp_path / station_log.TABLE).read_text().splitlines()
    assert len(lines) == 3
    assert lines[1] == "2026,pa"
    assert ",pass,good," in lines[2]
