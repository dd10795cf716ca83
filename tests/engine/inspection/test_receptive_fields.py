"""What a unit sees by walking the graph, against where the gradient of that unit is not zero.

The gradient is of a copy of the network in which no path can be missed: kernels positive, pooling by averages, and no
function that is flat anywhere.
"""

import itertools
from functools import cache

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from cnn_desktop.core.receptive_field import Box, fields, seen_by
from cnn_desktop.engine.inspection.graph import graph_of
from cnn_desktop.engine.inspection.reaches import PREPARING
from cnn_desktop.engine.inspection.recording import INPUT, Recorder, recording
from cnn_desktop.engine.networks.layers import Step, StochasticPooling2D
from tests.engine.inspection.examples import EVERY, network, preset, recorder, stirred

PROBES = 12


def soft(layer):
    """`layer` without what a gradient can be lost in."""
    config = layer.get_config()
    match layer:
        case layers.MaxPooling2D():
            return layers.AveragePooling2D.from_config(config)
        case StochasticPooling2D():
            return layers.AveragePooling2D(layer.pool_size, layer.strides, name=layer.name)
        case layers.GlobalMaxPooling2D():
            return layers.GlobalAveragePooling2D.from_config(config)
        case layers.Activation() | layers.ReLU() | Step():
            return layers.Activation("linear", name=layer.name)
        case _:
            if config.get("activation") not in (None, "sigmoid"):  # flat nowhere; without it gates grow without end
                config["activation"] = "linear"
            return type(layer).from_config(config)


def softened(model):
    copy = keras.models.clone_model(model, clone_function=soft, recursive=True)
    for weight in copy.weights:
        if "kernel" in weight.name:
            shape = tuple(weight.shape)
            is_depthwise = len(shape) == 4 and shape[3] == 1
            weight.assign(np.full(shape, 1 / np.prod(shape[:2] if is_depthwise else shape[:-1])))
    return copy


class Probe:
    """Where the gradient of a unit reaches, in the image as the network sees it."""

    def __init__(self, model):
        self.calls, copy = [], softened(model)
        with tf.GradientTape(persistent=True) as self.tape, recording(self.calls):
            image = tf.fill((1, *model.input_shape[1:]), 255.0)
            self.tape.watch(image)
            copy(image, training=False)
        self.outputs = {INPUT: image} | {call.key: call.output for call in self.calls}
        prepared = list(itertools.takewhile(lambda call: isinstance(call.layer, PREPARING), self.calls))
        self.seen = prepared[-1].output if prepared else image
        self.after = [call.key for call in self.calls if call not in prepared]

    def support(self, key, row, column) -> Box | None:
        value = self.outputs[key]
        with self.tape:
            channels = value[0, row, column] if len(value.shape) == 4 else value[0, row]
            unit = tf.reduce_sum(channels * tf.reshape(tf.range(1.0, float(tf.size(channels)) + 1), channels.shape))
        slope = self.tape.gradient(unit, self.seen)
        where = np.abs(np.asarray(slope)[0]).sum(-1) > 0 if slope is not None else np.zeros((1, 1), bool)
        if not where.any():
            return None
        rows, columns = np.flatnonzero(where.any(1)), np.flatnonzero(where.any(0))
        return Box(rows[0], columns[0], rows[-1] + 1, columns[-1] + 1)


@cache
def probe_of(name):
    return Probe(network(name))


def probes(keys, outputs):
    """Units of layers early and late, at corners and in between."""
    random = np.random.default_rng(5)
    for key in (*random.choice(keys, PROBES), keys[-1]):
        shape = outputs[str(key)].shape
        rows, columns = (shape[1], shape[2]) if len(shape) == 4 else (shape[1], 1)
        yield str(key), int(random.integers(rows)), int(random.integers(columns))
        yield str(key), 0, columns - 1


@pytest.mark.no_cover
@pytest.mark.parametrize("name", EVERY)
def test_a_unit_sees_what_its_gradient_reaches(name):
    probe, nodes = probe_of(name), graph_of(recorder(name)).nodes
    for key, row, column in probes(probe.after, probe.outputs):
        assert seen_by(nodes, key, row, column) == probe.support(key, row, column), (key, row, column)


