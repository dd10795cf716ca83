import keras
import numpy as np
import pytest

from cnn_desktop.core.stack.arithmetic import analyse
from cnn_desktop.core.stack.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling,
    Normalisation,
    Pooling,
)
from cnn_desktop.engine.networks import stack
from cnn_desktop.engine.networks.layers import PerImageStandardization, StochasticPooling2D, ZCAWhitening


def window(*values: float) -> np.ndarray:
    return np.array(values, np.float32).reshape(1, 2, 2, 1)


def test_stochastic_pooling_predicts_the_expectation():
    answer = StochasticPooling2D()(window(1, 2, 3, 4), training=False)
    assert float(answer[0, 0, 0, 0]) == pytest.approx((1 + 4 + 9 + 16) / 10)


@pytest.mark.parametrize("training", [False, True])
def test_stochastic_pooling_of_zeros_is_zero(training):
    assert float(StochasticPooling2D()(window(0, 0, 0, 0), training=training)[0, 0, 0, 0]) == 0
    assert float(StochasticPooling2D()(window(-1, -2, -3, -4), training=training)[0, 0, 0, 0]) == 0


def test_stochastic_pooling_draws_each_value_by_its_share():
    layer = StochasticPooling2D()
    images = np.tile(window(1, 2, 3, 4), (4000, 1, 1, 1))
    drawn = layer(images, training=True).numpy().ravel()
    shares = [float((drawn == value).mean()) for value in (1, 2, 3, 4)]
    np.testing.assert_allclose(shares, [0.1, 0.2, 0.3, 0.4], atol=0.03)


def test_stochastic_pooling_keeps_channels_apart_and_learns():
    import tensorflow as tf

    layer = StochasticPooling2D()
    images = tf.constant(np.random.default_rng(0).uniform(0, 1, (2, 5, 5, 3)).astype(np.float32))
    with tf.GradientTape() as tape:
        tape.watch(images)
        answer = layer(images, training=True)
    assert answer.shape == (2, 2, 2, 3) == layer.compute_output_shape((2, 5, 5, 3))
    gradient = tape.gradient(answer, images).numpy()
    assert gradient.sum() == pytest.approx(2 * 2 * 2 * 3)  # 1 at each drawn value
    for row in range(2):
        for column in range(2):
            patch = images[:, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
            for channel in range(3):
                assert float(answer[0, row, column, channel]) in patch.numpy()[0, :, :, channel]


def test_per_image_standardisation_is_tensorflows():
    import tensorflow as tf

    images = np.random.default_rng(0).uniform(0, 255, (3, 8, 8, 3)).astype(np.float32)
    images[1] = 7
    np.testing.assert_allclose(PerImageStandardization()(images), tf.image.per_image_standardization(images), atol=1e-4)


def test_every_layer_of_ours_survives_saving(tmp_path):
    image = keras.Input((8, 8, 1))
    x = ZCAWhitening()(PerImageStandardization()(image))
    model = keras.Model(image, StochasticPooling2D(4, 4)(x))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    images = np.random.default_rng(0).uniform(0, 255, (2, 8, 8, 1)).astype(np.float32)
    np.testing.assert_allclose(model(images), again(images), atol=1e-6)


ROWS = (
    Convolution(filters=4, kernel=5, stride=2, padding=1),
    Normalisation(),
    Activation(function="gelu"),
    Pooling(kind="average", size=3, stride=2),
    Convolution(filters=6, kernel=3, padding=1),
    Activation(function="step"),
    Pooling(kind="stochastic"),
    Dropout(rate=0.3),
    Flatten(),
    Dense(units=7),
    Activation(function="tanh"),
)


def built(rows, shape):
    image = keras.Input(shape)
    return keras.Model(image, stack.apply(rows, image, l2=1e-4))


def test_a_stack_builds_what_its_arithmetic_says():
    model = built(ROWS, (33, 33, 2))
    figures = analyse(ROWS, (33, 33, 2), classes=3)[:-1]
    assert model.count_params() == sum(one.parameters for one in figures)
    assert model.output_shape[1:] == figures[-1].output
    outputs = [layer.output.shape[1:] for layer in model.layers if not layer.name.endswith(("pad", "input_layer"))]
    assert [one.output for one in figures] == [shape for shape in outputs if len(shape)][-len(figures) :]


def test_a_receptive_field_is_where_the_gradient_is():
    import tensorflow as tf

    rows = (
        Convolution(filters=2, kernel=3, padding=1),
        Pooling(kind="average"),
        Convolution(filters=2, kernel=3, padding=1),
    )
    model = built(rows, (32, 32, 1))
    image = tf.random.uniform((1, 32, 32, 1))
    with tf.GradientTape() as tape:
        tape.watch(image)
        value = tf.reduce_sum(model(image)[0, 8, 8])
    seen = np.abs(tape.gradient(value, image).numpy()[0, :, :, 0]).sum(axis=1) > 0
    assert seen.sum() == analyse(rows, (32, 32, 1), 2)[2].receptive_field


def test_global_pooling_and_every_activation_build():
    for function in ("relu", "leaky_relu", "elu", "gelu", "tanh", "sigmoid"):
        model = built((Convolution(filters=3), Activation(function=function), GlobalPooling(kind="max")), (8, 8, 1))
        assert model.output_shape == (None, 3)
