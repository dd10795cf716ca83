import numpy as np
import pytest

from cnn_desktop.core import messages, mosaic
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import ShowMaps
from cnn_desktop.core.preparation import prepare
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.prediction import Classifier
from cnn_desktop.engine.service import serve
from tests import samples


@pytest.fixture(scope="module")
def inspector(trained):
    return Inspector(trained.folder)


@pytest.fixture(scope="module")
def photo():
    return samples.shape("ring", 48, np.random.default_rng(1))


def ask(*requests):
    events = []
    serve(requests, events.append, lambda: False)
    return events


def test_the_layers_of_a_run_are_described_in_their_order(trained):
    (described,) = ask(messages.DescribeLayers(7, trained.folder))
    assert described.ticket == 7
    assert [layer.key for layer in described.layers[:4]] == ["input", "rescale", "conv_1", "tanh_1"]
    assert sum(layer.parameters for layer in described.layers) == described.parameters
    conv = described.layers[2]
    assert (conv.type, conv.kernel, conv.step, conv.inputs) == ("Conv2D", (5, 5), (1, 1), ("rescale",))
    assert (conv.receptive_field, conv.stride) == ((5, 5), (1, 1))
    assert described.layers[-1].receptive_field is None
    assert (described.logits, described.logits_pre) == ("logits", False)
    assert [node.key for node in described.nodes] == [layer.key for layer in described.layers]


def test_maps_are_the_values_of_the_layer_on_their_scale(inspector, photo):
    maps = inspector.maps(ShowMaps(1, inspector.run.folder, "conv_1", pixels=photo))
    values = inspector.recorder.record(prepare(photo, inspector.run.preparation)[None]).of("conv_1")[0]
    assert maps.levels.shape == (values.shape[2], *values.shape[:2])
    low, high = maps.limits[:, 0], maps.limits[:, 1]
    shown = maps.levels.transpose(1, 2, 0) / mosaic.TOP * (high - low) + low
    assert np.abs(shown - values).max() <= (high - low).max() / mosaic.TOP / 2 * 1.01
    np.testing.assert_allclose(maps.statistics.mean, values.mean((0, 1)), rtol=1e-4)


def test_pinned_channels_of_several_layers_are_answered_together(trained, inspector, photo):
    pins = (messages.Pin("conv_1", 2), messages.Pin("logits", 1))
    (told,) = ask(messages.ShowPinned(7, trained.folder, pins, pixels=photo))
    assert [one.pin for one in told.maps] == list(pins)
    for one in told.maps:
        values = inspector.values(inspector.look_at(None, photo), one.pin.layer)[..., one.pin.channel]
        shown = one.levels / mosaic.TOP * (one.high - one.low) + one.low
        assert np.abs(shown - values).max() <= (one.high - one.low) / mosaic.TOP / 2 * 1.01
        assert one.is_signed == (values.min() < 0)
        np.testing.assert_allclose((one.mean, one.maximum), (values.mean(), values.max()), rtol=1e-5)


def test_a_pin_that_the_network_has_not_is_refused(trained, photo):
    (failed,) = ask(messages.ShowPinned(7, trained.folder, (messages.Pin("conv_1", 99),), pixels=photo))
    assert "conv_1" in failed.message
    assert "no channel 99" in failed.message


def test_a_file_and_its_pixels_give_the_same_maps_and_the_answer_of_every_other_door(inspector, photo, tmp_path):
    samples.write(tmp_path / "ring.png", photo)
    by_file = inspector.maps(ShowMaps(1, inspector.run.folder, "tanh_1", file=tmp_path / "ring.png"))
    by_pixels = inspector.maps(ShowMaps(1, inspector.run.folder, "tanh_1", pixels=photo))
    np.testing.assert_array_equal(by_file.levels, by_pixels.levels)
    prediction, seen = Classifier(inspector.run.folder).classify_pixels(photo)
    np.testing.assert_array_equal(by_pixels.seen, seen)
    assert by_pixels.prediction.class_name == prediction.class_name
    assert by_pixels.prediction.confidence == pytest.approx(prediction.confidence, abs=1e-4)
    assert by_pixels.image_size == (48, 48)


def test_a_file_that_was_drawn_over_is_looked_at_again(inspector, photo, tmp_path):
    file = tmp_path / "one.png"
    samples.write(file, photo)
    before = inspector.look_at(file, None)
    assert inspector.look_at(file, None) is before
    samples.write(file, photo[::-1])
    assert not np.array_equal(inspector.look_at(file, None).seen, before.seen)


def test_one_channel_comes_at_full_precision(trained, photo):
    (channel,) = ask(messages.ShowChannel(3, trained.folder, "pool_1", 2, pixels=photo))
    assert channel.ticket == 3
    assert channel.values.dtype == np.float32
    assert (channel.minimum, channel.maximum) == (channel.values.min(), channel.values.max())
    assert channel.mean == pytest.approx(channel.values.mean(), rel=1e-4)
    assert channel.counts.sum() == channel.values.size


def test_the_values_of_a_dense_layer_are_a_channel_each(inspector, photo):
    maps = inspector.maps(ShowMaps(1, inspector.run.folder, "logits", pixels=photo))
    assert maps.levels.shape == (3, 1, 1)
    assert not maps.is_constant.any()


@pytest.mark.parametrize(
    ("layer", "pre", "message", "hint"),
    [
        ("conv1", False, "The network has no layer “conv1”.", "Did you mean “conv_1”?"),
        ("conv_1", True, "“conv_1” has no activation of its own", "Look at the layer itself."),
    ],
)
def test_a_layer_that_is_not_there_is_refused_with_the_nearest(inspector, photo, layer, pre, message, hint):
    with pytest.raises(UserError) as refused:
        inspector.maps(ShowMaps(1, inspector.run.folder, layer, pixels=photo, pre=pre))
    assert refused.value.message.startswith(message)
    assert refused.value.hint.startswith(hint)


def test_a_channel_that_is_not_there_is_refused(trained, photo):
    (refused,) = ask(messages.ShowChannel(1, trained.folder, "conv_1", 99, pixels=photo))
    assert (refused.message, refused.hint) == ("“conv_1” has no channel 99.", "Its channels are 0 to 5.")


def test_any_number_of_any_map_is_explained(trained, photo):
    (explained,) = ask(messages.ExplainPixel(5, trained.folder, "tanh_1", 3, 4, 2, pixels=photo))
    receipt = explained.receipt
    assert explained.ticket == 5
    assert receipt.is_closed
    assert [line.layer for line in receipt.lines] == ["conv_1", "conv_1", "tanh_1"]
    assert receipt.window.shape == receipt.kernel.shape == (5, 5, 1)


def test_a_place_outside_of_the_map_is_refused(trained, photo):
    (refused,) = ask(messages.ExplainPixel(5, trained.folder, "pool_1", 14, 0, 2, pixels=photo))
    assert refused.message == "“pool_1” has no place (14, 0)."
    assert refused.hint == "Its maps have 14 × 14 places."
