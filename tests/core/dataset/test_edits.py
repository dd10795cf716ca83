"""Corrections hold for the image they were made for, are taken back and made again, and touch no file."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from cnn_desktop.core import journal, reading
from cnn_desktop.core.dataset.corrected_copy import copy_corrected
from cnn_desktop.core.dataset.edits import Edits, edits_of, heeded, scope
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.dataset.split import make_split
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.journal import Entry, Journal, Step
from cnn_desktop.core.staleness import changes_of
from tests import samples


@pytest.fixture
def folder(tmp_path):
    return samples.shapes(tmp_path / "data", classes=3, per_class=6, duplicates=1)


@pytest.fixture
def dataset(folder):
    return scan(folder)


def entry(dataset, image, class_name="", *, id="1", at=0.0) -> Entry:
    return Entry(
        id=id, time=at, kind="relabelled" if class_name else "left_out", dataset=dataset.folder, file=image.file,
        class_name=class_name or image.class_name, predicted="", was=image.class_name,
        digest=reading.digest((dataset.folder / image.file).read_bytes()),
    )  # fmt: skip


def digest_of(file: Path) -> str:
    return reading.digest(reading.read_file(file))


def corrected(dataset, *lines):
    return heeded(dataset, edits_of(Journal(lines), dataset.folder), digest_of)


def labels(dataset):
    return {image.file: image.class_name for image in dataset.images}


def test_a_corrected_label_and_an_image_left_out_are_heeded_and_nothing_else_changes(dataset):
    first, second = dataset.images[0], dataset.images[-1]
    other = dataset.classes[1]
    found = corrected(dataset, entry(dataset, first, other), entry(dataset, second, id="2"))
    wanted = labels(dataset) | {first.file: other}
    del wanted[second.file]
    assert labels(found) == wanted
    assert found.classes == dataset.classes
    assert (found.skipped[-1].file, found.skipped[-1].reason) == (second.file, "You left it out.")
    assert edits_of(Journal((entry(dataset, first, other), entry(dataset, second, id="2"))), dataset.folder).words == (
        "1 label corrected, 1 image left out"
    )
    make_split(found, validation=0.2, test=0.2, seed=0)  # equal files that lost their twin are no stumbling block


def test_what_is_taken_back_no_longer_holds_and_the_newest_of_two_corrections_does(dataset):
    image, (one, two, three) = dataset.images[0], dataset.classes
    assert image.class_name == one
    first, second = entry(dataset, image, two), entry(dataset, image, three, id="2")
    undone = Step(id="3", time=0.0, kind="undone", of="2")
    assert labels(corrected(dataset, first, second))[image.file] == three
    assert labels(corrected(dataset, first, second, undone))[image.file] == two
    assert labels(corrected(dataset, first, second, undone, replace(undone, id="4", of="1"))) == labels(dataset)
    redone = Step(id="5", time=0.0, kind="redone", of="2")
    assert labels(corrected(dataset, first, second, undone, redone))[image.file] == three


def test_a_correction_of_an_image_that_was_changed_since_is_passed_over_and_told(dataset):
    image = dataset.images[0]
    made = replace(entry(dataset, image, dataset.classes[1]), digest="other")
    found = corrected(dataset, made)
    assert labels(found) == labels(dataset)
    assert found.warnings[-1] == "1 correction was passed over: the image changed since."


def test_a_class_that_lost_all_its_images_is_none_and_one_class_is_too_few(dataset):
    lines = [entry(dataset, image, id=str(n)) for n, image in enumerate(dataset.images)]
    of_first = [line for line in lines if line.class_name == dataset.classes[0]]
    assert corrected(dataset, *of_first).classes == dataset.classes[1:]
    with pytest.raises(UserError, match="Fewer than two classes"):
        corrected(dataset, *[line for line in lines if line.class_name != dataset.classes[0]])


def test_edits_of_another_dataset_do_not_count(dataset, tmp_path):
    line = entry(dataset, dataset.images[0], dataset.classes[1])
    assert len(edits_of(Journal((replace(line, dataset=tmp_path),)), dataset.folder)) == 0


def test_edits_survive_json(dataset):
    lines = (entry(dataset, dataset.images[0], "x"), entry(dataset, dataset.images[1], id="2"))
    found = edits_of(Journal(lines), dataset.folder)
    assert found.journal == "2"
    assert Edits.from_json(found.to_json()) == found


def test_a_run_made_before_a_correction_is_stale_until_it_is_taken_back(dataset):
    line = entry(dataset, dataset.images[0], dataset.classes[1], at=10.0)
    undone = Step(id="9", time=11.0, kind="undone", of="1")
    assert changes_of(Journal((line,))).since(dataset.folder, 5.0).words == "1 image corrected since"
    assert not changes_of(Journal((line,))).since(dataset.folder, 10.5)
    assert not changes_of(Journal((line, undone))).since(dataset.folder, 5.0)
    assert changes_of(Journal((line, undone))).since(dataset.folder, 10.5).edited == 1


def test_a_batch_is_taken_back_and_made_again_together(dataset, tmp_path):
    file = tmp_path / journal.FILE
    alone = entry(dataset, dataset.images[0], "x", id="0")
    both = [replace(entry(dataset, image, "y", id=image.file), batch="b") for image in dataset.images[1:3]]
    with journal.locked(file):
        journal.append(file, alone, *both)
    kept = journal.read(file)
    assert {one.id for one in kept.to_undo()} == {one.id for one in both}
    assert kept.to_undo(journal.Scope(("added",))) == ()
    assert kept.to_undo(scope(tmp_path)) == (), "of another dataset"
    assert len(kept.to_undo(scope(dataset.folder))) == 2
    now = time.time()
    steps = [Step(id=f"u{one.id}", time=now, kind="undone", of=one.id) for one in both]
    with journal.locked(file):
        journal.append(file, *steps)
    kept = journal.read(file)
    assert kept.to_undo() == (alone,)
    assert {one.id for one in kept.to_redo()} == {one.id for one in both}


def test_a_corrected_copy_lies_elsewhere_and_leaves_the_dataset_as_it_is(dataset, tmp_path):
    first, second, other = dataset.images[0], dataset.images[-1], dataset.classes[1]
    found = corrected(dataset, entry(dataset, first, other), entry(dataset, second, id="2"))
    before = {file: file.read_bytes() for file in dataset.folder.rglob("*") if file.is_file()}
    target, told = tmp_path / "copy", []
    done = copy_corrected(dataset, found, target, lambda *at: told.append(at), lambda: False)
    assert (done.copied, done.refused) == (len(found.images), ())
    assert told[-1] == (done.copied, done.copied)
    copied = scan(target)
    assert copied.counts == found.counts
    assert (target / other / Path(first.file).name).exists()
    assert {file: file.read_bytes() for file in dataset.folder.rglob("*") if file.is_file()} == before
    for bad in (target, dataset.folder / "new"):
        with pytest.raises(UserError, match=r"not empty|in the dataset itself"):
            copy_corrected(dataset, found, bad, lambda *_: None, lambda: False)
