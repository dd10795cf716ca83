import keras
import numpy as np
import pytest
from keras import layers

from cnn_desktop.core.mosaic import NEUTRAL, TOP
from cnn_desktop.engine.inspection.overview import Overview, levels
from cnn_desktop.engine.inspection.recording import Recorder
from tests.engine.inspection.examples import image, network, recorder


def overview(found, pixels):
    recording = found.record(pixels)
    return {one.layer: one for one in Overview(found).of(recording)}, recording


@pytest.mark.no_cover
@pytest.mark.parametrize("name", ["residual", "mobilenet-v2", "nested"])
def test_each_channel_has_its_mean_on_the_scale_of_its_layer(name):
    found, recording = overview(recorder(name), image(network(name).input_shape[1:]))
    for key, one in found.items():
        values = recording.of(key)[0]
        np.testing.assert_array_equal(one.levels, levels(values.reshape(-1, values.shape[-1]).mean(axis=0)))


def test_zero_is_neutral_in_a_layer_with_negative_means():
    assert levels(np.array([-2.0, 0.0, 1.0])).tolist() == [0, NEUTRAL, 190]
    assert levels(np.array([0.0, 1.0, 2.0])).tolist() == [0, 127, TOP]
    assert levels(np.zeros(2)).tolist() == [0, 0]


def test_a_bias_far_below_zero_silences_a_channel_and_one_far_above_saturates_it():
    picture = keras.Input((6, 6, 3))
    conv = layers.Conv2D(3, 3, name="conv")
    x = layers.ReLU(6.0, name="relu6")(conv(picture))
    model = keras.Model(picture, layers.Activation("tanh", name="tanh")(x))
    conv.set_weights([conv.get_weights()[0] * 1e-4, np.array([-1e6, 0.3, 1e6])])
    found, _ = overview(Recorder(model, (6, 6, 3)), image((6, 6, 3)))
    assert found["relu6"].is_silent.tolist() == [True, False, False]
    assert found["relu6"].is_saturated.tolist() == [False, False, True]
    assert found["tanh"].is_saturated.tolist() == [False, False, True]
    assert not found["conv"].is_silent.any()  # nothing is cut off there
