"""The mosaic holds every map at its place and nothing else; a constant one is marked, not made up."""

import itertools

import numpy as np

from cnn_desktop.core.mosaic import GUTTER
from cnn_desktop.gui.feature_maps.mosaic_image import HATCHED, arranged, enlarged
from cnn_desktop.gui.feature_maps.palettes import palette


def maps(count, side):
    return np.random.default_rng(0).integers(0, HATCHED, (count, side, side), np.uint8)


def test_growing_repeats_values_and_shrinking_averages_them_map_by_map():
    levels = maps(5, 4)
    assert (enlarged(levels, 8, 8) == levels.repeat(2, axis=1).repeat(2, axis=2)).all()
    halved = levels.reshape(5, 2, 2, 2, 2).mean(axis=(2, 4))
    assert np.abs(enlarged(levels, 2, 2) - halved).max() <= 0.5


def test_two_thousand_maps_are_enlarged_at_once():
    levels = maps(2048, 7)
    assert (enlarged(levels, 35, 35)[-1] == levels[-1].repeat(5, axis=0).repeat(5, axis=1)).all()


def test_each_map_lies_at_its_place_and_the_rest_is_ground():
    levels = maps(5, 4)
    canvas = arranged(levels, np.zeros(5, bool), 3, 4, 4, (6, 7))
    assert canvas.shape == (14, 18)
    assert (canvas[7:11, 6:10] == levels[4]).all()
    assert (canvas[7:, 12:] == GUTTER).all()  # there is no sixth map
    assert (canvas[4:7] == GUTTER).all()


def test_a_constant_map_is_hatched_in_its_own_colour():
    levels = np.full((2, 32, 32), 90, np.uint8)
    canvas = arranged(levels, np.array([True, False]), 2, 32, 32, (32, 32))
    assert set(np.unique(canvas[:, :32])) == {90, HATCHED}
    assert set(np.unique(canvas[:, 32:])) == {90}


def test_zero_is_neutral_where_values_are_signed():
    for theme in ("light", "dark"):
        middle = palette("viridis", theme, is_signed=True)[127]
        red, green, blue = middle >> 16 & 255, middle >> 8 & 255, middle & 255
        assert max(red, green, blue) - min(red, green, blue) <= 2


def test_a_palette_grows_evenly_brighter_and_lets_the_ground_through():
    for choice in ("viridis", "cividis", "greys"):
        colours = palette(choice, "dark", is_signed=False)
        assert len(colours) == 256
        assert colours[GUTTER] == 0
        light = [0.2126 * (c >> 16 & 255) + 0.7152 * (c >> 8 & 255) + 0.0722 * (c & 255) for c in colours[:255]]
        assert all(after > before - 1 for before, after in itertools.pairwise(light))
