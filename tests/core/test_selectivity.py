import numpy as np
import pytest

from cnn_desktop.core.selectivity import selectivity

IMAGES = np.array([20, 20, 20])


def test_the_index_is_that_of_its_definition():
    means = np.array([[4.0, 1.0, 0.0], [1.0, 1.0, 0.0], [3.0, 1.0, 7.0]])
    found = selectivity(IMAGES, means, np.zeros((3, 3)))
    np.testing.assert_allclose(found.index, [(4 - 2) / (4 + 2), 0, 1])
    assert found.favourite[[0, 2]].tolist() == [0, 2]
    assert found.is_certain.tolist() == [True, False, True]


def test_a_channel_that_never_wakes_prefers_nothing():
    found = selectivity(IMAGES, np.zeros((3, 1)), np.zeros((3, 1)))
    assert (found.index[0], found.low[0], found.high[0], found.is_certain[0]) == (0, 0, 0, False)


def test_each_class_counts_alike_however_many_images_it_has():
    few = selectivity(np.array([20, 5, 500]), np.array([[4.0], [1.0], [3.0]]), np.zeros((3, 1)))
    assert few.index[0] == pytest.approx(1 / 3)


def test_too_few_images_make_nothing_certain():
    assert not selectivity(np.array([20, 3]), np.array([[4.0], [1.0]]), np.zeros((2, 1))).is_certain[0]


def test_intervals_hold_the_true_index_and_chance_is_seldom_taken_for_a_favourite():
    random = np.random.default_rng(0)
    true = np.array([3.0, 2.0, 2.0, 2.0])
    held = certain = 0
    for _ in range(400):
        drawn = random.normal(true[:, None, None], 1.0, (4, 30, 1))
        found = selectivity(np.full(4, 30), drawn.mean(1), drawn.std(1, ddof=1))
        held += found.low[0] <= 0.2 <= found.high[0]
        alike = random.normal(2.0, 1.0, (4, 30, 1))
        certain += int(selectivity(np.full(4, 30), alike.mean(1), alike.std(1, ddof=1)).is_certain[0])
    assert 0.92 <= held / 400 <= 0.98
    assert certain / 400 <= 0.05


def test_one_class_is_no_choice():
    with pytest.raises(ValueError, match="two classes"):
        selectivity(np.array([9]), np.ones((1, 2)), np.ones((1, 2)))
