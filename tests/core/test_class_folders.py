"""A class folder has a name that every system can open."""

import pytest

from cnn_desktop.core import class_folders


@pytest.mark.parametrize("name", ["", "a/b", "what?", ".hidden", "dot.", "NUL", "nul.jpg", "x" * 61, "a\nb", "Tasse"])
def test_names_that_no_folder_may_have_everywhere_are_refused(name):
    assert class_folders.problem_of_name(name, ["tasse"])


@pytest.mark.parametrize("name", ["cup", "Übung 3", "日本", "=1+1", "v1.2"])
def test_ordinary_names_are_fine(name):
    assert class_folders.problem_of_name(name, ["tasse"]) == ""
