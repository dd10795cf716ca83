import os

import pytest

from cnn_desktop.core.dataset import layout as layouts
from cnn_desktop.core.dataset.layout import find_layout
from cnn_desktop.core.errors import Cancelled, UserError

needs_posix = pytest.mark.skipif(os.name != "posix", reason="needs links, pipes and byte names")


def fill(folder, *files):
    """Empty files: a layout tells from names alone."""
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()
    return folder


def layout(folder):
    return find_layout(folder, lambda: None)


def classes(folder):
    return [name for name, _ in layout(folder).classes]


def test_sub_folders_are_classes_whatever_lies_below_them(tmp_path):
    fill(tmp_path, "cat/1.jpg", "cat/indoors/night/2.jpg", "dog/1.jpg")
    found = layout(tmp_path)
    assert found.classes == (("cat", 2), ("dog", 1))
    assert [(one.file, one.class_name, one.split) for one in found.candidates] == [
        ("cat/1.jpg", "cat", None),
        ("cat/indoors/night/2.jpg", "cat", None),
        ("dog/1.jpg", "dog", None),
    ]


def test_names_are_in_natural_order(tmp_path):
    fill(tmp_path, *(f"{name}/{number}.jpg" for name in ("10", "9", "b", "A", "C") for number in (10, 9, 1)))
    found = layout(tmp_path)
    assert [name for name, _ in found.classes] == ["9", "10", "A", "b", "C"]
    assert [one.file for one in list(found.candidates)[:3]] == ["9/1.jpg", "9/9.jpg", "9/10.jpg"]


@pytest.mark.parametrize(
    ("training", "validation", "test"),
    [("train", "val", "test"), ("Training", "VALID", "Testing"), ("entrenamiento", "validación", "testeo")],
)
def test_a_ready_made_split_is_recognised(tmp_path, training, validation, test):
    fill(tmp_path, *(f"{part}/{name}/1.jpg" for part in (training, validation, test) for name in ("cat", "dog")))
    found = layout(tmp_path)
    assert found.classes == (("cat", 3), ("dog", 3))
    assert [one.split for one in found.candidates] == ["training"] * 2 + ["validation"] * 2 + ["test"] * 2


def test_split_names_beside_another_class_are_classes(tmp_path):
    assert classes(fill(tmp_path, "train/1.jpg", "test/1.jpg", "bus/1.jpg")) == ["bus", "test", "train"]


def test_split_names_without_training_are_classes(tmp_path):
    assert classes(fill(tmp_path, "val/1.jpg", "test/1.jpg")) == ["test", "val"]


def test_hidden_folders_and_those_of_archives_are_no_classes(tmp_path):
    fill(tmp_path, "cat/1.jpg", "dog/1.jpg", "__MACOSX/cat/._1.jpg", ".git/x.jpg", ".DS_Store", "Thumbs.db")
    found = layout(tmp_path)
    assert [name for name, _ in found.classes] == ["cat", "dog"]
    assert found.skipped == ()
    assert found.notes == ()


def test_folders_without_images_are_named_and_are_no_classes(tmp_path):
    fill(tmp_path, "cat/1.jpg", "dog/1.jpg", "labels/1.txt").joinpath("bird").mkdir()
    found = layout(tmp_path)
    assert [name for name, _ in found.classes] == ["cat", "dog"]
    assert found.notes == ("“bird” and “labels” became no class: they hold no images.",)


def test_the_folder_around_an_unpacked_archive_is_looked_through(tmp_path):
    fill(tmp_path, "pets/pets/cat/1.jpg", "pets/pets/dog/1.jpg", "pets/README.md", "__MACOSX/pets/x")
    found = layout(tmp_path)
    assert found.classes == (("cat", 1), ("dog", 1))
    assert next(found.candidates).file == "pets/pets/cat/1.jpg"
    assert found.notes == ("The classes were found further inside, in “pets/pets”.",)


def test_a_split_inside_another_folder_is_found(tmp_path):
    fill(tmp_path, *(f"data/{part}/{name}/1.jpg" for part in ("train", "test") for name in ("cat", "dog")))
    assert {one.split for one in layout(tmp_path).candidates} == {"training", "test"}


def test_a_class_with_images_is_not_looked_through(tmp_path):
    assert classes(fill(tmp_path, "cat/1.jpg", "cat/more/2.jpg", "cat/others/3.jpg")) == ["cat"]


def test_images_beside_the_class_folders_are_named(tmp_path):
    fill(tmp_path, "cat/1.jpg", "dog/1.jpg", "loose.jpg", "README.txt", "labels.csv")
    assert [(one.file, one.reason) for one in layout(tmp_path).skipped] == [
        ("loose.jpg", "It lies beside the class folders, in no class.")
    ]


def test_system_and_hidden_files_in_a_class_are_named(tmp_path):
    fill(tmp_path, "cat/1.jpg", "cat/Thumbs.db", "cat/._1.jpg", "cat/.hidden.jpg", "dog/1.jpg")
    found = layout(tmp_path)
    assert [one.file for one in found.skipped] == ["cat/._1.jpg", "cat/.hidden.jpg", "cat/Thumbs.db"]
    assert found.files == 2


