import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from cnn_desktop.engine.inspection.graph import graph_of
from cnn_desktop.engine.inspection.kernels import kernels_of
from cnn_desktop.engine.inspection.recording import Recorder
from tests.engine.inspection.examples import image, network, recorder, stirred


def graph(*stack, shape=(9, 9, 3)):
    picture = keras.Input(shape)
    x = picture
    for layer in stack:
        x = layer(x)
    return graph_of(Recorder(stirred(keras.Model(picture, x)), shape))


def test_the_first_layer_is_shown_in_colour_with_zero_in_mid_grey():
    conv = layers.Conv2D(2, 3, name="conv")
    found = graph(layers.Rescaling(1 / 255), layers.ZeroPadding2D(1), conv)
    conv.kernel.assign(tf.zeros_like(conv.kernel))
    conv.kernel[0, 0, 0, 1].assign(-0.5)
    conv.kernel[2, 2, 2, 0].assign(0.25)
    first, second = (kernels_of(found, "conv", channel).picture for channel in (0, 1))
    assert first[2, 2].tolist() == [128, 128, 192]  # half of the largest weight of the layer
    assert second[0, 0].tolist() == [1, 128, 128]
    assert (first[0] == 128).all()


def test_deeper_layers_have_no_colour_and_name_their_strongest_inputs_first():
    deeper = layers.Conv2D(2, 3, name="deeper")
    found = graph(layers.Conv2D(5, 3), deeper)
    deeper.kernel[:, :, 3, 1].assign(tf.fill((3, 3), 9.0))
    kernels = kernels_of(found, "deeper", 1)
    assert kernels.picture is None
    assert kernels.kernel.shape == (3, 3, 5)
    assert kernels.order[0] == 3
    assert kernels.largest == 9


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (layers.DepthwiseConv2D(3, depth_multiplier=2, name="one"), (3, 3, 1)),
        (layers.SeparableConv2D(4, (3, 2), depth_multiplier=2, name="one"), (3, 2, 3)),
        (layers.Conv2DTranspose(4, 2, name="one"), (2, 2, 3)),
        (layers.Conv2D(4, 1, name="one"), (1, 1, 3)),
        (layers.Dense(4, name="one"), (1, 1, 3)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_kernels_of_all_kinds_are_one_for_each_input(layer, shape):
    assert kernels_of(graph(layer), "one", 3).kernel.shape == shape


def test_a_convolution_with_its_normalisation_folded_in_does_the_work_of_both():
    shape = network("residual").input_shape[1:]
    found = graph_of(recorder("residual"))
    recording = recorder("residual").record(image(shape))
    kernels = kernels_of(found, "stem_conv", 4)
    alone = tf.nn.conv2d(recording.of("rescale"), kernels.folded[..., None], 1, "SAME") + kernels.folded_bias
    np.testing.assert_allclose(alone[..., 0], recording.of("stem_norm")[..., 4], atol=1e-5)


def test_a_layer_without_weights_has_no_kernel():
    kernels = kernels_of(graph(layers.MaxPooling2D(2, name="pool")), "pool", 1)
    assert kernels.kernel is None
    assert kernels_of(graph(layers.Flatten()), "input", 0).kernel is None
