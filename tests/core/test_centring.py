"""A drawing is found wherever it lies, and put where MNIST has its digits."""

import numpy as np
import pytest

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.preparation import Preparation, prepare

AS_MNIST = Preparation(size=28, grey=True, polarity="light-on-dark", centring="mass")


def seven(side=28, *, width=2):
    """A seven, light on black, filling its square as MNIST's digits do: (side, side) uint8."""
    scale = side / 28
    points = np.array([[5, 5], [22, 5], [12, 23]]) * scale
    drawn = np.zeros((side, side), np.uint8)
    cv2.polylines(drawn, [np.rint(points).astype(np.int32)], False, 255, round(width * scale), cv2.LINE_AA)
    return drawn


def rgb(grey):
    return np.repeat(np.clip(np.rint(grey), 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def sheet(stroke, place, shape=(300, 400), *, ground=225.0, ink=50.0):
    """`stroke` (h, w) 0..255 drawn on a sheet with its corner at `place`: (H, W) float."""
    drawn = np.zeros(shape)
    top, left = place
    drawn[top : top + stroke.shape[0], left : left + stroke.shape[1]] = stroke / 255
    return ground * (1 - drawn) + ink * drawn


def middle_of_mass(prepared):
    weights = prepared[:, :, 0].astype(float)
    return [float(weights.sum(axis=axis) @ np.arange(28) / weights.sum()) for axis in (1, 0)]


def box(prepared):
    rows, columns = np.nonzero(prepared[:, :, 0] > 40)
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


REFERENCE = prepare(rgb(seven(280)), AS_MNIST)


def test_a_drawing_is_as_large_as_in_mnist_and_its_mass_in_the_middle():
    assert max(box(REFERENCE)) in (19, 20, 21)
    assert middle_of_mass(REFERENCE) == pytest.approx([14, 14], abs=0.8)


def test_what_lies_as_in_mnist_stays_as_it_is():
    whole = np.zeros((28, 28), np.uint8)
    whole[4:24, 9:19] = 255
    np.testing.assert_array_equal(prepare(rgb(whole), AS_MNIST)[:, :, 0], whole)


@pytest.mark.parametrize("place", [(10, 10), (190, 280), (10, 290), (120, 150)])
@pytest.mark.parametrize("side", [70, 100])
def test_wherever_it_lies_and_however_large_it_is_the_network_sees_the_same(place, side):
    seen = prepare(rgb(sheet(seven(side), place)), AS_MNIST)
    assert np.abs(seen.astype(int) - REFERENCE).mean() < 9
    assert middle_of_mass(seen) == pytest.approx([14, 14], abs=0.8)


def test_dark_on_light_and_light_on_dark_are_the_same():
    dark, light = sheet(seven(90), (100, 60)), sheet(seven(90), (100, 60), ground=40, ink=215)
    difference = prepare(rgb(dark), AS_MNIST).astype(int) - prepare(rgb(light), AS_MNIST)
    assert np.abs(difference).max() <= 2


def test_light_that_falls_off_to_one_side_leaves_no_grey_behind():
    light = np.linspace(0.5, 1.0, 400)[None, :]
    noise = np.random.default_rng(0).normal(0, 4, (300, 400))
    for ground, ink in ((225, 50), (50, 220)):
        seen = prepare(rgb(sheet(seven(90), (150, 60), ground=ground, ink=ink) * light + noise), AS_MNIST)
        assert np.abs(seen.astype(int) - REFERENCE).mean() < 9
        assert seen[:3].max() < 12


def test_dust_and_the_edge_of_the_sheet_are_no_part_of_the_drawing():
    photo = sheet(seven(100), (100, 150))
    photo[20:23, 30:33] = 60  # a speck
    photo[:, 385:] = 30  # the table beside the sheet
    seen = prepare(rgb(photo), AS_MNIST)
    assert np.abs(seen.astype(int) - REFERENCE).mean() < 9


def test_a_digit_in_two_parts_keeps_both():
    photo = np.full((200, 200), 255.0)
    photo[60:70, 80:120] = 0
    photo[90:140, 80:90] = 0
    seen = prepare(rgb(photo), AS_MNIST)[:, :, 0]
    parts, _ = cv2.connectedComponents((seen > 60).astype(np.uint8))
    assert parts - 1 == 2


@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_empty_sheet_is_black(level):
    assert not prepare(np.full((60, 80, 3), level, np.uint8), AS_MNIST).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (3, 2)])
def test_the_smallest_images_are_prepared_too(shape):
    pixels = np.random.default_rng(1).integers(0, 256, (*shape, 3)).astype(np.uint8)
    for polarity in ("as-is", "light-on-dark"):
        assert prepare(pixels, Preparation(size=28, centring="mass", polarity=polarity)).shape == (28, 28, 3)


def test_without_a_polarity_the_image_keeps_its_colours_and_its_ground_goes_on():
    sheet_of_paper = np.full((100, 100, 3), (250, 240, 200), np.uint8)
    sheet_of_paper[5:45, 5:15] = (200, 20, 20)
    seen = prepare(sheet_of_paper, Preparation(size=28, centring="mass"))
    assert seen[0, 0].tolist() == [250, 240, 200]
    assert seen[14, 14].tolist() == [200, 20, 20]


def test_runs_made_before_there_was_centring_are_not_centred():
    old = {"size": 28, "grey": True, "resize": "pad", "polarity": "light-on-dark"}
    assert Preparation.from_json(old).centring == "none"
    assert Preparation.from_json(AS_MNIST.to_json()) == AS_MNIST
    with pytest.raises(UserError, match="does not say how its images are prepared"):
        Preparation.from_json(old | {"centring": "by eye"})
