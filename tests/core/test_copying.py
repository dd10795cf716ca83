"""Images are copied into folders by class: never moved, never over another file."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from cnn_desktop.core import copying
from cnn_desktop.core.copying import copy_by_class, folder_name, folder_of
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import Prediction


@pytest.fixture
def images(tmp_path):
    for folder in ("walk", "beach"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jpg").write_bytes(folder.encode())
    return tmp_path


def tree(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_two_files_of_one_name_both_stay(images):
    target = images / "sorted"
    copied = copy_by_class(target, [(images / "walk" / "a.jpg", "dog"), (images / "beach" / "a.jpg", "dog")])
    assert (copied.copied, copied.refused) == (2, ())
    assert tree(target) == {"dog/a.jpg": b"walk", "dog/a (2).jpg": b"beach"}
    assert (images / "walk" / "a.jpg").read_bytes() == b"walk"


def test_what_lies_in_the_target_is_never_overwritten(images):
    target = images / "sorted"
    for _ in range(3):
        copy_by_class(target, [(images / "walk" / "a.jpg", "dog")])
    assert set(tree(target)) == {"dog/a.jpg", "dog/a (2).jpg", "dog/a (3).jpg"}


def test_a_file_that_is_gone_is_named_and_hides_no_other(images):
    missing = images / "gone.jpg"
    copied = copy_by_class(images / "sorted", [(missing, "dog"), (images / "walk" / "a.jpg", "cat")])
    assert copied.copied == 1
    ((file, reason),) = copied.refused
    assert file == missing
    assert reason
    assert set(tree(images / "sorted")) == {"cat/a.jpg"}


@pytest.mark.skipif(os.name != "posix", reason="there are no such files elsewhere")
def test_a_pipe_is_refused_and_not_waited_for(images):
    os.mkfifo(images / "pipe.jpg")
    copied = copy_by_class(images / "sorted", [(images / "pipe.jpg", "dog")])
    assert copied.copied == 0
    assert "not an image file" in copied.refused[0][1]


def test_a_full_disk_ends_the_work_in_a_sentence_and_leaves_no_half_file(images, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(UserError, match="The disk is full: 0 of 1 images were copied"):
        copy_by_class(images / "sorted", [(images / "walk" / "a.jpg", "dog")])
    assert tree(images / "sorted") == {}


def test_it_stops_at_the_next_file(images):
    asked = iter((False, True))
    with pytest.raises(Cancelled):
        copy_by_class(images / "sorted", [(images / "walk" / "a.jpg", "a")] * 2, should_stop=lambda: next(asked))
    assert set(tree(images / "sorted")) == {"a/a.jpg"}


@pytest.mark.parametrize(
    ("class_name", "folder"),
    [("dog", "dog"), ("../up", ".._up"), ("a/b", "a_b"), ("..", "_"), ("", "_"), ("con", "_con"),
     ("nul.txt", "_nul.txt"), ("x.", "x"), ("a\nb", "a_b")],
)  # fmt: skip
def test_a_class_may_be_called_anything_and_stays_one_folder(class_name, folder):
    assert folder_name(class_name) == folder


def test_what_is_doubtful_goes_apart_where_that_is_wanted():
    unsure, unlike = (Prediction((("dog", 0.5),), judgement) for judgement in ("unsure", "unlike"))
    assert folder_of(unsure, doubtful_apart=True) == copying.NOT_SURE
    assert folder_of(unlike, doubtful_apart=True) == copying.UNLIKE
    assert folder_of(unlike, doubtful_apart=False) == "dog"


def test_a_target_that_cannot_be_made_is_refused(images):
    with pytest.raises(UserError, match="could not be made"):
        copy_by_class(images / "walk" / "a.jpg", [(Path("x.jpg"), "dog")])
