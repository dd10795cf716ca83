import threading

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from cnn_desktop.engine.inspection.graph import graph_of, logits_of
from cnn_desktop.engine.inspection.recording import INPUT, Call, Recorder, recording
from tests.engine.inspection.examples import EVERY, ODD, PRESETS, image, nested, network, recorder, shared, twice


def by_hand(model, pixels):
    """Each layer of a flat model called for itself, one after another: name → value."""
    known = {id(model.inputs[0]): tf.cast(pixels, tf.float32)}
    found = {}
    for layer in model.layers[1:]:
        node = layer._inbound_nodes[0]
        given = [known[id(tensor)] for tensor in node.input_tensors]
        value = layer(given if len(given) > 1 else given[0], training=False)
        known[id(node.outputs[0])] = found[layer.name] = value
    return found


@pytest.mark.parametrize("name", PRESETS)
def test_the_values_of_every_layer_are_those_of_a_chain_by_hand(name):
    model, pixels = network(name), image(network(name).input_shape[1:])
    recorded = recorder(name).record(pixels)
    for layer, value in by_hand(model, pixels).items():
        scale = max(1.0, float(np.abs(value).max()))
        np.testing.assert_allclose(recorded.of(layer) / scale, value / scale, atol=1e-5, err_msg=layer)


def test_the_layers_of_nested_networks_are_those_of_a_chain_by_hand():
    model = nested()
    pixels = image((20, 20, 3))
    recorded = Recorder(model, (20, 20, 3)).record(pixels)
    backbone = model.get_layer("backbone")
    first = backbone.get_layer("conv")(model.get_layer("scale")(tf.cast(pixels, tf.float32)))
    np.testing.assert_allclose(recorded.of("backbone/conv"), first, atol=1e-5)
    second = backbone.get_layer("inner").get_layer("conv")(first)
    np.testing.assert_allclose(recorded.of("backbone/inner/conv"), second, atol=1e-5)
    np.testing.assert_allclose(recorded.of("backbone/inner/conv", pre=True).clip(0), second, atol=1e-5)


def test_a_shared_layer_has_the_values_of_each_of_its_places():
    model, pixels = shared(), image((12, 12, 3))
    recorded = Recorder(model, (12, 12, 3)).record(pixels)
    conv, floats = model.get_layer("conv"), pixels.astype(np.float32)
    np.testing.assert_allclose(recorded.of("conv"), conv(floats), atol=1e-5)
    np.testing.assert_allclose(recorded.of("conv#2"), conv(floats[..., ::-1]), atol=1e-5)
    np.testing.assert_allclose(np.tanh(recorded.of("conv#2", pre=True)), conv(floats[..., ::-1]), atol=1e-5)


def test_a_layer_that_is_called_twice_has_the_values_of_each_call():
    model, pixels = twice(), image((12, 12, 3))
    recorded = Recorder(model, (12, 12, 3)).record(pixels)
    again, conv = model.get_layer("again"), model.get_layer("part").get_layer("conv")
    values = again(pixels.astype(np.float32))
    np.testing.assert_allclose(recorded.of("again"), values, rtol=1e-5)
    for key, layer in (("again#2", again), ("part/conv", conv), ("part#2/conv", conv)):
        values = layer(values)
        np.testing.assert_allclose(recorded.of(key), values, rtol=1e-4, atol=1e-3, err_msg=key)


class Block(layers.Layer):
    """A layer made of layers, with a sum of its own."""

    def __init__(self, **options):
        super().__init__(**options)
        self.inside = layers.Conv2D(3, 3, padding="same", activation="relu", name="inside")

    def call(self, inputs):
        return self.inside(inputs) + inputs


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.block, self.head = Block(name="block"), layers.Dense(2, name="head")

    def call(self, inputs):
        return self.head(tf.reduce_mean(tf.nn.relu(self.block(inputs)), axis=(1, 2)))


def test_networks_written_as_classes_are_looked_into_as_well():
    model, pixels = Subclassed(), image((10, 10, 3))
    found = Recorder(model, (10, 10, 3))
    recorded = found.record(pixels)
    np.testing.assert_allclose(recorded.of("block/inside") + pixels, recorded.of("block"), rtol=1e-5)
    graph = {node.key: node for node in graph_of(found).nodes}
    assert graph["block"].inputs == ("block/inside", INPUT)
    assert graph["head"].inputs == ("block",)


@pytest.mark.parametrize("name", EVERY)
def test_what_is_recorded_ends_in_the_answer_of_the_network(name):
    model, pixels = network(name), image(network(name).input_shape[1:])
    np.testing.assert_allclose(
        recorder(name).record(pixels).answers, model(pixels.astype(np.float32), training=False), atol=1e-5
    )


@pytest.mark.parametrize("name", [*ODD, "residual", "cifar10-fast", "fish-binary"])
def test_the_values_before_the_last_function_are_found(name):
    found = recorder(name)
    recorded = found.record(image(network(name).input_shape[1:]))
    key, pre = logits_of(found)
    logits = recorded.of(key, pre=pre)
    answers = {"softmax": tf.nn.softmax, "sigmoid": tf.nn.sigmoid}
    ways = [np.asarray(function(logits)) for function in answers.values()] + [logits]
    assert any(np.allclose(way, recorded.answers, atol=1e-5) for way in ways)


def test_the_model_is_left_as_it_was():
    model = nested()
    before = [weight.numpy() for weight in model.weights]
    layer_call = keras.layers.Layer.__call__
    Recorder(model, (20, 20, 3)).record(image((20, 20, 3)))
    assert keras.layers.Layer.__call__ is layer_call
    assert model.get_layer("head").activation is keras.activations.softmax
    for weight, value in zip(model.weights, before, strict=True):
        np.testing.assert_array_equal(weight, value)


def test_dropout_and_normalisation_work_as_at_prediction():
    picture = keras.Input((8, 8, 3))
    x = layers.Dropout(0.9, name="dropout")(layers.BatchNormalization(name="norm")(picture))
    recorded = Recorder(keras.Model(picture, x), (8, 8, 3)).record(pixels := image((8, 8, 3)))
    np.testing.assert_allclose(recorded.of("norm"), pixels / np.sqrt(1.001), rtol=1e-5)
    np.testing.assert_array_equal(recorded.of("dropout"), recorded.of("norm"))


def test_an_error_in_the_network_leaves_nothing_watched():
    layer_call = keras.layers.Layer.__call__
    with pytest.raises(ValueError, match="incompatible"), recording([]):
        layers.Conv2D(2, 3)(np.zeros((1, 4, 4)))
    assert keras.layers.Layer.__call__ is layer_call


def test_another_thread_is_not_listened_to():
    calls: list[Call] = []
    other = threading.Thread(target=lambda: layers.Dense(2, name="elsewhere")(np.zeros((1, 4))))
    with recording(calls):
        layers.Dense(2, name="here")(np.zeros((1, 4)))
        other.start()
        other.join()
    assert [call.key for call in calls] == ["here"]


def test_values_can_be_derived_by_while_they_are_recorded():
    model, calls = nested(), []
    with tf.GradientTape() as tape, recording(calls):
        model(image((20, 20, 3)).astype(np.float32), training=False)
        maps = next(call.output for call in calls if call.key == "backbone/inner/conv")
        logits = next(call.pre for call in calls if call.key == "head")[:, 1]
    slope = tape.gradient(logits, maps)
    np.testing.assert_allclose(slope[0, 0, 0] * 49, model.get_layer("head").kernel[:, 1], atol=1e-5)
