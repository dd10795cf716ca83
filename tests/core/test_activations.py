import numpy as np
import pytest

from cnn_desktop.core.activations import ACTIVATIONS, sigmoid, softmax

X = np.array([-7.3, -3.1, -1.0, -0.4, 0.3, 1.0, 2.2, 6.5])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_slope_is_the_difference_of_neighbouring_values(name):
    one, step = ACTIVATIONS[name], 1e-6
    difference = (one.value(X + step) - one.value(X - step)) / (2 * step)
    np.testing.assert_allclose(one.slope(X), difference, atol=1e-7, rtol=1e-6)


def test_the_functions_of_the_papers_at_minus_one():
    at = {name: float(ACTIVATIONS[name].value(np.array(-1.0))) for name in ("step", "sigmoid", "tanh", "relu")}
    assert at == pytest.approx({"step": 0, "sigmoid": 0.2689414, "tanh": -0.7615942, "relu": 0})


def test_slopes_have_their_known_bounds_and_corners():
    fine = np.linspace(-8, 8, 1601)
    assert ACTIVATIONS["sigmoid"].slope(fine).max() == pytest.approx(0.25)
    assert ACTIVATIONS["tanh"].slope(fine).max() == pytest.approx(1)
    assert not ACTIVATIONS["step"].slope(fine).any()
    assert ACTIVATIONS["relu"].slope(np.zeros(1)) == 0  # as TensorFlow has it


def test_nothing_overflows():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert sigmoid(np.array([-1e3, 1e3])).tolist() == [np.exp(-1e3), 1]
        np.testing.assert_allclose(softmax(np.array([1e4, 1e4 - 1])), softmax(np.array([1.0, 0.0])))
