import keras
import numpy as np
import pytest
from keras import layers

from cnn_desktop.core import mosaic
from cnn_desktop.engine.inspection.graph import graph_of
from cnn_desktop.engine.inspection.receipts import NOT_TOLD, Bookkeeper
from cnn_desktop.engine.inspection.recording import Recorder
from cnn_desktop.engine.networks.layers import StochasticPooling2D
from tests.engine.inspection.examples import EVERY, image, network, recorder, stirred


def book_of(found, pixels):
    return Bookkeeper(found, found.record(pixels), graph_of(found))


def some_receipts(book, count, seed=0):
    """`count` random values of every layer, before and after its own activation."""
    random = np.random.default_rng(seed)
    for layer in book.graph.layers:
        for pre in (False, True) if layer.activation else (False,):
            shape = mosaic.as_maps(book.recording.of(layer.key, pre=pre)[0]).shape
            for _ in range(count):
                row, column, channel = (int(random.integers(side)) for side in shape)
                yield book.receipt(layer.key, row, column, channel, pre=pre)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", EVERY)
def test_every_number_of_every_layer_is_accounted_for(name):
    for one in some_receipts(book_of(recorder(name), image(network(name).input_shape[1:])), 2):
        assert one.kind != NOT_TOLD, one.layer
        assert one.share <= 1e-4, (one.layer, one.row, one.column, one.channel)


def model_of(*stack, shape=(11, 13, 4)):
    picture = keras.Input(shape)
    x = picture
    for layer in stack:
        x = layer(x)
    return stirred(keras.Model(picture, x))


def check(model, count=40):
    book = book_of(Recorder(model, model.input_shape[1:]), image(model.input_shape[1:]))
    receipts = list(some_receipts(book, count))
    for one in receipts:
        assert one.kind != NOT_TOLD, one.layer
        assert one.is_closed, (one.layer, one.row, one.column, one.channel, one.value, one.keras)
    return receipts


@pytest.mark.parametrize(
    "stack",
    [
        [layers.Conv2D(6, 3, groups=2, strides=2, padding="same", activation="gelu")],
        [layers.Conv2D(3, (2, 3), dilation_rate=(2, 1), padding="same"), layers.PReLU(shared_axes=(1, 2))],
        [layers.DepthwiseConv2D(3, depth_multiplier=3, padding="same", strides=2), layers.LeakyReLU(0.3)],
        [layers.SeparableConv2D(5, 3, depth_multiplier=2, activation="silu"), layers.LayerNormalization()],
        [layers.Conv2DTranspose(3, 4, strides=3, padding="same"), layers.ReLU(2.0, 0.1, 0.2)],
        [layers.AveragePooling2D(3, 2, padding="same"), layers.MaxPooling2D(2, 1, padding="same"), layers.ELU(0.5)],
        [layers.Rescaling(1 / 255), StochasticPooling2D(2, 2), layers.Softmax()],
        [layers.ZeroPadding2D(((1, 2), (0, 3))), layers.Cropping2D(2), layers.UpSampling2D((2, 3))],
        [layers.Permute((2, 1, 3)), layers.Dense(3)],
        [layers.Reshape((143, 4)), layers.Dense(3, activation="softmax"), layers.Conv1D(2, 3, padding="same")],
        [layers.GlobalMaxPooling2D(keepdims=True), layers.Conv2D(2, 1, activation="hard_silu"), layers.Flatten()],
        [layers.Flatten(), layers.Dense(7, activation="softmax", name="head")],
        [layers.GaussianNoise(0.5), layers.SpatialDropout2D(0.5), layers.Activation("mish"), layers.Identity()],
    ],
    ids=lambda stack: " ".join(type(layer).__name__ for layer in stack),
)  # fmt: skip
def test_layers_of_all_kinds_are_accounted_for(stack):
    check(model_of(*stack))


