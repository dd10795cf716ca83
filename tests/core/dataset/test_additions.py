"""Copies put into a dataset: under free names, whole or not at all, and taken away only while they are ours."""

import os
import sys

import pytest

from cnn_desktop.core import reading
from cnn_desktop.core.dataset import additions
from cnn_desktop.core.dataset.additions import find_place, names_in, names_like, put, take_back
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.errors import UserError
from tests import samples

CONTENT = b"an image"


@pytest.fixture
def dataset(tmp_path):
    return samples.shapes(tmp_path / "data", classes=2, per_class=3)


@pytest.fixture
def first_class(dataset):
    return sorted(folder.name for folder in dataset.iterdir())[0]


def test_a_copy_lies_in_its_class_under_its_own_name(dataset, first_class):
    place = find_place(dataset, first_class, names_like("owl.jpg"))
    put(place, CONTENT)
    assert (dataset / first_class / "owl.jpg").read_bytes() == CONTENT
    assert (place.file, place.made_class) == (f"{first_class}/owl.jpg", False)


def test_a_name_that_is_taken_is_never_written_over(dataset, first_class):
    for _ in range(3):
        put(find_place(dataset, first_class, names_like("owl.jpg")), CONTENT)
    names = {file.name for file in (dataset / first_class).glob("owl*")}
    assert names == {"owl.jpg", "owl (2).jpg", "owl (3).jpg"}
    taken = additions.Place(dataset, f"{first_class}/owl.jpg", made_class=False)
    with pytest.raises(FileExistsError):
        put(taken, b"another")
    assert taken.path.read_bytes() == CONTENT


def test_where_there_are_no_hard_links_nothing_is_written_over_either(dataset, first_class, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    place = find_place(dataset, first_class, names_like("owl.jpg"))
    put(place, CONTENT)
    with pytest.raises(FileExistsError):
        put(place, b"another")
    assert place.path.read_bytes() == CONTENT


def test_pixels_are_numbered_within_their_group(dataset, first_class):
    for _ in range(2):
        put(find_place(dataset, first_class, names_in("drawn-1")), CONTENT)
    assert {file.name for file in (dataset / first_class).glob("drawn*")} == {"drawn-1_001.png", "drawn-1_002.png"}


def test_of_a_ready_made_split_the_training_folder_is_added_to(dataset, first_class):
    home = dataset.with_name("split")
    home.mkdir()
    dataset.rename(home / "Train")
    (home / "test").mkdir()
    (home / "Train" / first_class).rename(home / "test" / first_class)
    (home / "Train" / first_class).mkdir()
    place = find_place(home, first_class, names_like("owl.jpg"))
    assert place.file == f"Train/{first_class}/owl.jpg"


def test_a_folder_without_classes_gets_its_first(tmp_path):
    place = find_place(tmp_path, "owl", names_like("a.png"))
    put(place, CONTENT)
    assert (tmp_path / "owl" / "a.png").exists()
    assert place.made_class


def test_what_is_added_is_found_by_a_scan_and_leaves_no_trace_of_its_writing(dataset, first_class):
    before = scan(dataset)
    picture = next((dataset / first_class).iterdir()).read_bytes()
    put(find_place(dataset, first_class, names_like("added.png")), picture)
    after = scan(dataset)
    assert len(after.images) == len(before.images) + 1
    assert after.skipped == before.skipped


@pytest.mark.parametrize("name", ["", " ", ".", "..", "a/b", ".hidden", "a\0b", "x" * 300])
def test_a_class_that_cannot_be_a_folder_is_refused(dataset, name):
    with pytest.raises(UserError):
        find_place(dataset, name, names_like("a.png"))


def test_a_dataset_that_is_gone_is_told(tmp_path):
    with pytest.raises(UserError, match="There is no folder"):
        find_place(tmp_path / "gone", "owl", names_like("a.png"))


def test_a_class_folder_that_is_a_link_is_refused(dataset, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (dataset / "linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="is a link"):
        find_place(dataset, "linked", names_like("a.png"))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a folder that may not be written")
def test_a_folder_that_may_not_be_written_is_told(dataset, first_class):
    (dataset / first_class).chmod(0o500)
    with pytest.raises(UserError, match="Nothing could be written"):
        put(find_place(dataset, first_class, names_like("a.png")), CONTENT)
    (dataset / first_class).chmod(0o700)


# ------------------------------------------------------------ taking back


@pytest.fixture
def added(dataset):
    place = find_place(dataset, "new", names_like("owl.jpg"))
    put(place, CONTENT)
    return place


def test_a_copy_is_taken_back_with_the_class_made_for_it_and_kept(added, tmp_path):
    assert take_back(added, reading.digest(CONTENT), tmp_path / "kept" / "1")
    assert not added.path.parent.exists()
    assert (tmp_path / "kept" / "1").read_bytes() == CONTENT


def test_a_class_that_holds_more_by_now_stays(added, tmp_path):
    (added.path.parent / "mine.png").write_bytes(b"mine")
    take_back(added, reading.digest(CONTENT), tmp_path / "kept" / "1")
    assert [file.name for file in added.path.parent.iterdir()] == ["mine.png"]


def test_a_copy_that_was_changed_since_is_left_alone(added, tmp_path):
    added.path.write_bytes(b"retouched")
    with pytest.raises(UserError, match="was changed since it was added"):
        take_back(added, reading.digest(CONTENT), tmp_path / "kept" / "1")
    assert added.path.read_bytes() == b"retouched"


def test_a_link_in_the_place_of_a_copy_is_left_alone(added, tmp_path):
    other = tmp_path / "mine.jpg"
    other.write_bytes(CONTENT)
    added.path.unlink()
    added.path.symlink_to(other)
    with pytest.raises(UserError, match="was changed"):
        take_back(added, reading.digest(CONTENT), tmp_path / "kept" / "1")
    assert other.exists()


def test_a_copy_that_is_gone_already_is_no_mistake(added, tmp_path):
    added.path.unlink()
    assert not take_back(added, reading.digest(CONTENT), tmp_path / "kept" / "1")
