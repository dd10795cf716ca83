"""Right or wrong: what is said is kept, copies are added and taken back, and no file of the user's is touched."""

import hashlib
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnn_desktop.core import images, journal
from cnn_desktop.core.messages import (
    AddedToDataset,
    AddToDataset,
    ImageSaved,
    RedoLast,
    RequestFailed,
    SaveImage,
    UndoLast,
    Undone,
)
from cnn_desktop.engine.service import serve
from tests import samples

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)


def ask(request):
    """The one event that answers `request`."""
    events = []
    serve([request], events.append, lambda: False)
    (event,) = events
    return event


@pytest.fixture
def dataset(tmp_path):
    return samples.shapes(tmp_path / "data", classes=2, per_class=3)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "runs" / journal.FILE


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "elsewhere" / "owl.jpg"
    file.parent.mkdir()
    file.write_bytes(b"not even an image: copied byte for byte")
    return file


def tree(folder):
    """What every file below holds."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def test_a_file_is_copied_byte_for_byte_and_entered(dataset, file, photo):
    answer = ask(AddToDataset(3, file, dataset, "owl", "circle", file=photo))
    assert answer == AddedToDataset(3, dataset / "owl" / "owl.jpg", "owl", answer.entry)
    assert answer.file.read_bytes() == photo.read_bytes()
    (entry,) = journal.read(file).lines
    assert (entry.id, entry.kind, entry.dataset, entry.file) == (answer.entry, "added", dataset, "owl/owl.jpg")
    assert (entry.class_name, entry.predicted, entry.made_class) == ("owl", "circle", True)


def test_pixels_become_a_picture_of_the_same_pixels(dataset, file):
    answer = ask(AddToDataset(3, file, dataset, "owl", "circle", pixels=PIXELS, group="drawn-1"))
    assert answer.file == dataset / "owl" / "drawn-1_001.png"
    np.testing.assert_array_equal(images.decode(answer.file), PIXELS)


def test_what_is_only_noted_is_copied_nowhere(dataset, file, photo):
    before = tree(dataset)
    answer = ask(AddToDataset(3, file, dataset, "owl", "owl", file=photo, only_notes=True))
    assert answer.file is None
    assert tree(dataset) == before
    assert journal.read(file).lines[0].kind == "noted"
    assert "Forgot" in ask(UndoLast(4, file)).message


def test_undoing_leaves_the_dataset_byte_for_byte_as_it_was(dataset, file, photo):
    before = tree(dataset)
    ask(AddToDataset(1, file, dataset, "owl", "circle", file=photo))
    ask(AddToDataset(2, file, dataset, "circle", "owl", pixels=PIXELS))
    added = tree(dataset)
    assert isinstance(ask(UndoLast(3, file)), Undone)
    assert ask(UndoLast(4, file)).message.startswith("Took “owl/owl.jpg” back")
    assert tree(dataset) == before
    assert ask(UndoLast(5, file)) == Undone(5, "", "There is nothing to take back.")
    assert ask(RedoLast(6, file)).entry
    assert ask(RedoLast(7, file)).entry
    assert tree(dataset) == added
    assert ask(RedoLast(8, file)) == Undone(8, "", "There is nothing to do again.")


def test_a_copy_that_was_changed_stays_and_so_does_its_entry(dataset, file, photo):
    added = ask(AddToDataset(1, file, dataset, "owl", "circle", file=photo)).file
    added.write_bytes(b"retouched")
    refused = ask(UndoLast(2, file))
    assert isinstance(refused, RequestFailed)
    assert (refused.ticket, refused.details) == (2, "")
    assert "was changed since" in refused.message
    assert added.read_bytes() == b"retouched"
    assert journal.read(file).last_in_force is not None


def test_a_copy_that_is_gone_is_taken_off_the_journal(dataset, file, photo):
    ask(AddToDataset(1, file, dataset, "owl", "circle", file=photo)).file.unlink()
    assert "gone already" in ask(UndoLast(2, file)).message
    assert journal.read(file).last_in_force is None


def test_what_cannot_be_copied_leaves_no_entry_in_force(dataset, file, photo):
    for refused in (
        ask(AddToDataset(1, file, dataset / "gone", "owl", "circle", file=photo)),
        ask(AddToDataset(1, file, dataset, "a/b", "circle", file=photo)),
        ask(AddToDataset(1, file, dataset, "owl", "circle", file=photo.with_name("gone.jpg"))),
    ):
        assert isinstance(refused, RequestFailed)
        assert refused.details == ""
    assert journal.read(file).last_in_force is None


def test_a_torn_line_is_told_with_the_next_answer(dataset, file, photo):
    ask(AddToDataset(1, file, dataset, "owl", "circle", file=photo))
    with file.open("ab") as torn:
        torn.write(b'{"id": "x", "ti')
    assert "passed over" in ask(AddToDataset(2, file, dataset, "owl", "circle", file=photo)).note
    assert len(journal.read(file).lines) == 2


def test_a_picture_is_saved_where_nothing_is(tmp_path):
    target = tmp_path / "snapshots" / "1.png"
    assert ask(SaveImage(5, target, PIXELS)) == ImageSaved(5, target)
    np.testing.assert_array_equal(images.decode(target), PIXELS)
    refused = ask(SaveImage(6, target, 255 - PIXELS))
    assert isinstance(refused, RequestFailed)
    assert "already" in refused.message
    np.testing.assert_array_equal(images.decode(target), PIXELS)


_KILLED = """
import os, signal, sys
from pathlib import Path
from cnn_desktop.core.dataset import additions
from cnn_desktop.core.messages import AddToDataset
from cnn_desktop.engine.service import journal
put = additions.put
def killed(*given):
    if sys.argv[1] == "after":
        put(*given)
    os.kill(os.getpid(), signal.SIGKILL)
additions.put = killed
file, dataset, photo = map(Path, sys.argv[2:])
journal.add(AddToDataset(1, file, dataset, "owl", "circle", file=photo))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of other systems")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_leaves_no_copy_that_the_journal_does_not_know(dataset, file, photo, moment):
    before = tree(dataset)
    command = [sys.executable, "-c", _KILLED, moment, file, dataset, photo]
    ended = subprocess.run(list(map(str, command)), check=False, timeout=60, cwd=Path(__file__).parents[2])
    assert ended.returncode == -signal.SIGKILL
    assert (dataset / "owl" / "owl.jpg").exists() == (moment == "after")
    assert ask(UndoLast(2, file)).entry
    assert tree(dataset) == before
