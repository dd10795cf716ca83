import itertools

import keras
import numpy as np
import pytest

from cnn_desktop.engine import networks
from cnn_desktop.engine.training.schedule import FLOOR, WarmUpCosine, schedule_for
from cnn_desktop.engine.training.step import TrainingStep, cross_entropy, make_optimizer


def new_step(seed: int = 0, optimizer: str = "adam", key: str = "cifar10-vgg") -> TrainingStep:
    keras.utils.set_random_seed(seed)
    model = networks.build(key, (16, 16, 1), 2)
    return TrainingStep(model, make_optimizer(optimizer, schedule_for(1e-3, 4, 10)), average_steps=10)


def batch(seed: int = 0, n: int = 16):
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, n).astype(np.int32)
    images = (
        random.integers(0, 100, (n, 16, 16, 1)).astype(np.uint8) + (labels * 100).astype(np.uint8)[:, None, None, None]
    )
    return images, labels


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd", "rmsprop"])
def test_every_optimizer_learns_light_from_dark(optimizer):
    step = new_step(optimizer=optimizer, key="lenet5")
    losses = [step.train(*batch(seed))[0] for seed in range(30)]
    assert losses[-1] < 0.5 * losses[0]


def test_the_averages_are_kept_apart_from_the_weights_until_swapped():
    step = new_step()
    for seed in range(3):
        step.train(*batch(seed))
    trained = [weight.numpy() for weight in step.model.weights]
    step.swap_averages()
    assert any(not np.array_equal(one, weight.numpy()) for one, weight in zip(trained, step.model.weights, strict=True))
    step.swap_averages()
    for one, weight in zip(trained, step.model.weights, strict=True):
        np.testing.assert_array_equal(one, weight.numpy())


def test_the_average_follows_weights_that_stand_still():
    step = new_step()
    step.optimizer.learning_rate = keras.optimizers.schedules.PolynomialDecay(0.0, 1, 0.0)
    before = [weight.numpy() for weight in step.model.weights]
    for seed in range(3):
        step.train(*batch(seed))
    step.swap_averages()
    for one, weight in zip(before, step.model.weights, strict=True):
        np.testing.assert_allclose(one, weight.numpy(), atol=1e-6)


def test_a_restored_step_goes_on_bit_for_bit_dropout_included():
    straight, resumed = new_step(), new_step(seed=9)
    for seed in range(3):
        straight.train(*batch(seed))
    resumed.restore(straight.state())
    for seed in range(3, 6):
        assert straight.train(*batch(seed)) == resumed.train(*batch(seed))
    for one, other in zip(straight.model.weights, resumed.model.weights, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())


def test_a_state_that_does_not_fit_is_refused():
    step = new_step()
    state = step.state()
    state["model"][1] = np.zeros(5)
    with pytest.raises(ValueError, match="does not fit"):
        step.restore(state)


def test_probabilities_of_any_number_of_images():
    step = new_step()
    images, _ = batch(n=300)
    answer = step.probabilities(images)
    assert answer.shape == (300, 2)
    np.testing.assert_allclose(answer[:5], step.probabilities(images[:5]), atol=1e-6)
    assert step.probabilities(images[:0]).shape == (0, 2)


def test_the_rate_rises_to_its_peak_and_falls_to_its_floor():
    schedule = WarmUpCosine(0.1, steps=100, warm_up=10)
    rates = [float(schedule(step)) for step in range(101)]
    assert max(rates) == pytest.approx(0.1)
    assert rates.index(max(rates)) in (9, 10)
    assert rates[0] == pytest.approx(0.01)
    assert rates[100] == pytest.approx(0.1 * FLOOR)
    assert all(later < earlier for earlier, later in itertools.pairwise(rates[10:]))


def test_a_run_of_one_step_has_a_rate():
    assert float(schedule_for(0.1, 1, 1)(0)) == pytest.approx(0.1)


def test_cross_entropy_is_minus_the_mean_log_probability():
    probabilities = np.array([[0.5, 0.5], [0.25, 0.75]], np.float32)
    assert cross_entropy(np.array([0, 1]), probabilities) == pytest.approx(-(np.log(0.5) + np.log(0.75)) / 2)
    assert np.isfinite(cross_entropy(np.array([0]), np.array([[0.0, 1.0]], np.float32)))
