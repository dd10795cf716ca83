"""Altered networks against ones that were altered by hand."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_desktop.core import surgery
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.surgery import Alteration
from cnn_desktop.engine.inspection.graph import graph_of
from cnn_desktop.engine.inspection.receipts import Bookkeeper
from cnn_desktop.engine.inspection.recording import INPUT, Recorder
from cnn_desktop.engine.inspection.surgery import Surgeon
from tests.engine.inspection.examples import ODD, image, nested, network, recorder, shared, twice


def surgeon_of(model):
    found = Recorder(model, model.input_shape[1:])
    return Surgeon(found, graph_of(found)), image(model.input_shape[1:])


def muted(layer, *channels, every_call=False):
    return (Alteration(layer=layer, muted=frozenset(channels), every_call=every_call),)


@pytest.mark.parametrize("name", ["lenet5", "cifar10-fast", *ODD])
def test_with_all_gains_1_every_value_is_that_of_the_plain_network(name):
    plain, pixels = recorder(name), image(network(name).input_shape[1:])
    surgeon = Surgeon(plain, graph_of(plain))
    before, after = plain.record(pixels), surgeon.record(pixels, ())
    np.testing.assert_allclose(after.answers, before.answers, rtol=1e-6, atol=1e-6)
    for call in plain.calls:
        scale = max(1.0, float(np.abs(before.of(call.key)).max()))
        np.testing.assert_allclose(after.of(call.key) / scale, before.of(call.key) / scale, atol=2e-6, err_msg=call.key)


def test_muting_a_channel_of_a_nested_layer_is_a_network_whose_next_kernel_does_not_listen_to_it():
    model = nested()
    surgeon, pixels = surgeon_of(model)
    found = surgeon.record(pixels, muted("backbone/conv", 2))
    inner = model.get_layer("backbone").get_layer("inner").get_layer("conv")
    kernel = inner.kernel.numpy()
    inner.kernel.assign(kernel * np.array([1, 1, 0, 1])[:, None])
    by_hand = model(pixels.astype(np.float32), training=False)
    inner.kernel.assign(kernel)
    np.testing.assert_allclose(found.answers, by_hand, atol=1e-6)
    assert (found.of("backbone/conv")[..., 2] == 0).all()
    assert not np.allclose(found.answers, model(pixels.astype(np.float32), training=False), atol=1e-4)


def test_a_shared_layer_is_altered_at_one_call_or_at_all():
    model = shared()
    surgeon, pixels = surgeon_of(model)
    conv, head, floats = model.get_layer("conv"), model.get_layer("head"), pixels.astype(np.float32)
    gains = np.array([1, 0, 1, 1], np.float32)

    def answer(first, second):
        both = np.concatenate([conv(floats) * first, conv(floats[..., ::-1]) * second], axis=-1) * 0.5
        return head(both.reshape(1, -1))

    for wished, expected in (
        (muted("conv", 1), answer(gains, 1)),
        (muted("conv#2", 1), answer(1, gains)),
        (muted("conv#2", 1, every_call=True), answer(gains, gains)),
    ):
        np.testing.assert_allclose(surgeon.record(pixels, wished).answers, expected, rtol=1e-5, atol=1e-5)


def test_a_layer_that_is_fed_with_its_own_answer_feels_what_was_done_to_the_first_call():
    model = twice()
    surgeon, pixels = surgeon_of(model)
    again = model.get_layer("again")
    first = again(pixels.astype(np.float32)) * np.array([0, 1, 1], np.float32)
    found = surgeon.record(pixels, muted("again", 0))
    np.testing.assert_allclose(found.of("again"), first, rtol=1e-5)
    np.testing.assert_allclose(found.of("again#2"), again(first), rtol=1e-4, atol=1e-3)
    conv = model.get_layer("part").get_layer("conv")
    twice_muted = surgeon.record(pixels, muted("part#2/conv", 1, every_call=True))
    values = again(again(pixels.astype(np.float32)))
    for _ in range(2):
        values = conv(values) * np.array([1, 0, 1], np.float32)
    np.testing.assert_allclose(twice_muted.of("part#2/conv"), values, rtol=1e-4, atol=1e-2)


def linear():
    """Each logit is a weighted mean over the image of three channels."""
    picture = keras.Input((6, 6, 3))
    x = layers.Conv2D(3, 1, use_bias=False, name="conv")(picture)
    x = layers.Dense(2, name="logits")(layers.GlobalAveragePooling2D(name="mean")(x))
    model = keras.Model(picture, layers.Softmax(name="probabilities")(x))
    model.get_layer("conv").kernel.assign(np.eye(3, dtype=np.float32)[None, None] / 255)
    model.get_layer("logits").kernel.assign([[1, -1], [2, 0], [0, 3]])
    return model


def test_the_change_of_a_logit_is_what_a_linear_network_lets_one_compute():
    surgeon, pixels = surgeon_of(linear())
    colours = pixels.astype(np.float64).mean((0, 1, 2)) / 255
    before = surgeon.record(pixels, ()).of("logits")[0]
    wished = surgery.amplify(surgery.toggle_mute((), "conv", 0), "conv", 2, 4.0)
    change = surgeon.record(pixels, wished).of("logits")[0] - before
    np.testing.assert_allclose(change, [-colours[0], colours[0] + 3 * 3 * colours[2]], atol=1e-5)
    alone = surgeon.record(pixels, surgery.toggle_solo((), "mean", 1)).of("logits")[0]
    np.testing.assert_allclose(alone, [2 * colours[1], 0], atol=1e-5)


def test_a_colour_of_the_image_itself_can_be_taken_out():
    surgeon, pixels = surgeon_of(linear())
    without_red = pixels * np.array([0, 1, 1], np.uint8)
    found = surgeon.record(pixels, muted(INPUT, 0))
    np.testing.assert_array_equal(found.of(INPUT), without_red)
    np.testing.assert_allclose(found.answers, surgeon.record(without_red, ()).answers, atol=1e-6)


def test_several_layers_are_altered_at_once_and_answers_alone_are_the_same():
    surgeon, pixels = surgeon_of(network("lenet5"))
    wished = surgery.toggle_mute(surgery.amplify((), "conv_1", 2, 2.0), "conv_2", 5)
    found = surgeon.record(pixels, wished)
    two = np.concatenate([pixels, pixels[:, ::-1]])
    np.testing.assert_allclose(surgeon.answers(two, surgeon.gains(wished))[:1], found.answers, atol=1e-6)
    assert found.of("conv_2")[..., 5].max() == 0


def test_what_is_altered_is_told_on_the_receipt_and_it_still_closes():
    surgeon, pixels = surgeon_of(network("lenet5"))
    wished = surgery.amplify(surgery.toggle_mute((), "conv_2", 5), "conv_1", 2, 2.0)
    plain = recorder("lenet5")
    keeper = Bookkeeper(
        plain, surgeon.record(pixels, wished), graph_of(plain), lambda key, channel: surgeon.gain(wished, key, channel)
    )
    for key, channel in (("conv_1", 2), ("tanh_1", 2), ("conv_2", 5), ("conv_2", 1), ("tanh_2", 5)):
        receipt = keeper.receipt(key, 1, 2, channel)
        assert receipt.is_closed, key
        said = [line.term for line in receipt.lines if "surgery" in line.label]
        assert said == ([surgeon.gain(wished, key.replace("tanh", "conv"), channel)] if channel != 1 else [])


@pytest.mark.parametrize(
    ("wished", "said"),
    [
        (muted("conf", 0), "no layer “conf”"),
        (muted("conv", 3), "no channel 3"),
        (muted("probabilities", 0), "the answers themselves"),
    ],
)
def test_what_cannot_be_altered_is_refused(wished, said):
    surgeon, pixels = surgeon_of(linear())
    with pytest.raises(UserError, match=said):
        surgeon.record(pixels, wished)


def test_the_model_is_left_as_it_was():
    model = nested()
    before = [weight.numpy() for weight in model.weights]
    call = keras.layers.Layer.__call__
    surgeon, pixels = surgeon_of(model)
    answer = np.asarray(model(pixels.astype(np.float32), training=False))
    surgeon.record(pixels, muted("backbone/inner/conv", 0, 1, 2))
    assert keras.layers.Layer.__call__ is call
    np.testing.assert_array_equal(model(pixels.astype(np.float32), training=False), answer)
    for weight, value in zip(model.weights, before, strict=True):
        np.testing.assert_array_equal(weight, value)


def test_what_was_prepared_beside_other_work_is_traced_once():
    surgeon, pixels = surgeon_of(linear())
    surgeon.prepare()
    surgeon.prepare()
    plain = surgeon._recorder.record(pixels).answers  # others are answered meanwhile
    np.testing.assert_allclose(surgeon.record(pixels, ()).answers, plain, atol=1e-6)
    first = surgeon._altered
    surgeon._preparing.join()
    assert surgeon._altered is first
