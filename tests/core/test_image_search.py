"""Images are found in folders; what is a picture of a kind that is not read may be named as well."""

from __future__ import annotations

from cnn_desktop.core.image_search import FOREIGN, SUFFIXES, find_images


def test_folders_are_searched_through_in_natural_order_and_named_files_count_whatever_they_are(tmp_path):
    for name in ("b/img10.PNG", "b/img2.png", "a.jpg", "notes.txt", ".hidden.png", ".cache/c.png", "__MACOSX/d.png"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    found = [str(file.relative_to(tmp_path)) for file in find_images([tmp_path, tmp_path / "notes.txt"])]
    assert found == ["a.jpg", "b/img2.png", "b/img10.PNG", "notes.txt"]


def test_photos_of_kinds_that_are_not_read_are_found_where_they_are_to_be_named(tmp_path):
    for name in ("dive.HEIC", "reef.png", "notes.txt"):
        (tmp_path / name).touch()
    assert [file.name for file in find_images([tmp_path])] == ["reef.png"]
    assert [file.name for file in find_images([tmp_path], SUFFIXES | FOREIGN)] == ["dive.HEIC", "reef.png"]
