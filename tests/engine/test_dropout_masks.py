"""Dropout by bytes: its statistics, its seeds, and that the saved network knows nothing of it."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_desktop.engine.training.dropout_masks import kept_levels, masks_by_bytes


def dropped(rate: float, shape: tuple[int, ...], seed: int = 1) -> np.ndarray:
    """What becomes of ones."""
    image = keras.Input(shape[1:])
    model = keras.Model(image, keras.layers.Dropout(rate, seed=seed)(image))

    @tf.function
    def call(values):
        with masks_by_bytes(model):
            return model(values, training=True)

    return call(np.ones(shape, np.float32)).numpy()


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.5, 0.9])
def test_as_many_are_dropped_as_asked_and_the_expectation_stays(rate):
    values = dropped(rate, (500, 20, 20, 5))
    share = 1 - kept_levels(rate) / 256
    assert abs(share - rate) <= 1 / 512
    sigma = np.sqrt(rate * (1 - rate) / values.size)
    assert abs((values == 0).mean() - share) < 4 * sigma
    assert abs(values.mean() - 1) < 4 * sigma / (1 - rate)
    assert set(np.unique(values)) == {0.0, np.float32(256 / kept_levels(rate))}


def test_neighbours_channels_and_images_are_dropped_apart():
    kept = dropped(0.5, (400, 8, 8, 4)) > 0
    tolerance = 4 / np.sqrt(kept[1:].size)
    for one, other in (
        (kept[1:], kept[:-1]),
        (kept[:, 1:], kept[:, :-1]),
        (kept[:, :, 1:], kept[:, :, :-1]),
        (kept[..., 1:], kept[..., :-1]),
    ):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 1.5 * tolerance


def test_every_call_draws_anew_and_the_same_seed_draws_the_same():
    image = keras.Input((7, 3))  # 21 values: no multiple of four
    model = keras.Model(image, keras.layers.Dropout(0.5, seed=3)(image))

    @tf.function
    def call(values):
        with masks_by_bytes(model):
            return model(values, training=True)

    ones = np.ones((5, 7, 3), np.float32)
    start = [variable.numpy() for variable in model.variables]
    first, second = call(ones).numpy(), call(ones).numpy()
    assert not np.array_equal(first, second)
    for variable, value in zip(model.variables, start, strict=True):
        variable.assign(value)
    np.testing.assert_array_equal(call(ones).numpy(), first)


def test_outside_the_trace_the_layer_is_kerass_own():
    image = keras.Input((4,))
    layer = keras.layers.Dropout(0.5)
    model = keras.Model(image, layer(image))
    with masks_by_bytes(model):
        assert "call" in vars(layer)
    assert "call" not in vars(layer)
    np.testing.assert_array_equal(model(np.ones((2, 4), np.float32), training=False), np.ones((2, 4)))


def test_the_gradient_goes_where_the_value_went():
    image = keras.Input((50,))
    model = keras.Model(image, keras.layers.Dropout(0.5, seed=1)(image))
    values = tf.Variable(np.ones((3, 50), np.float32))
    with tf.GradientTape() as tape, masks_by_bytes(model):
        out = model(values, training=True)
        total = tf.reduce_sum(out)
    np.testing.assert_array_equal(tape.gradient(total, values), out)
