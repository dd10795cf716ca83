import numpy as np
import pytest

from cnn_desktop.core import colours, map_picture, mosaic
from cnn_desktop.core.array_files import RowsFile
from cnn_desktop.core.errors import UserError

RAMP = np.arange(30, dtype=np.float32).reshape(5, 6)


def levels(*channels, scale="channel"):
    maps = np.stack(channels, axis=-1)
    return mosaic.levels_of(maps, mosaic.statistics(maps), scale)


@pytest.mark.parametrize("is_signed", [True, False])
def test_colours_grow_evenly_lighter_or_away_from_the_middle(is_signed):
    table = colours.table(is_signed=is_signed).astype(float)
    lightness = table[:255] @ [0.2126, 0.7152, 0.0722]
    if is_signed:
        assert lightness.argmax() == mosaic.NEUTRAL
        assert (np.diff(lightness[:128]) > -0.8).all()
        assert (np.diff(lightness[127:]) < 0.8).all()
        assert np.ptp(table[mosaic.NEUTRAL]) <= 2  # a grey
    else:
        assert (np.diff(lightness) > -0.8).all()
    assert table[mosaic.GUTTER].tolist() == [255, 255, 255]


def test_every_value_is_a_square_of_whole_pixels():
    found = levels(RAMP, -RAMP)
    picture = map_picture.bare(found)
    times = picture.shape[0] // 5
    assert picture.shape == (5 * times, 13 * times, 3)
    table = colours.table(is_signed=True)
    middle = picture[times // 2 :: times, times // 2 :: times]
    np.testing.assert_array_equal(middle[:, :6], table[found.levels[0]])
    np.testing.assert_array_equal(middle[:, 7:], table[found.levels[1]])


@pytest.mark.parametrize("other", [0.0, -3.0])  # from 0 up, and signed, where 0 is nearly white
def test_a_constant_map_is_striped_in_grey_and_no_other_is(other):
    picture = map_picture.bare(levels(RAMP, np.full_like(RAMP, other)))
    half = picture.shape[1] * 6 // 13
    grey = (picture == 128).all(axis=2)
    assert 0.05 < grey[:, half + 20 :].mean() < 0.3
    assert not grey[:, :half].any()


@pytest.mark.parametrize("scale", ["channel", "layer", "stretch"])
def test_a_captioned_picture_holds_the_bare_one(scale):
    found = levels(RAMP, RAMP - 7, np.ones_like(RAMP), scale=scale)
    bare, full = map_picture.bare(found), map_picture.captioned(found, "A caption, longer than the maps", scale)
    assert (full != 255).any(axis=2)[:60].any()  # the caption
    assert (full != 255).any(axis=2)[-60:].any()  # the legend
    top = next(row for row in range(len(full)) if np.array_equal(full[row, 24 : 24 + bare.shape[1]], bare[0]))
    np.testing.assert_array_equal(full[top : top + len(bare), 24 : 24 + bare.shape[1]], bare)


def test_rows_of_any_number_are_read_back_as_one_array(tmp_path):
    with RowsFile() as rows:
        for first in range(0, 10, 4):
            rows.append(np.arange(first, min(first + 4, 10), dtype=np.float32)[:, None] * np.ones((1, 3), np.float32))
        rows.write(tmp_path / "x.npz", "maps", {"files": np.array(["ä", "b"])})
    with np.load(tmp_path / "x.npz", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["maps"], np.arange(10)[:, None] * np.ones((1, 3)))
        assert arrays["files"].tolist() == ["ä", "b"]


def test_where_arrays_cannot_be_written_nothing_is_left_behind(tmp_path):
    with RowsFile() as rows:
        rows.append(np.zeros((1, 2)))
        with pytest.raises(UserError, match="could not be written"):
            rows.write(tmp_path / "missing" / "x.npz", "maps", {})
    assert list(tmp_path.iterdir()) == []
