"""Is the difference between two runs more than chance? The same answer as from the books."""

import numpy as np
import pytest

from cnn_desktop.core.results.difference import Paired, Rights, Unpaired, difference, mcnemar


def rights(files, right, truth="fern") -> Rights:
    return Rights(np.array(files), np.array([truth] * len(files)), np.array(right, bool))


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (3, 3), (1, 0), (5, 0), (12, 1), (40, 60), (900, 1100)])
def test_mcnemar_is_the_exact_binomial_test(gained, lost):
    from scipy.stats import binomtest

    wanted = binomtest(gained, gained + lost, 0.5).pvalue if gained + lost else 1.0
    assert mcnemar(gained, lost) == pytest.approx(wanted, rel=1e-9)
    assert mcnemar(gained, lost) == mcnemar(lost, gained)


def test_runs_on_the_same_images_are_compared_image_by_image():
    files = [f"{number}.png" for number in range(30)]
    first, second = [False] * 10 + [True] * 20, [True] * 9 + [False] + [True] * 19 + [False]
    found = difference(rights(files, first), rights(files[::-1], second[::-1]), same_dataset=True)
    assert isinstance(found, Paired)
    assert found.became_right == tuple(sorted(files[:9]))
    assert found.became_wrong == ("29.png",)
    assert (found.n, found.first_right, found.gain) == (30, 20, pytest.approx(8 / 30))
    assert found.p_value == pytest.approx(22 / 1024)
    assert found.is_more_than_chance


def test_an_image_whose_label_was_corrected_between_the_runs_is_no_pair():
    files = [f"{number}.png" for number in range(25)]
    first, second = rights(files, [True] * 25), rights(files, [False] * 25)
    second.truth[0] = "moss"
    assert difference(first, second, same_dataset=True).n == 24


def test_runs_on_other_images_are_compared_by_their_intervals():
    files = [f"{number}.png" for number in range(200)]
    few, many = rights(files, [True] * 120 + [False] * 80), rights(files, [True] * 160 + [False] * 40)
    found = difference(few, many, same_dataset=False)
    assert isinstance(found, Unpaired)
    assert found.gain == pytest.approx(0.2)
    low, high = found.interval
    assert 0 < low < 0.2 < high
    assert found.is_more_than_chance
    assert not difference(few, few, same_dataset=False).is_more_than_chance


def test_the_interval_of_a_difference_is_newcombes():
    found = Unpaired((48, 80), (56, 70))  # his example, 56/70 against 48/80: 0.0524 to 0.3339
    assert found.interval == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_a_handful_of_shared_images_decides_nothing():
    first = rights([f"a{number}.png" for number in range(30)], [True] * 30)
    second = rights([f"a{number}.png" for number in range(25, 55)], [False] * 30)
    assert isinstance(difference(first, second, same_dataset=True), Unpaired)