def test_sums_products_and_choices_of_channels_are_accounted_for():
    picture = keras.Input((8, 8, 3))
    a = layers.Conv2D(4, 3, padding="same", name="a")(picture)
    b = layers.Conv2D(4, 3, padding="same", name="b", activation="sigmoid")(picture)
    gate = layers.Reshape((1, 1, 4))(layers.GlobalAveragePooling2D()(b))
    merges = (layers.Add, layers.Average, layers.Maximum, layers.Minimum, layers.Multiply)
    parts = [merge()([a, b, gate]) for merge in merges]
    x = layers.Concatenate(name="all")([*parts, layers.Subtract()([a, b])])
    x = keras.ops.relu(2.0 - x * 0.5) / 3.0 + a[..., ::-1][..., :1]
    check(stirred(keras.Model(picture, x)), 60)


def test_a_receipt_shows_the_window_the_kernel_and_each_step():
    stack = [
        layers.Conv2D(1, 2, name="conv"),
        layers.BatchNormalization(epsilon=0.0, name="norm"),
        layers.ReLU(name="relu"),
    ]
    model = model_of(*stack, shape=(2, 2, 1))
    model.get_layer("conv").set_weights([np.array([[1, 0], [0, -1]], np.float32).reshape(2, 2, 1, 1), np.array([0.5])])
    model.get_layer("norm").set_weights([np.array([value]) for value in (2.0, 1.0, -1.5, 4.0)])
    pixels = np.array([[1, 2], [3, 4]], np.uint8).reshape(1, 2, 2, 1)
    book = book_of(Recorder(model, (2, 2, 1)), pixels)
    conv = book.receipt("conv", 0, 0, 0)
    assert (conv.kind, conv.source, conv.top, conv.left) == ("convolution", "input", 0, 0)
    np.testing.assert_array_equal(conv.window[..., 0], [[1, 2], [3, 4]])
    np.testing.assert_array_equal(conv.kernel[..., 0], [[1, 0], [0, -1]])
    assert [(line.label, line.value) for line in conv.lines] == [("sum of 4 products", -3), ("+ bias", -2.5)]
    relu = book.receipt("relu", 0, 0, 0)
    assert relu.source == "input"
    assert [(line.layer, line.label, line.value) for line in relu.lines[2:]] == [
        ("norm", "− mean", -1), ("norm", "÷ √(variance + ε)", -0.5), ("norm", "× γ", -1), ("norm", "+ β", 0),
        ("relu", "relu", 0),
    ]  # fmt: skip


def test_padding_is_shown_as_such():
    model = model_of(layers.Conv2D(1, 3, padding="same", name="conv"), shape=(4, 4, 2))
    corner = book_of(Recorder(model, (4, 4, 2)), image((4, 4, 2))).receipt("conv", 0, 3, 0)
    assert (corner.top, corner.left) == (-1, 2)
    np.testing.assert_array_equal(corner.inside, [[False] * 3, [True, True, False], [True, True, False]])
    assert not corner.window[~corner.inside].any()


@pytest.mark.parametrize(("values", "expected"), [([1, 2, 3, 4], 3.0), ([0, 0, 0, 0], 0.0)])
def test_stochastic_pooling_answers_with_what_it_expects(values, expected):
    model = model_of(StochasticPooling2D(2, 2, name="pool"), shape=(2, 2, 1))
    book = book_of(Recorder(model, (2, 2, 1)), np.array(values, np.uint8).reshape(1, 2, 2, 1))
    receipt = book.receipt("pool", 0, 0, 0)
    assert receipt.value == receipt.keras == expected


class Cube(layers.Layer):
    def call(self, inputs):
        return inputs**3


def test_a_layer_nobody_knows_is_not_explained_away():
    receipt = book_of(found := Recorder(model_of(Cube(name="cube")), (11, 13, 4)), image((11, 13, 4))).receipt(
        "cube", 1, 2, 3
    )
    assert receipt.kind == NOT_TOLD
    assert receipt.lines[0].label == "as Keras computes “Cube”"
    assert found.calls[0].layer.name == "cube"
