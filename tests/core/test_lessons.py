import math

import numpy as np
import pytest

from cnn_desktop.core import lessons
from cnn_desktop.core.lessons import Size, alexnet_table, convolve, cross_entropy, drop, output_size, pool, weight_decay


def test_every_entry_of_the_example_of_paper_5_is_minus_six():
    steps = convolve(lessons.PAPER_5_INPUT, lessons.PAPER_5_KERNEL)
    np.testing.assert_array_equal(lessons.as_matrix(steps), np.full((4, 4), -6))
    np.testing.assert_array_equal(steps[0].products, [[1, 0], [0, -7]])
    assert (steps[-1].row, steps[-1].column) == (3, 3)
    is_right = lessons.as_matrix(steps) == lessons.PAPER_5_PRINTED
    assert is_right[0, 0]
    assert is_right.sum() == 1


def test_a_window_in_the_padding_sees_zeros_there():
    corner = convolve(np.ones((3, 3)), np.ones((3, 3)), padding=1, bias=0.5)[0]
    assert corner.total == 4.5
    np.testing.assert_array_equal(corner.inside, [[False] * 3, [False, True, True], [False, True, True]])
    assert not corner.values[~corner.inside].any()


@pytest.mark.parametrize(
    ("size", "window", "stride", "padding", "windows", "dropped"),
    [(227, 11, 4, 0, 55, 0), (5, 3, 2, 0, 2, 0), (32, 5, 1, 2, 32, 0), (28, 2, 2, 0, 14, 0), (224, 11, 4, 0, 54, 1)],
)
def test_output_sizes_of_the_papers(size, window, stride, padding, windows, dropped):
    assert output_size(size, window, stride, padding) == Size(windows, dropped)


def test_a_window_larger_than_the_input_fits_nowhere():
    assert not output_size(3, 5).fits
    assert lessons.as_matrix(convolve(np.ones((3, 3)), np.ones((5, 5)))).size == 0


def test_a_hand_made_window_comes_to_its_sum_and_bias():
    (step,) = convolve(np.array([[1, 2], [3, 4]]), np.array([[1, 0], [0, -1]]), bias=0.5)
    assert step.total == -2.5


def test_pooling_of_one_to_four():
    values = np.array([1, 2, 3, 4])
    assert [pool(values, kind) for kind in ("max", "average", "stochastic")] == [4, 2.5, 3.0]
    np.testing.assert_allclose(lessons.shares(values), [0.1, 0.2, 0.3, 0.4])
    assert pool(np.zeros(4), "stochastic") == 0
    assert not lessons.shares(np.zeros(4)).any()


def test_stochastic_pooling_draws_each_value_as_often_as_its_share():
    values = np.array([[1, 2], [3, -4]])
    drawn = np.bincount([lessons.draw(values, seed) for seed in range(3_000)], minlength=4) / 3_000
    np.testing.assert_allclose(drawn, [1 / 6, 2 / 6, 3 / 6, 0], atol=0.04)
    assert lessons.draw(np.zeros((2, 2)), seed=1) == 0


def test_softmax_and_cross_entropy_of_paper_4():
    found = cross_entropy(lessons.PAPER_4_LOGITS, 0)
    np.testing.assert_allclose(found.raised, [232.76, 24.78], atol=0.005)
    assert found.total == pytest.approx(257.54, abs=0.005)
    np.testing.assert_allclose(found.probabilities, [0.903784, 0.096216], atol=5e-7)
    assert found.loss == pytest.approx(0.1012, abs=5e-5)
    assert found.loss_base_10 == pytest.approx(0.0439, abs=5e-5)  # what the paper prints
    assert cross_entropy(lessons.PAPER_4_LOGITS, 1).loss == pytest.approx(2.3412, abs=5e-5)
    np.testing.assert_allclose(found.gradient, [-0.096216, 0.096216], atol=5e-7)


def test_a_constant_changes_nothing_and_heat_evens_out():
    logits = np.array([2.0, -1.0, 0.5])
    np.testing.assert_allclose(cross_entropy(logits + 1e4, 2).loss, cross_entropy(logits, 2).loss)
    assert cross_entropy(logits, 0, temperature=100).probabilities[0] == pytest.approx(1 / 3, abs=0.01)


def test_the_gradient_is_what_the_loss_changes_by():
    logits, step = np.array([1.0, -0.3, 2.0]), 1e-6
    for place in range(3):
        moved = logits + step * (np.arange(3) == place)
        change = (cross_entropy(moved, 1, 2.0).loss - cross_entropy(logits, 1, 2.0).loss) / step
        assert change == pytest.approx(cross_entropy(logits, 1, 2.0).gradient[place], abs=1e-5)


def test_weight_decay_shrinks_every_weight_by_the_same_share():
    found = weight_decay(np.array([[3.0, -4.0]]), strength=0.01, learning_rate=0.5)
    assert (found.squares, found.penalty) == (25, 0.25)
    np.testing.assert_allclose(found.gradient, [[0.06, -0.08]])
    np.testing.assert_allclose(found.after, [[3 * 0.99, -4 * 0.99]])
    assert found.shrinks_by == pytest.approx(0.01)
    one_by_one = np.array([[3.0, -4.0]])
    for _ in range(5):
        one_by_one = weight_decay(one_by_one, 0.01, 0.5).after
    np.testing.assert_allclose(weight_decay(np.array([[3.0, -4.0]]), 0.01, 0.5, steps=5).after, one_by_one)


def test_dropout_keeps_the_mean():
    found = drop(np.ones(100_000), 0.25, seed=1)
    assert found.factor == pytest.approx(4 / 3)
    assert found.kept.mean() == pytest.approx(0.75, abs=0.01)
    assert found.values.mean() == pytest.approx(1, abs=0.01)
    np.testing.assert_array_equal(found.kept, drop(np.ones(100_000), 0.25, seed=1).kept)


def test_the_table_of_alexnet():
    rows = alexnet_table()
    assert [row.parameters for row in rows] == [
        34_944, 614_656, 885_120, 1_327_488, 884_992, 37_752_832, 16_781_312, 4_097_000,
    ]  # fmt: skip
    assert sum(row.parameters for row in rows) == 62_378_344
    assert rows[0].factors == (11, 11, 3, 96)
    assert rows[-1].factors == (4096, 1000)
    assert all(math.prod(row.factors) + row.factors[-1] == row.parameters for row in rows)
    assert math.isclose(sum(row.share for row in rows), 1)
    assert sum(row.share for row in rows[5:]) == pytest.approx(0.94, abs=0.005)  # dense layers hold the weights
    assert sum(row.work for row in rows[:5]) > 0.9  # convolutions do the work
