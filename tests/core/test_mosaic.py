import numpy as np
import pytest

from cnn_desktop.core import mosaic


def maps(*channels):
    return np.stack([np.asarray(channel, np.float32) for channel in channels], axis=-1)


def levels_of(values, *how, **more):
    return mosaic.levels_of(values, mosaic.statistics(values), *how, **more)


RAMP = np.arange(12).reshape(3, 4)


def test_each_channel_has_its_own_scale_from_zero():
    found = levels_of(maps(RAMP, RAMP * 100))
    np.testing.assert_array_equal(found.levels[0], found.levels[1])
    assert found.levels.min() == 0
    assert found.levels.max() == mosaic.TOP
    np.testing.assert_allclose(found.limits, [[0, 11], [0, 1100]])


def test_twice_the_values_of_a_channel_change_the_scale_of_the_layer_only():
    once, twice = maps(RAMP, RAMP + 1), maps(RAMP, 2 * (RAMP + 1))
    np.testing.assert_array_equal(levels_of(once).levels, levels_of(twice).levels)
    assert not np.array_equal(levels_of(once, "layer").levels, levels_of(twice, "layer").levels)


@pytest.mark.parametrize("scale", ["channel", "layer"])
def test_zero_is_neutral_where_there_are_negative_values(scale):
    values = maps(RAMP - 3, np.zeros((3, 4)), -RAMP)
    found = levels_of(values, scale)
    assert found.is_signed
    assert set(found.levels[values.transpose(2, 0, 1) == 0]) == {mosaic.NEUTRAL}


def test_the_stretched_scale_runs_from_the_smallest_to_the_largest():
    found = levels_of(maps(RAMP + 1000), "stretch")
    np.testing.assert_allclose(found.limits, [[1000, 1011]])
    assert (found.levels.min(), found.levels.max()) == (0, mosaic.TOP)


def test_a_constant_map_is_marked_and_not_stretched_to_noise():
    noise = np.random.default_rng(0).normal(5, 1e-7, (3, 4))
    found = levels_of(maps(np.full((3, 4), 2.5), RAMP, noise))
    assert found.is_constant.tolist() == [True, False, True]
    assert len(np.unique(found.levels[0])) == len(np.unique(found.levels[2])) == 1


def test_a_scale_can_be_held_for_the_next_image():
    first = levels_of(maps(RAMP))
    held = levels_of(maps(RAMP * 3), limits=first.limits)
    np.testing.assert_array_equal(held.limits, first.limits)
    assert (held.levels[0] == mosaic.TOP).sum() == 8  # all from 4 · 3 on, and 11


def test_values_that_are_no_numbers_are_shown_at_the_bottom():
    found = levels_of(maps(np.where(RAMP == 5, np.nan, RAMP)))
    assert found.levels[0, 1, 1] == 0


def test_a_few_outliers_do_not_darken_a_layer():
    many = np.random.default_rng(0).uniform(0, 1, (50, 50, 4)).astype(np.float32)
    many[0, 0, 0] = 1e6
    assert levels_of(many, "layer").limits[0, 1] < 1.01


def test_statistics_are_those_of_each_channel():
    told = mosaic.statistics(maps(RAMP, -RAMP))
    assert told.minimum.tolist() == [0, -11]
    assert told.maximum.tolist() == [11, 0]
    np.testing.assert_allclose(told.mean, [5.5, -5.5])
    np.testing.assert_allclose(told.zeros, [1 / 12, 1 / 12])


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (6, 4), (7, 3), (9, 9), (20, 6)])
def test_each_map_lies_where_the_place_says(count, columns):
    levels = np.random.default_rng(0).integers(0, 255, (count, 3, 5), dtype=np.uint8)
    picture = mosaic.atlas(levels, columns, gap=2)
    assert picture.shape == (-(-count // columns) * 5 - 2, columns * 7 - 2)
    for place in range(count):
        top, left = place // columns * 5, place % columns * 7
        np.testing.assert_array_equal(picture[top : top + 3, left : left + 5], levels[place])
    assert (picture == mosaic.GUTTER).sum() == picture.size - levels.size


@pytest.mark.parametrize("count", [1, 6, 96, 2048])
def test_a_mosaic_is_somewhat_wider_than_high(count):
    columns = mosaic.columns_for(count, (7, 7))
    rows = -(-count // columns)
    assert columns * rows >= count
    assert 0.5 <= columns / rows <= 3


def test_flat_values_are_maps_of_one_place_and_rows_of_tokens_are_columns():
    assert mosaic.as_maps(np.zeros(10)).shape == (1, 1, 10)
    assert mosaic.as_maps(np.zeros((7, 4))).shape == (7, 1, 4)
    assert mosaic.as_maps(np.zeros((5, 6, 4))).shape == (5, 6, 4)


def test_a_histogram_counts_what_is_a_number():
    counts, edges = mosaic.histogram(np.array([0, 1, 1, np.nan]), bins=2)
    assert counts.tolist() == [1, 2]
    assert edges.tolist() == [0, 0.5, 1]
    assert mosaic.histogram(np.full(3, 4.0))[0].sum() == 3
