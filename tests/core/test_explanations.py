"""Evidence laid over an image for people to look at."""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.explanations import AGAINST, FOR, overlay


def test_what_speaks_for_and_against_has_its_own_colour_and_nothing_has_none():
    seen = np.full((4, 4, 1), 100, np.uint8)
    evidence = np.zeros((4, 4), np.float32)
    evidence[0, 0], evidence[3, 3] = 1, -1
    picture = overlay(seen, evidence, longest_side=40, opacity=1)
    assert picture.shape == (40, 40, 3)
    np.testing.assert_array_equal(picture[0, 0], FOR)
    np.testing.assert_array_equal(picture[-1, -1], AGAINST)
    np.testing.assert_array_equal(picture[20, 20], (100, 100, 100))


def test_a_large_image_is_not_enlarged():
    seen = np.zeros((500, 500, 3), np.uint8)
    assert overlay(seen, np.zeros((500, 500), np.float32)).shape == (500, 500, 3)
