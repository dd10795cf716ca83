"""A class folder has a name that every system can open; frames of one recording are one take."""

import pytest

from cnn_desktop.core import class_folders
from cnn_desktop.core.class_folders import ClassFolder
from cnn_desktop.core.dataset import group_rules


@pytest.mark.parametrize("name", ["", "a/b", "what?", ".hidden", "dot.", "NUL", "nul.jpg", "x" * 61, "a\nb", "Tasse"])
def test_names_that_no_folder_may_have_everywhere_are_refused(name):
    assert class_folders.problem_of_name(name, ["tasse"])


@pytest.mark.parametrize("name", ["cup", "Übung 3", "日本", "=1+1", "v1.2"])
def test_ordinary_names_are_fine(name):
    assert class_folders.problem_of_name(name, ["tasse"]) == ""


def test_frames_of_one_recording_are_one_take_for_the_count_and_for_the_split(tmp_path):
    folder = tmp_path / "cup"
    folder.mkdir()
    names = [f"cam-20261120-14153{take}_{number:04}.jpg" for take in ("0", "0b", "5") for number in range(3)]
    for name in (*names, "IMG_1.jpg", "IMG_2.jpg"):
        (folder / name).touch()
    assert class_folders.count(tmp_path) == (ClassFolder("cup", 11, 5),)
    rule = group_rules.parse(class_folders.TAKES_TOGETHER)
    assert {rule.name_of(name) for name in names} == {class_folders.take_of(name) for name in names}
    assert rule.name_of("IMG_1.jpg") is None  # stays by itself
