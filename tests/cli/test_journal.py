"""`journal` and what `runs` says of a run whose dataset has changed. The trained run is real; nothing here trains."""

import shutil

import pytest

from cnn_desktop.core import journal
from cnn_desktop.core.messages import AddToDataset, Mend, MendImages
from cnn_desktop.core.runs import open_run
from cnn_desktop.engine.service.journal import add
from cnn_desktop.engine.service.mending import mend
from cnn_desktop.gui.screens.runs_on_disk import write_run
from tests import samples


@pytest.fixture
def folder(tmp_path):
    """A runs folder with one run, on a dataset that is there."""
    run = write_run(tmp_path, "meadow")
    samples.shapes(run.config.dataset, classes=2, per_class=2)
    return run.folder.parent


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "owl.jpg"
    file.write_bytes(b"x")
    return file


@pytest.fixture
def added(folder, photo):
    dataset = open_run(next(one for one in folder.iterdir() if one.is_dir())).config.dataset
    return add(AddToDataset(1, folder / journal.FILE, dataset, "owl", "circle", file=photo))[0]


def test_a_run_is_listed_as_stale_until_the_image_is_taken_back(run, folder, added):
    (record,) = run("runs", folder, "--json").records
    assert record["stale"] == {"added": 1, "removed": 0, "edited": 0}
    assert "stale: 1 image added since" in run("runs", folder).out
    assert run("journal", folder, "--undo").code == 0
    assert run("runs", folder, "--json").records[0]["stale"] is None


def test_the_journal_is_listed_and_taken_back_and_done_again(run, folder, added):
    (record,) = run("journal", folder, "--json").records
    assert (record["class"], record["predicted"], record["file"], record["undone"]) == (
        "owl", "circle", "owl/owl.jpg", False,
    )  # fmt: skip
    assert "added “owl/owl.jpg”: “owl”, not “circle”" in run("journal", folder).out
    assert "Took “owl/owl.jpg” back" in run("journal", folder, "--undo").out
    assert not (added.dataset / "owl").exists()
    assert "taken back" in run("journal", folder).out
    nothing = run("journal", folder, "--undo")
    assert (nothing.code, "nothing to take back" in nothing.out) == (1, True)
    assert run("journal", folder, "--redo", "--json").records[0]["entry"] == added.id
    assert (added.dataset / "owl" / "owl.jpg").exists()


def test_a_torn_line_is_told_beside_the_answer(run, folder, added):
    with (folder / journal.FILE).open("ab") as torn:
        torn.write(b'{"id')
    listed = run("journal", folder)
    assert "1 line of the journal was passed over" in listed.err
    assert listed.code == 0
    assert "passed over" in run("runs", folder).err


def test_no_journal_yet_is_no_mistake_but_a_wrong_folder_is(run, folder, tmp_path):
    assert "0 entries" in run("journal", folder).out
    assert run("journal", tmp_path / "gone").code == 1
    assert run("journal", folder, "--undo", "--redo").code == 2


def test_an_image_changed_since_is_refused_in_plain_words(run, folder, added):
    (added.dataset / added.file).write_bytes(b"retouched")
    refused = run("journal", folder, "--undo")
    assert (refused.code, "was changed since" in refused.err) == (1, True)
    shutil.rmtree(added.dataset / "owl")


def test_corrections_are_listed_and_copied_to_a_new_folder(run, folder, tmp_path):
    dataset = open_run(next(one for one in folder.iterdir() if one.is_dir())).config.dataset
    mends = (Mend("circle/000.png", "square", "circle", "square"), Mend("circle/001.png", "", "circle", "square"))
    mend(MendImages(1, folder / journal.FILE, dataset, mends))
    said = run("journal", folder).out
    assert "relabelled “circle/000.png”: “square”, not “circle”" in said
    assert "left out “circle/001.png”: labelled “circle”" in said
    done = run("journal", folder, "--copy", dataset, tmp_path / "copy", "--json")
    assert done.code == 1, "one class has no image left"
    run("journal", folder, "--undo")
    mend(MendImages(2, folder / journal.FILE, dataset, mends[:1]))
    (record,) = run("journal", folder, "--copy", dataset, tmp_path / "copy", "--json").records
    assert record["copied"] == 4
    assert sorted(file.name for file in (tmp_path / "copy" / "square").iterdir()) == [
        "000 (2).png", "000.png", "001.png",
    ]  # fmt: skip
    assert "not empty" in run("journal", folder, "--copy", dataset, tmp_path / "copy").err
