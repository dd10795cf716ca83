"""Files of labels, as people have them."""

from __future__ import annotations

import pytest

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.labels import check_labels, find_labels, labels_of, read_labels


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("0 Paper\n1 Old glass\n", ("Paper", "Old glass")),
        ("1 b\n0 a\n", ("a", "b")),
        ("1: a\r\n2: b\r\n", ("a", "b")),
        ("paper\n\n  glass \n", ("paper", "glass")),
        ("7 up\ncola\n", ("7 up", "cola")),  # a name may begin with a number
        ("0\n1\n2\n", ("0", "1", "2")),  # digits are classes
        ("", ()),
    ],
)
def test_lines_become_classes(text, classes):
    assert labels_of(text) == classes


def test_a_file_of_labels_is_found_beside_its_model(tmp_path):
    model = tmp_path / "waste.h5"
    assert find_labels(model) is None
    (tmp_path / "labels.txt").write_text("a\nb\n")
    assert find_labels(model) == tmp_path / "labels.txt"
    (tmp_path / "waste_labels.txt").write_text("c\nd\n")
    assert read_labels(find_labels(model)) == ("c", "d")


@pytest.mark.parametrize(
    ("classes", "message"),
    [(("a",), "2 classes, and 1 name"), (("a", "a"), "Two classes are called “a”"), (("a", "x" * 300), "no name")],
)
def test_names_that_do_not_fit_are_refused(classes, message):
    with pytest.raises(UserError, match=message):
        check_labels(classes, 2)


def test_what_is_no_text_is_refused(tmp_path):
    file = tmp_path / "labels.txt"
    file.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(UserError, match="no text in UTF-8"):
        read_labels(file)
    with pytest.raises(UserError, match="cannot be read"):
        read_labels(tmp_path / "none.txt")
