"""The midpoint rule with shorter steps where a function has corners, on functions whose integral is known."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.engine.attribution.adaptive_steps import AdaptiveSteps


class Corners:
    """Heights that rise by a slope of their own between `corners`: f(0) = 0."""

    def __init__(self, corners, slopes):
        self.edges, self.slopes_between = np.array([0.0, *corners, 1.0]), np.array(slopes, float)
        self.asked = {"slopes": [], "heights": []}

    def heights(self, places):
        self.asked["heights"].extend(places)
        tops = np.concatenate([[0.0], np.cumsum(np.diff(self.edges) * self.slopes_between)])
        return np.interp(places, self.edges, tops)

    def slopes(self, places):
        """Spread over two pixels, a quarter and three quarters."""
        self.asked["slopes"].extend(places)
        found = self.slopes_between[np.searchsorted(self.edges, places, side="right") - 1]
        return np.stack([found * 0.25, found * 0.75], axis=1).reshape(-1, 1, 2).astype(np.float32)

    def steps(self, count=4, order=None):
        middles = (np.arange(count) + 0.5) / count
        middles = middles if order is None else middles[order]
        return AdaptiveSteps(self.slopes, self.heights, middles, list(self.slopes(middles)))

    @property
    def integral(self):
        return float(np.diff(self.edges) @ self.slopes_between)


def test_without_corners_nothing_is_missed():
    steps = Corners((), (3.0,)).steps()
    np.testing.assert_allclose(steps.missed, 0, atol=1e-7)
    assert steps.error == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(steps.total, [[0.75, 2.25]], rtol=1e-6)


def test_a_corner_is_closed_in_by_three_at_each_cut():
    function = Corners((0.013,), (100.0, 1.0))
    steps, before = function.steps(), None
    for cut in range(8):
        missing = function.integral - float(steps.total.sum())
        assert missing == pytest.approx(float(steps.missed.sum()), abs=1e-5)
        assert abs(missing) <= 99 / 4 / 3**cut / 2 + 1e-5
        before, length = missing, len(steps)
        steps.refine(4)
        assert len(steps) == length + 2  # the others miss nothing
    assert abs(before) < 0.02


def test_nothing_is_computed_twice_and_the_order_of_the_first_steps_does_not_matter():
    corners = Corners((0.1, 0.3, 0.31, 0.8), (1.0, -20.0, 7.0, 0.0, 5.0))
    steps, other = corners.steps(), Corners(corners.edges[1:-1], corners.slopes_between).steps(order=[2, 0, 3, 1])
    for _ in range(6):
        steps.refine(3)
        other.refine(3)
    assert len(corners.asked["slopes"]) == len(set(np.round(corners.asked["slopes"], 12))) == len(steps)
    np.testing.assert_allclose(steps.total, other.total, rtol=1e-6)
    assert float(steps.total.sum()) == pytest.approx(corners.integral, abs=0.02)


def test_intervals_that_make_up_for_each_other_are_not_taken_for_exact():
    """The sum is right to the last digit, and both halves of it are wrong by as much."""
    steps = Corners((0.125, 0.625), (4.0, 0.0, 4.0)).steps(2)
    np.testing.assert_allclose(steps.missed, [0.5, -0.5], atol=1e-6)
    assert steps.error == pytest.approx(np.sqrt(0.5), rel=1e-6)
