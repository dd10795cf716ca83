from __future__ import annotations

from cnn_desktop.core.leaks.bursts import neighbours


def found(files, times=None):
    pairs = neighbours(files, times or [None] * len(files)).tolist()
    return {frozenset((files[one], files[other])) for one, other in pairs}


def test_names_whose_numbers_follow_each_other_are_neighbours_in_any_folder():
    files = ["a/IMG_0009.jpg", "b/IMG_0010.jpg", "a/IMG_0020.jpg", "a/DSC_0011.jpg"]
    assert found(files) == {frozenset({"a/IMG_0009.jpg", "b/IMG_0010.jpg"})}


def test_a_frame_or_two_may_be_missing_and_no_more():
    files = ["a/f1.jpg", "a/f4.jpg", "a/f8.jpg"]
    assert found(files) == {frozenset({"a/f1.jpg", "a/f4.jpg"})}


def test_images_taken_within_seconds_are_neighbours_whatever_their_names():
    files = ["a/x.jpg", "a/y.jpg", "b/z.jpg"]
    assert found(files, [100.0, 102.5, 200.0]) == {frozenset({"a/x.jpg", "a/y.jpg"})}


def test_a_date_that_every_image_has_ties_only_a_few_with_each():
    files = [f"a/{chr(97 + n // 26)}{chr(97 + n % 26)}.jpg" for n in range(200)]
    assert len(found(files, [0.0] * 200)) < 200 * 9
