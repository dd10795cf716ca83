from __future__ import annotations

import pytest

from cnn_desktop.gui.training.class_layout import SMALLEST, row_layout

WIDTH, HEIGHT = 264, 550


@pytest.mark.parametrize("classes", [1, 2, 3, 5, 7, 10])
def test_while_all_classes_can_be_in_view_they_are(classes):
    layout = row_layout(WIDTH, HEIGHT, [50] * classes, examples=8)
    assert layout.height * classes <= HEIGHT
    assert layout.side >= SMALLEST


def test_fewer_classes_have_larger_pictures():
    areas = [
        (lambda layout: layout.shown * layout.side**2)(row_layout(WIDTH, HEIGHT, [50] * classes, examples=8))
        for classes in (2, 3, 5, 10)
    ]
    assert areas == sorted(areas, reverse=True)
    assert areas[0] > 3 * areas[-1]


@pytest.mark.parametrize("width", [200, 264, 433])
@pytest.mark.parametrize("classes", [1, 4, 9, 1000])
def test_pictures_never_stick_out_of_the_row(width, classes):
    layout = row_layout(width, HEIGHT, [60] * classes, examples=8)
    assert layout.columns * (layout.side + 4) - 4 <= width


def test_long_names_stand_above_the_pictures_however_many_classes_there_are():
    assert row_layout(WIDTH, HEIGHT, [50] * 300, examples=8).beside
    assert not row_layout(WIDTH, HEIGHT, [200] * 300, examples=8).beside


def test_one_long_name_among_many_changes_nothing():
    assert row_layout(WIDTH, HEIGHT, [50] * 299 + [900], examples=8).beside


def test_no_row_has_room_for_more_pictures_than_there_are():
    assert row_layout(900, 2000, [50] * 2, examples=3).shown <= 3
