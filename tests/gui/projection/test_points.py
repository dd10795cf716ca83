"""How points look, which part of the plane is in view, and what a lasso encloses."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from cnn_desktop.core.messages import Projected
from cnn_desktop.gui.projection.kinds import kinds_of
from cnn_desktop.gui.projection.lasso import within
from cnn_desktop.gui.projection.marks import COLOURS, Mark, drawn, mark_of, mask, rgb
from cnn_desktop.gui.projection.view_area import ViewArea, beside, fitted, nearest

WHITE = (255, 255, 255)


def test_every_point_is_drawn_where_it_lies_in_its_colour():
    places = np.array([[10.0, 20.0], [60.0, 70.0], [-30.0, 5.0]])
    marks = [Mark((200, 0, 0), "square"), Mark((0, 0, 200), "circle")]
    picture = drawn(places, np.array([0, 1, 0]), marks, (100, 90), WHITE, 9)
    assert picture.shape == (90, 100, 4)
    blue, green, red = picture[20, 10, :3]
    assert (red, green, blue) == (200, 0, 0)
    assert picture[70, 60, 0] == 200
    coloured = (picture[..., :3] != 255).any(axis=2)
    assert {int(row) // 45 for row in np.argwhere(coloured)[:, 0]} == {0, 1}
    assert coloured.sum() < 200  # nothing but two marks: the third is out of view


def test_a_later_point_lies_above_and_many_are_drawn_without_soft_edges():
    places = np.tile([[50.0, 40.0]], (13_000, 1))
    kinds = np.zeros(13_000, int)
    kinds[-1] = 1
    marks = [Mark((200, 0, 0), "circle"), Mark((0, 0, 200), "circle")]
    picture = drawn(places, kinds, marks, (100, 80), WHITE, 5)
    assert tuple(picture[40, 50, :3]) == (200, 0, 0)  # blue, as BGR
    assert len(np.unique(picture[..., :3].reshape(-1, 3), axis=0)) == 2


def test_marks_are_told_apart_without_colour_too():
    assert len({(mark_of(number, "light").colour, mark_of(number, "light").shape) for number in range(70)}) == 70
    assert len({mark_of(number, "light").colour for number in range(10)}) == 10
    assert len({mark_of(number, "light").shape for number in range(7)}) == 7
    shapes = [mask(mark_of(number, "dark").shape, 11) for number in range(7)]
    apart = [int((one != other).sum()) for place, one in enumerate(shapes) for other in shapes[:place]]
    assert min(apart) >= 12  # of 121 pixels


@pytest.mark.parametrize("theme_name", COLOURS)
def test_no_two_colours_are_alike_for_eyes_that_lack_red_or_green(theme_name):
    """Viénot et al. 1999: what is left of a colour without long or middle waves."""
    lms = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
    without_red, without_green = np.eye(3), np.eye(3)
    without_red[0] = [0, 2.02344, -2.52581]
    without_green[1] = [0.494207, 0, 1.24827]
    colours = np.array([rgb(one) for one in COLOURS[theme_name]], float)
    for lack in (without_red, without_green):
        seen = colours @ (np.linalg.inv(lms) @ lack @ lms).T
        apart = np.linalg.norm(seen[:, None] - seen[None], axis=2) + np.eye(len(seen)) * 999
        assert apart.min() > 15


def test_all_points_fit_and_what_is_under_the_pointer_stays_there():
    points = np.random.default_rng(0).normal(size=(50, 2)) * (3, 1) + (100, -7)
    area = fitted(points, (400, 300))
    pixels = area.pixels(points)
    assert pixels.min() > 0
    assert (pixels < (400, 300)).all()
    assert pixels[points[:, 1].argmax(), 1] == pixels[:, 1].min()  # upwards is upwards
    zoomed = area.zoomed(2.0, *pixels[7])
    np.testing.assert_allclose(zoomed.pixels(points)[7], pixels[7])
    assert zoomed.scale == pytest.approx(2 * area.scale)
    np.testing.assert_allclose(area.moved(30, -20).pixels(points), pixels + np.array([30, -20]))


def test_zoom_has_its_ends_and_one_point_is_a_picture_too():
    area = fitted(np.array([[3.0, 4.0]]), (200, 100))
    np.testing.assert_allclose(area.pixels(np.array([[3.0, 4.0]])), [[100, 50]])
    ten = fitted(np.arange(20.0).reshape(10, 2), (200, 100))
    assert ten.zoomed(1e9, 0, 0).scale == 400 * ten.scale
    assert ten.zoomed(1e-9, 0, 0).scale == 0.5 * ten.scale
    assert isinstance(fitted(np.empty((0, 2)), (10, 10)), ViewArea)


def test_an_arrow_key_goes_to_the_next_point_ahead_and_stays_at_the_end():
    pixels = np.array([[0.0, 0.0], [10.0, 1.0], [12.0, 30.0], [30.0, 0.0]])
    assert beside(pixels, 0, 1, 0) == 1
    assert beside(pixels, 1, 1, 0) == 3
    assert beside(pixels, 3, 1, 0) == 3
    assert beside(pixels, 0, 0, 1) == 2


def test_a_lasso_encloses_what_lies_within_it():
    line = [QPointF(10, 10), QPointF(60, 10), QPointF(60, 60), QPointF(35, 20), QPointF(10, 60)]  # a bay from below
    pixels = np.array([[15.0, 15.0], [35.0, 50.0], [55.0, 40.0], [80.0, 30.0]])
    assert within(pixels, line, (100, 90)).tolist() == [True, False, True, False]


def projected(predicted):
    n = np.zeros(4, np.float32)
    true = np.array([0, 1, 1, 0])
    return Projected(
        1, None, "all", None, tuple("abcd"), ("cat", "dog"), true, np.array(predicted), n, None, None, 8, 4, (), False,
    )  # fmt: skip


def test_kinds_are_classes_answers_or_right_and_wrong():
    some = projected([0, 1, 0, -1])
    assert kinds_of(some, "true", "light").of.tolist() == [0, 1, 1, 0]
    by_answer = kinds_of(some, "predicted", "light")
    assert (by_answer.names, by_answer.of.tolist()) == (("cat", "dog", "Not known"), [0, 1, 0, 2])
    by_right = kinds_of(some, "right", "dark")
    assert [by_right.names[kind] for kind in by_right.of] == ["Right", "Right", "Wrong", "Not known"]
    assert by_right.marks[0].shape != by_right.marks[2].shape
    assert [count for _, _, count in by_right.listed] == [2, 1, 1]


def test_the_nearest_point_is_pointed_at_only_where_it_is_near():
    points = np.array([[10.0, 10.0], [30.0, 10.0]])
    assert nearest(points, 12, 10, 12) == 0
    assert nearest(points, 21, 10, 12) == 1
    assert nearest(points, 10, 22.1, 12) is None
    assert nearest(points[:0], 10, 10, 12) is None
