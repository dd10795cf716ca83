"""All maps are seen at once where that is possible, none lies over another, and each is found where it is drawn."""

import pytest

from cnn_desktop.gui.feature_maps.mosaic_layout import LARGEST_FITTED, SMALLEST, fitted, sized, zoomed

SIZES = [
    (6, (28, 28)), (1, (224, 224)), (96, (55, 55)), (144, (56, 56)), (512, (14, 14)), (2048, (7, 7)), (120, (1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("count", "size"), SIZES)
def test_all_maps_fit_into_the_room(count, size):
    layout = fitted(count, size, 700, 420)
    top = layout.place(count - 1)[1]
    assert top + layout.height + layout.caption <= 420
    assert all(0 <= layout.place(number)[0] <= 700 - layout.width for number in range(count))
    assert layout.width <= LARGEST_FITTED


def test_the_fitted_maps_could_hardly_be_larger():
    layout = fitted(144, (56, 56), 700, 420)
    assert sized(144, (56, 56), 700, layout.width + 12).total_height > 420


@pytest.mark.parametrize(("count", "size"), SIZES)
def test_each_map_is_found_in_its_middle_and_nothing_beyond_the_last(count, size):
    layout = fitted(count, size, 900, 500)
    for number in range(count):
        left, top = layout.place(number)
        assert layout.at(left + layout.width // 2, top + layout.height // 2) == number
    assert layout.at(layout.left + 1, layout.total_height + 1) is None
    assert layout.at(-1, 1) is None


def test_more_channels_than_pixels_scroll():
    layout = fitted(2048, (7, 7), 120, 60)
    assert layout.width == SMALLEST
    assert layout.total_height > 60
    first, end = layout.visible_rows(30, 60)
    assert first == 30 // layout.pitch_y
    assert (end - first) * layout.pitch_y >= 60


def test_zooming_always_changes_something_and_ends():
    sizes = [4]
    while sizes[-1] != zoomed(sizes[-1], 1):
        sizes.append(zoomed(sizes[-1], 1))
    assert sizes == sorted(set(sizes))
    assert zoomed(SMALLEST, -3) == SMALLEST


def test_small_maps_have_their_number_too_where_it_can_be_read():
    assert sized(200, (28, 28), 700, 30).caption > 0
    assert sized(200, (28, 28), 700, 29).caption == 0
    assert sized(200, (28, 28), 700, 56).caption > sized(200, (28, 28), 700, 55).caption
