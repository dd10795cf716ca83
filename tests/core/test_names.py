import pytest

from cnn_desktop.core.names import counted, joined, listed, quoted_folder, shown_name


@pytest.mark.parametrize("name", ["plain", "with space", "кошка", "猫", "שלום", "café", "a&b <i>"])
def test_what_can_be_read_is_left_as_it_is(name):
    assert shown_name(name) == name


@pytest.mark.parametrize("mark", ["\n", "\x1b", "\u202e", "\u200f", "\u2066", "\udce9", "\x85"])
def test_what_cannot_be_seen_is_made_visible(mark):
    assert shown_name(f"a{mark}b") == "a\N{REPLACEMENT CHARACTER}b"


def test_lists_are_sentences():
    assert listed(["a"]) == "“a”"
    assert listed(["a", "b", "c"]) == "“a”, “b” and “c”"
    assert listed(list("abcdef"), 2) == "“a”, “b” and 4 more"
    assert joined(["training"]) == "training"
    assert (counted(1, "image"), counted(0, "image"), counted(1234, "image")) == ("1 image", "0 images", "1,234 images")


def test_the_folder_one_stands_in_has_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert quoted_folder(tmp_path / "..") != "“”"
    assert quoted_folder(type(tmp_path)()) == f"“{tmp_path.name}”"
