"""Known answers of the measures that layers are compared by."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.differences import angle, by_channel, cka, difference, likenesses


@pytest.fixture
def random():
    return np.random.default_rng(0)


def values(random, *shape):
    return random.normal(size=shape).astype(np.float32)


def test_the_same_values_do_not_differ(random):
    maps = values(random, 30, 30, 5)
    assert difference(maps, maps.copy()) == 0
    assert angle(maps, maps.copy()) == 0
    np.testing.assert_array_equal(by_channel(maps, maps.copy()), 0)
    assert cka(maps, maps.copy()) == pytest.approx(1, abs=1e-12)


def test_opposites_differ_wholly_and_a_scale_is_no_angle(random):
    maps = values(random, 20, 20, 3)
    assert difference(maps, -maps) == pytest.approx(1)
    assert angle(maps, -maps) == pytest.approx(2)
    assert difference(maps, 3 * maps) == pytest.approx(0.5)
    assert angle(maps, 3 * maps) == pytest.approx(0, abs=1e-12)


def test_what_is_right_angled_lies_between():
    first, second = np.array([1.0, 0, 0]), np.array([0, 1.0, 0])
    assert difference(first, second) == pytest.approx(np.sqrt(0.5))
    assert angle(first, second) == pytest.approx(1)


def test_nothing_equals_nothing_and_differs_from_everything():
    nothing, something = np.zeros(4, np.float32), np.ones(4, np.float32)
    assert (difference(nothing, nothing), angle(nothing, nothing)) == (0, 0)
    assert (difference(nothing, something), angle(nothing, something)) == (1, 1)


def test_thirty_two_bits_lose_nothing_of_it(random):
    first = values(random, 70_001) + 100
    second = first + values(random, 70_001) * np.float32(1e-3)
    exact = [one.astype(np.float64) for one in (first, second)]
    lengths = [np.linalg.norm(one) for one in exact]
    assert difference(first, second) == pytest.approx(np.linalg.norm(exact[0] - exact[1]) / sum(lengths), rel=1e-5)
    turned = np.linalg.norm(exact[0] / lengths[0] - exact[1] / lengths[1]) ** 2 / 2
    assert angle(first, second) == pytest.approx(turned, rel=1e-2)  # 5e-11


def test_each_channel_is_measured_by_itself(random):
    first = values(random, 8, 8, 4)
    second = first.copy()
    second[..., 2] *= -1
    second[..., 3] *= 3
    np.testing.assert_allclose(by_channel(first, second), [0, 0, 1, 0.5], atol=1e-7)


def test_cka_sees_neither_rotation_nor_scale_nor_shift(random):
    features = random.normal(size=(24, 40))
    turned = np.linalg.qr(random.normal(size=(40, 40)))[0]
    assert cka(features, features @ turned) == pytest.approx(1, abs=1e-9)
    assert cka(features, 5 * features + 2) == pytest.approx(1, abs=1e-9)


def test_cka_of_what_has_nothing_in_common_is_about_nothing_however_many_values(random):
    first, second = random.normal(size=(60, 5_000)), random.normal(size=(60, 3_000))
    assert abs(cka(first, second)) < 0.1  # with the bias of few images it would be 0.98


def test_cka_agrees_with_its_definition(random):
    """Song et al. 2012, eq. 5: the unbiased HSIC."""
    n = 12
    first, second = random.normal(size=(n, 7)), random.normal(size=(n, 4))
    second[:, 0] = first[:, 0]

    def hsic(one, other):
        k, l = (features @ features.T for features in (one, other))  # noqa: E741
        np.fill_diagonal(k, 0)
        np.fill_diagonal(l, 0)
        ones = np.ones(n)
        whole = (ones @ k @ ones) * (ones @ l @ ones) / ((n - 1) * (n - 2))
        return (np.trace(k @ l) + whole - 2 / (n - 2) * (ones @ k @ l @ ones)) / (n * (n - 3))

    known = hsic(first, second) / np.sqrt(hsic(first, first) * hsic(second, second))
    assert cka(first, second) == pytest.approx(known)


def test_a_layer_that_answers_the_same_to_all_images_is_like_nothing(random):
    constant, features = np.ones((10, 6)), random.normal(size=(10, 6))
    assert cka(constant, features) == 0
    assert not likenesses(constant).any()
