import itertools

import keras
import numpy as np
import pytest

from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine import networks
from cnn_desktop.engine.training.objective import Objective, balanced, cross_entropy
from cnn_desktop.engine.training.schedule import FLOOR, Schedule, schedule_for
from cnn_desktop.engine.training.step import TrainingStep, make_optimizer


def new_step(
    seed: int = 0, optimizer: str = "adam", key: str = "cifar10-vgg", objective: Objective | None = None, **options
) -> TrainingStep:
    keras.utils.set_random_seed(seed)
    model = networks.build(NetworkPlan(architecture=key, image_size=16, grey=True, classes=2, **options))
    schedule = schedule_for("constant", 1e-3 if optimizer != "sgd" else 0.05, 4, 10)
    return TrainingStep(model, make_optimizer(optimizer, schedule), objective or Objective(), average_steps=10)


def batch(seed: int = 0, n: int = 16):
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, n).astype(np.int32)
    images = (
        random.integers(0, 100, (n, 16, 16, 1)).astype(np.uint8) + (labels * 100).astype(np.uint8)[:, None, None, None]
    )
    return images, labels


def test_a_network_learns_from_small_images_what_it_answers_for_large_ones():
    keras.utils.set_random_seed(0)
    image = keras.Input((16, 16, 1))
    features = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(4, 3, activation="relu")(image))
    scaled = keras.layers.Rescaling(1 / 255)(features)
    logits = keras.layers.Dense(2, name="logits")(scaled)
    model = keras.Model(image, keras.layers.Activation("softmax", name="probabilities")(logits))
    step = TrainingStep(model, make_optimizer("adam", 0.02), Objective(), average_steps=1, sizes_vary=True)
    for seed in range(60):
        images, labels = batch(seed)
        step.train(images[:, ::2, ::2], labels)
    images, labels = batch(99)
    assert (step.probabilities(images).argmax(axis=1) == labels).mean() > 0.9


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd", "momentum", "rmsprop"])
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


def test_a_long_average_looks_at_every_fourth_step_and_comes_to_much_the_same():
    keras.utils.set_random_seed(0)
    model = networks.build(NetworkPlan(architecture="lenet5", image_size=16, grey=True, classes=2))
    step = TrainingStep(model, make_optimizer("sgd", 0.05), Objective(), average_steps=50)
    rarely = always = step.state()["averages"][0]
    for number in range(1, 49):
        step.train(*batch(number))
        weight = step.state()["model"][0]
        decay = min(1 - 1 / 50, number / (number + 9))
        always = decay * always + (1 - decay) * weight
        if number % 4 == 0:
            rarely = decay**4 * rarely + (1 - decay**4) * weight
        np.testing.assert_allclose(step.state()["averages"][0], rarely, atol=1e-6)
    assert np.abs(rarely - always).max() < 0.5 * np.abs(weight - always).max()


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
    schedule = Schedule("cosine", 0.1, steps=100, rise=10)
    rates = [float(schedule(step)) for step in range(101)]
    assert max(rates) == pytest.approx(0.1)
    assert rates.index(max(rates)) in (9, 10)
    assert rates[0] == pytest.approx(0.01)
    assert rates[100] == pytest.approx(0.1 * FLOOR)
    assert all(later < earlier for earlier, later in itertools.pairwise(rates[10:]))


def test_a_run_of_one_step_has_a_rate():
    assert float(schedule_for("cosine", 0.1, 1, 1)(0)) == pytest.approx(0.1)


def test_cross_entropy_is_minus_the_mean_log_probability():
    probabilities = np.array([[0.5, 0.5], [0.25, 0.75]], np.float32)
    assert cross_entropy(np.array([0, 1]), probabilities) == pytest.approx(-(np.log(0.5) + np.log(0.75)) / 2)
    assert np.isfinite(cross_entropy(np.array([0]), np.array([[0.0, 1.0]], np.float32)))


@pytest.mark.parametrize(
    ("kind", "half", "end"),
    [("one-cycle", 0.5, 0.0), ("step", 0.1, 0.01), ("constant", 1.0, 1.0), ("cosine", 0.505, 0.01)],
)
def test_every_schedule_goes_its_way_down(kind, half, end):
    schedule = Schedule(kind, 1.0, steps=110, rise=10)
    assert float(schedule(60)) == pytest.approx(half, abs=0.01)
    assert float(schedule(110)) == pytest.approx(end, abs=0.01)


def test_one_sigmoid_unit_learns_and_says_both_classes():
    step = new_step(key="lenet5", objective=Objective("sigmoid"), loss="sigmoid")
    for seed in range(40):
        step.train(*batch(seed))
    images, labels = batch(99, n=64)
    answer = step.probabilities(images)
    assert answer.shape == (64, 2)
    np.testing.assert_allclose(answer.sum(axis=1), 1, rtol=1e-6)
    assert set(answer.argmax(axis=1)) == {0, 1}
    assert (answer.argmax(axis=1) == labels).mean() > 0.9


def test_label_smoothing_is_the_cross_entropy_of_softened_labels():
    logits = np.array([[2.0, 0.0, -1.0]], np.float32)
    log_softmax = logits - np.log(np.exp(logits).sum())
    wanted = np.array([0.8 + 0.2 / 3, 0.2 / 3, 0.2 / 3])
    loss = Objective("softmax", label_smoothing=0.2).loss(np.array([0], np.int32), logits)
    assert float(loss) == pytest.approx(-(wanted * log_softmax).sum(), rel=1e-5)


def test_balanced_weights_make_every_class_count_the_same():
    weights = balanced(np.array([0] * 30 + [1] * 10), 2)
    assert weights.tolist() == pytest.approx([40 / 60, 2.0])
    logits = np.zeros((4, 2), np.float32)
    plain = Objective().loss(np.array([0, 0, 1, 1], np.int32), logits)
    weighted = Objective(class_weights=weights).loss(np.array([1, 1, 1, 1], np.int32), logits)
    assert float(weighted) == pytest.approx(2 * float(plain))


def test_weight_decay_draws_the_kernels_together():
    plain, decayed = (new_step(key="lenet5", optimizer="sgd", l2=l2) for l2 in (0.0, 1.0))
    for seed in range(10):
        plain.train(*batch(seed))
        decayed.train(*batch(seed))
    size = [np.abs(step.model.get_layer("conv_1").get_weights()[0]).sum() for step in (plain, decayed)]
    assert size[1] < 0.8 * size[0]


def test_a_network_that_counts_something_is_trained_and_averaged():
    """EfficientNet's first layer holds how many images its statistics are of, as a whole number."""
    image = keras.Input((8, 8, 3))
    inside = keras.layers.Flatten()(keras.layers.Normalization()(image))
    logits = keras.layers.Dense(2, name="logits")(inside)
    model = keras.Model(image, keras.layers.Activation("softmax", name="probabilities")(logits))
    assert any(weight.dtype == "int64" for weight in model.weights)
    step = TrainingStep(model, make_optimizer("adam", 0.01), Objective(), average_steps=10)
    before = model.get_layer("logits").get_weights()[0]
    step.train(np.random.default_rng(0).integers(0, 255, (4, 8, 8, 3)).astype(np.uint8), np.array([0, 1, 0, 1]))
    step.swap_averages()
    assert not np.array_equal(model.get_layer("logits").get_weights()[0], before)
    step.restore(step.state())
