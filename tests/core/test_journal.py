"""The journal: lines are only ever added, folded into what holds now, and survive what happens to disks."""

import dataclasses
import multiprocessing
from pathlib import Path

import pytest

from cnn_desktop.core import journal
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.journal import Entry, Journal, Step
from cnn_desktop.core.staleness import Staleness, changes_of

DATASET = Path("/pictures/Würfel \u202e \udce9")


def entry(name, time=1.0, kind="added", **changes):
    made = Entry(
        id=name, time=time, kind=kind, dataset=DATASET, file=f"7/{name}.png", class_name="7", predicted="1",
        digest="00ff",
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


def undone(of, time=2.0):
    return Step(id=f"undo {of} {time}", time=time, kind="undone", of=of)


def redone(of, time=3.0):
    return Step(id=f"redo {of} {time}", time=time, kind="redone", of=of)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "runs" / journal.FILE


def write(file, *lines):
    with journal.locked(file):
        for line in lines:
            journal.append(file, line)


def test_what_was_written_is_read_back(file):
    lines = (entry("a", 1_763_000_000.123456, made_class=True), entry("b", kind="noted"), undone("a"))
    write(file, *lines)
    assert journal.read(file) == Journal(lines)


def test_there_may_be_no_journal_yet(file):
    assert journal.read(file) == Journal()
    assert journal.read(file).last_in_force is None


def test_nothing_written_before_is_ever_changed(file):
    write(file, entry("a"))
    before = file.read_bytes()
    write(file, undone("a"), redone("a"), entry("b"))
    assert file.read_bytes().startswith(before)


def test_taking_back_and_doing_again_are_further_lines():
    a, b = entry("a"), entry("b")
    assert Journal((a, b)).last_in_force == b
    assert Journal((a, b, undone("b"))).last_in_force == a
    assert Journal((a, b, undone("b"), undone("a"))).last_in_force is None
    assert Journal((a, b, undone("b"), redone("b"))).last_in_force == b
    (first, second) = Journal((a, b, undone("b"))).state()
    assert (first.undone_by, second.undone_by) == ("", "undo b 2.0")


def test_what_was_taken_back_last_comes_back_first():
    a, b = entry("a"), entry("b")
    assert Journal((a, b)).next_to_redo is None
    assert Journal((a, b, undone("b"), undone("a"))).next_to_redo == a
    assert Journal((a, b, undone("b"), undone("a"), redone("a"))).next_to_redo == b
    assert Journal((a, b, undone("b"), entry("c"))).next_to_redo is None


@pytest.mark.parametrize("cut", [1, 20, 2])
def test_a_line_torn_by_a_power_cut_is_passed_over_and_told(file, cut):
    write(file, entry("a"), entry("b"))
    file.write_bytes(file.read_bytes()[:-cut])
    read = journal.read(file)
    if cut == 1:  # the end of the line alone is missing: a reader cannot know that it was all
        assert read.lines == (entry("a"),)
    assert read.lines[0] == entry("a")
    assert "1 line of the journal was passed over" in read.note
    write(file, entry("c"))
    assert [line.id for line in journal.read(file).lines][::2] in (["a", "c"], ["a"])
    assert journal.read(file).last_in_force == entry("c")


@pytest.mark.parametrize(
    "line", [b"\0" * 40, b"[1]", b'{"kind": "added"}', b"\xff\xfe", b'{"kind": "from the future", "time": "x"}']
)
def test_a_line_that_makes_no_sense_hides_no_other(file, line):
    write(file, entry("a"))
    with file.open("ab") as damaged:
        damaged.write(line + b"\n")
    write(file, entry("b"))
    read = journal.read(file)
    assert read.lines == (entry("a"), entry("b"))
    assert "passed over" in read.note


def test_a_journal_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / journal.FILE).mkdir()
    with pytest.raises(UserError, match="could not be read"):
        journal.read(tmp_path / journal.FILE)


def _write_many(file, writer):
    for number in range(20):
        write(file, entry(f"{writer} {number}"))


def test_two_programs_at_once_lose_no_line(file):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(file, name)) for name in "ab"]
    for one in writers:
        one.start()
    for one in writers:
        one.join(60)
    read = journal.read(file)
    assert (len(read.lines), read.note) == (40, "")
    assert [line.id for line in read.lines if line.id.startswith("a")] == [f"a {number}" for number in range(20)]


# ------------------------------------------------------------ stale runs


def test_a_run_is_stale_by_what_was_added_to_its_dataset_since():
    lines = Journal((entry("a", 5.0), entry("b", 15.0), entry("c", 16.0)))
    assert changes_of(lines).since(DATASET, 10.0) == Staleness(added=2)
    assert changes_of(lines).since(DATASET, 10.0).words == "2 images added since"
    assert not changes_of(lines).since(DATASET, 20.0)
    assert not changes_of(lines).since(Path("/pictures/others"), 10.0)
    assert not changes_of(Journal()).since(DATASET, 10.0)


def test_what_came_and_went_since_leaves_a_run_fresh():
    assert not changes_of(Journal((entry("a", 15.0), undone("a", 16.0)))).since(DATASET, 10.0)
    again = Journal((entry("a", 15.0), undone("a", 16.0), redone("a", 17.0)))
    assert changes_of(again).since(DATASET, 10.0) == Staleness(added=1)


def test_a_run_that_learned_from_an_image_taken_back_later_is_stale():
    found = changes_of(Journal((entry("a", 5.0), undone("a", 15.0), entry("b", 16.0)))).since(DATASET, 10.0)
    assert found == Staleness(added=1, removed=1)
    assert found.words == "1 image added, 1 taken back since"
    assert (
        changes_of(Journal((entry("a", 5.0), undone("a", 15.0)))).since(DATASET, 10.0).words
        == "1 image taken back since"
    )


def test_what_was_only_noted_makes_nothing_stale():
    assert not changes_of(Journal((entry("a", 15.0, kind="noted"),))).since(DATASET, 10.0)


def test_a_dataset_reached_by_another_way_is_the_same(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    lines = Journal((entry("a", 15.0, dataset=tmp_path / "data"),))
    assert changes_of(lines).since(tmp_path / "link", 10.0) == Staleness(added=1)