def test_every_layer_of_the_presets_is_known():
    for name in EVERY:
        assert [node.key for node in graph_of(recorder(name)).nodes if not node.reach.is_known] == []


@pytest.mark.no_cover
def test_mobilenet_v2_at_full_size_sees_what_its_gradient_reaches():
    model = preset("mobilenet-v2", 224)
    nodes, probe = graph_of(Recorder(model, (224, 224, 3))).nodes, Probe(model)
    units = [
        ("Conv1", 50, 50), ("block_3_expand_relu", 20, 20), ("block_6_expand_relu", 14, 14), ("block_6_add", 0, 13),
        ("block_13_expand_relu", 7, 7), ("out_relu", 3, 3), ("out_relu", 0, 0), ("out_relu", 6, 0),
    ]  # fmt: skip
    for key, row, column in units:
        if key in probe.outputs:
            assert seen_by(nodes, key, row, column) == probe.support(key, row, column), key
    sizes = fields(nodes)
    assert sizes["out_relu"].size == (491, 491)
    assert sizes["out_relu"].stride == (32, 32)
    assert sizes["block_6_expand_relu"].size == (59, 59)


def small(*stack, size=(17, 23)):
    image = keras.Input((*size, 2))
    x = image
    for layer in stack:
        x = layer(x)
    return stirred(keras.Model(image, x))


@pytest.mark.parametrize(
    "stack",
    [
        [layers.Conv2D(2, 3, dilation_rate=2, padding="same"), layers.Conv2D(2, 3, dilation_rate=3)],
        [layers.Conv2D(2, (5, 2), strides=(1, 3), padding="same"), layers.AveragePooling2D(3, 2, padding="same")],
        [layers.Conv2D(2, 1, strides=3), layers.ZeroPadding2D(((2, 1), (0, 3))), layers.Conv2D(2, 2)],
        [layers.Conv2D(2, 3, strides=2, padding="same"), layers.Conv2DTranspose(2, 4, strides=2, padding="same")],
        [layers.Conv2DTranspose(2, 3, strides=3), layers.Cropping2D(((1, 2), (3, 0))), layers.UpSampling2D((2, 1))],
        [layers.SeparableConv2D(2, 3, padding="same"), layers.DepthwiseConv2D(3, strides=2, padding="same")],
        [layers.AveragePooling2D(2), layers.Reshape((11 * 8, 2)), layers.Dense(3)],
        [layers.Conv2D(2, 3, groups=2), layers.LayerNormalization(), layers.Flatten()],
    ],
    ids=lambda stack: " ".join(type(layer).__name__ for layer in stack),
)
def test_odd_windows_are_followed_to_the_pixel(stack):
    model = small(*stack)
    nodes, probe = graph_of(Recorder(model, model.input_shape[1:])).nodes, Probe(model)
    for key in probe.after:
        shape = probe.outputs[key].shape[1:]
        rows, columns = (shape[0], shape[1]) if len(shape) == 3 else (shape[0], 1)
        for row in range(0, rows, max(1, rows // 6)):
            for column in range(0, columns, max(1, columns // 6)):
                assert seen_by(nodes, key, row, column) == probe.support(key, row, column), (key, row, column)


def test_a_gate_sees_the_whole_image_unless_it_is_left_out():
    image = keras.Input((16, 16, 4))
    gate = layers.Reshape((1, 1, 4))(layers.GlobalAveragePooling2D(name="squeeze")(image))
    gated = layers.Multiply(name="gated")([layers.Conv2D(4, 3, name="conv")(image), gate])
    nodes = graph_of(Recorder(keras.Model(image, gated), (16, 16, 4))).nodes
    assert seen_by(nodes, "gated", 2, 5) == Box(0, 0, 16, 16)
    assert seen_by(nodes, "gated", 2, 5, gates=False) == Box(2, 5, 5, 8)


def test_a_unit_in_the_padding_sees_nothing():
    model = small(layers.ZeroPadding2D(2, name="pad"))
    nodes = graph_of(Recorder(model, model.input_shape[1:])).nodes
    assert seen_by(nodes, "pad", 1, 5) is None
    assert seen_by(nodes, "pad", 2, 5) == Box(0, 3, 1, 4)