def test_test_images_without_classes_are_told_of(tmp_path):
    fill(tmp_path, "train/cat/1.jpg", "train/dog/1.jpg", "test/1.jpg", "test/2.jpg")
    found = layout(tmp_path)
    assert found.notes == ("The images in “test” lie in no class folders, so they are not used.",)
    assert [one.file for one in found.skipped] == ["test/1.jpg", "test/2.jpg"]


@needs_posix
def test_links_and_pipes_are_named_and_not_followed(tmp_path):
    fill(tmp_path, "cat/1.jpg", "dog/1.jpg")
    (tmp_path / "cat" / "up").symlink_to(tmp_path)
    (tmp_path / "cat" / "other.jpg").symlink_to(tmp_path / "dog" / "1.jpg")
    (tmp_path / "bird").symlink_to(tmp_path / "cat")
    os.mkfifo(tmp_path / "dog" / "pipe.jpg")
    found = layout(tmp_path)
    assert found.classes == (("cat", 1), ("dog", 1))
    assert [(one.file, one.reason) for one in found.skipped] == [
        ("bird", "It is a link; links are not followed."),
        ("cat/other.jpg", "It is a link; links are not followed."),
        ("cat/up", "It is a link; links are not followed."),
        ("dog/pipe.jpg", "It is a pipe or a device, not a file."),
    ]


@needs_posix
@pytest.mark.parametrize("name", ["with  space", "кошка", "猫", "\u202egnp.tac", "new\nline", "cat\udce9", "שלום"])
def test_any_class_name_is_kept_as_it_is(tmp_path, name):
    assert sorted(classes(fill(tmp_path, f"{name}/1.jpg", "dog/1.jpg"))) == sorted([name, "dog"])


@needs_posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="the administrator may read everything")
def test_a_folder_that_may_not_be_read_is_named(tmp_path):
    fill(tmp_path, "cat/1.jpg", "dog/1.jpg", "bird/1.jpg")
    (tmp_path / "bird").chmod(0)
    try:
        found = layout(tmp_path)
    finally:
        (tmp_path / "bird").chmod(0o700)
    assert [(one.file, one.reason) for one in found.skipped] == [
        ("bird/", "The folder could not be opened: you may not read it.")
    ]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "“data” holds no images"),
        (["notes.txt", "cat/notes.txt"], "“data” holds no images"),
        (["1.jpg", "2.png", "notes.txt"], "“data” holds 2 images, but no class folders"),
        (["train/1.jpg", "train/2.jpg"], "images in “train” lie in no class folders"),
    ],
)
def test_what_is_no_dataset_is_refused_in_plain_words(tmp_path, files, words):
    (tmp_path / "data").mkdir()
    with pytest.raises(UserError, match=words) as refused:
        layout(fill(tmp_path / "data", *files))
    assert "sub-folder" in refused.value.hint


def test_a_folder_that_is_not_there_and_one_that_is_a_file_are_refused(tmp_path):
    with pytest.raises(UserError, match="There is no folder"):
        layout(tmp_path / "nowhere")
    with pytest.raises(UserError, match=r"“a\.jpg” is a file, not a folder"):
        layout(fill(tmp_path, "a.jpg") / "a.jpg")


def test_listing_can_be_ended(tmp_path):
    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        find_layout(fill(tmp_path, "cat/1.jpg"), stop)


def told_on_the_way(folder, monkeypatch):
    """What is told of the first classes while `folder` is listed, if it is told at every file."""
    monkeypatch.setattr(layouts, "_TELL_EVERY_S", 0)
    heard = []
    whole = find_layout(folder, lambda: None, on_first_classes=heard.append)
    return heard, whole.classes


def test_the_first_classes_are_told_while_the_others_are_listed(tmp_path, monkeypatch):
    fill(tmp_path, *(f"{name}/{number}.jpg" for name in ("cat", "dog", "owl") for number in range(3)))
    heard, whole = told_on_the_way(tmp_path, monkeypatch)
    assert heard[0] == (("cat", 3), ("dog", 1))
    assert heard[-1] == (("cat", 3), ("dog", 3), ("owl", 2))
    assert whole == (("cat", 3), ("dog", 3), ("owl", 3))


def test_no_half_listed_folder_is_taken_for_a_class(tmp_path, monkeypatch):
    """A test folder listed before its training folder, and a folder around both, look like classes at first."""
    names = [f"pets/{part}/{name}/{n}.jpg" for part in ("test", "train") for name in ("cat", "dog") for n in range(9)]
    heard, whole = told_on_the_way(fill(tmp_path, *names), monkeypatch)
    assert heard
    assert {name for told in heard for name, _ in told} == {"cat", "dog"}
    assert whole == (("cat", 18), ("dog", 18))


def test_a_small_folder_is_told_once(tmp_path):
    heard = []
    find_layout(fill(tmp_path, "cat/1.jpg", "dog/1.jpg"), lambda: None, on_first_classes=heard.append)
    assert heard == []
