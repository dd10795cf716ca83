import pytest

from cnn_desktop.core.dataset.handedness import what_flips_change


@pytest.mark.parametrize(
    ("classes", "told"),
    [
        (("left hand", "right hand"), "“left” and “right”"),
        (("Hand links", "Hand RECHTS", "Fuß"), "“links” and “rechts”"),
        (("knee_L", "knee_R"), "“l” and “r”"),
        (tuple("0123456789"), "digits and letters such as “9”"),
        (("b", "d", "p", "q"), "digits and letters such as “q”"),
        (("one", "Two", "three"), "digits"),
    ],
)
def test_classes_that_differ_by_their_side_are_known(classes, told):
    assert what_flips_change(classes) == told


@pytest.mark.parametrize(
    "classes",
    [
        ("cat", "dog"),
        ("bright", "leftover"),
        ("left", "middle"),
        ("A", "H", "O"),
        ("a", "cat", "dog", "bird"),
        (),
    ],
)
def test_others_are_left_alone(classes):
    assert what_flips_change(classes) == ""
