"""The quick ways of layers are the same functions as Keras's own, in answers, gradients and what is kept."""

import contextlib

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_desktop.engine.training.quick_layers import quick_layers

IMAGES = np.random.default_rng(0).normal(0.5, 2, (6, 5, 4, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def network():
    image = keras.Input((5, 4, 3))
    x = keras.layers.BatchNormalization(momentum=0.6, scale=False)(image)
    x = keras.layers.Activation("gelu")(x)
    x = keras.layers.BatchNormalization()(x)
    model = keras.Model(image, keras.layers.Activation("gelu")(x))
    model.layers[3].gamma.assign([0.5, -1, 2])
    return model


def computed(model, around, training=True):
    """Answers, the gradients of their cubes, and what the layers keep; the network is left as it was."""
    before = model.get_weights()

    @tf.function
    def call(images):
        with tf.GradientTape() as tape, around(model):
            tape.watch(images)
            answers = model(images, training=training)
            cubes = tf.reduce_sum(answers**3)
        return [answers, *tape.gradient(cubes, [images, *model.trainable_variables])]

    found = [one.numpy() for one in call(tf.constant(IMAGES))] + model.get_weights()
    model.set_weights(before)
    return found


@pytest.mark.parametrize("training", [True, False])
def test_answers_gradients_and_running_statistics_are_those_of_keras(network, training):
    quick = computed(network, quick_layers, training)
    for ours, theirs in zip(quick, computed(network, lambda _: contextlib.nullcontext(), training), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4 * np.abs(theirs).max())


def test_a_frozen_normalisation_keeps_its_statistics(network):
    network.layers[1].trainable = False
    try:
        kept = computed(network, quick_layers)[-7:]
        assert np.array_equal(kept[1], np.zeros(3))
        assert not np.array_equal(kept[5], np.zeros(3))
    finally:
        network.layers[1].trainable = True


def test_nothing_is_left_of_it_afterwards(network):
    with quick_layers(network):
        assert all("call" in vars(layer) for layer in network.layers[1:])
    assert not any("call" in vars(layer) for layer in network.layers)


def rectified_network():
    """ReLU before pooling; ReLU that something else reads too; and one whose pooling takes the mean."""
    image = keras.Input((5, 4, 3))
    x = keras.layers.Activation("relu", name="alone")(keras.layers.Conv2D(4, 3, padding="same", name="conv")(image))
    x = keras.layers.MaxPooling2D(2, strides=1, name="pool")(x)
    both = keras.layers.Activation("relu", name="read_twice")(keras.layers.Conv2D(4, 1)(x))
    pooled = keras.layers.MaxPooling2D(2, strides=1, padding="same")(both)
    x = keras.layers.Add()([both, pooled])
    x = keras.layers.AveragePooling2D(2, strides=1)(keras.layers.Activation("relu", name="mean")(x))
    return keras.Model(image, x)


@pytest.mark.parametrize("training", [True, False])
def test_relu_behind_its_pooling_answers_and_learns_as_before_it(training):
    network = rectified_network()
    network.get_layer("conv").bias.assign([-9.0, 0, 0.5, 9])  # all shut, some, some, none
    quick = computed(network, quick_layers, training)
    own = computed(network, lambda _: contextlib.nullcontext(), training)
    assert any(np.any(one) for one in own[1:])
    for ours, theirs in zip(quick, own, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-5 * np.abs(theirs).max())


def test_only_a_relu_that_its_pooling_alone_reads_is_moved():
    network = rectified_network()
    with quick_layers(network):
        assert [layer.name for layer in network.layers if "call" in vars(layer)] == ["alone", "pool"]
    tapped = keras.Model(network.input, [network.output, network.get_layer("alone").output])
    with quick_layers(tapped):
        assert not any("call" in vars(layer) for layer in tapped.layers)
