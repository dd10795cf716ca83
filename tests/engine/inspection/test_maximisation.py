"""Images made for networks of which one knows what they must look like."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
from keras import layers
from PIL import Image

from cnn_desktop.core import maximisation, messages
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.maximisation import Aim, Maximiser, aim_at_class
from cnn_desktop.engine.service import serve

SIDE = 24
STRIPES = np.cos(np.add.outer(np.arange(7), np.arange(7)) * 2 * np.pi / 6)


def inspector_of(model):
    """Of a network that is nobody's run."""
    from cnn_desktop.engine.inspection.graph import graph_of
    from cnn_desktop.engine.inspection.recording import Recorder

    recorder = Recorder(model, model.input_shape[1:])
    graph = graph_of(recorder)
    preparation = Preparation(size=SIDE, grey=model.input_shape[-1] == 1)
    return SimpleNamespace(
        model=model, recorder=recorder, graph=graph, layer=lambda key: graph.by_key[key],
        run=SimpleNamespace(preparation=preparation),
        predicted=lambda answers: messages.Prediction((("only", float(answers.max())),)),
    )  # fmt: skip


def made(model, layer, channel=0, *, seed=0, steps=60, watch=lambda *_: None):
    return Maximiser(inspector_of(model), layer).maximise(Aim(layer, channel), seed, steps, watch)


def brightness(*weights):
    """Its one channel adds the colours, each times its weight."""
    picture = keras.Input((SIDE, SIDE, len(weights)))
    x = layers.Conv2D(1, 1, use_bias=False, activation="relu", name="conv")(picture)
    model = keras.Model(picture, layers.Flatten(name="flat")(x))
    model.get_layer("conv").kernel.assign(np.array(weights, np.float32).reshape(1, 1, -1, 1))
    return model


def stripe_seeker():
    """A channel that wakes where diagonal stripes are, and nowhere else."""
    picture = keras.Input((SIDE, SIDE, 1))
    x = layers.Rescaling(1 / 127.5, offset=-1, name="scale")(picture)
    x = layers.Conv2D(2, 7, activation="relu", name="match")(x)
    model = keras.Model(picture, layers.Conv2D(1, 1, name="found")(x))
    kernel = np.stack([STRIPES - STRIPES.mean(), np.ones((7, 7))], axis=-1)[:, :, None]
    model.get_layer("match").set_weights([kernel / 49, np.array([-0.1, 0])])  # shut for faint noise
    model.get_layer("found").set_weights([np.array([1.0, 0]).reshape(1, 1, 2, 1), np.zeros(1)])
    return model


@pytest.mark.parametrize(("weight", "end"), [(1, 255), (-1, 0)])
def test_a_linear_channel_drives_every_pixel_to_the_end_that_its_sign_says(weight, end):
    found = made(brightness(weight), "conv", steps=256)
    assert abs(np.median(found.pixels.astype(float)) - end) < 20
    assert found.value == pytest.approx(weight * found.pixels.mean(), rel=1e-4)
    assert found.value > found.before + 80


def test_colours_go_where_their_weights_say():
    red, green, blue = np.median(made(brightness(1, -1, 1), "conv", steps=128).pixels, axis=(0, 1))
    assert min(red, blue) > green + 40


def test_the_pattern_that_was_planted_is_found():
    found = made(stripe_seeker(), "found", steps=128)
    picture = found.pixels[..., 0].astype(np.float32)
    likeness = cv2.matchTemplate(picture, STRIPES.astype(np.float32), cv2.TM_CCOEFF_NORMED)
    noise = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE)).astype(np.float32)
    assert likeness.max() > 0.75
    assert likeness.max() > cv2.matchTemplate(noise, STRIPES.astype(np.float32), cv2.TM_CCOEFF_NORMED).max() + 0.3
    assert found.value > 4 * max(found.before, 0.01)


def test_one_seed_makes_one_image_and_another_another():
    maximiser = Maximiser(inspector_of(stripe_seeker()), "found")
    first, again, another = (maximiser.maximise(Aim("found", 0), seed, 8, lambda *_: None) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.pixels, again.pixels)
    assert (another.pixels != first.pixels).any()


def test_it_is_seen_while_it_grows_and_ends_when_it_is_told_to():
    seen = []

    def watch(done, total, so_far, value):
        seen.append((done, total, so_far(), value))
        if done == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        made(stripe_seeker(), "found", watch=watch)
    assert [(done, total) for done, total, *_ in seen] == [(number, 60) for number in range(1, 6)]
    assert seen[-1][2].shape == (SIDE, SIDE, 1)
    assert seen[-1][3] > seen[0][3]


def test_the_model_is_left_as_it_was():
    model = stripe_seeker()
    before = [weight.numpy() for weight in model.weights]
    made(model, "found", steps=3)
    for weight, value in zip(model.weights, before, strict=True):
        np.testing.assert_array_equal(weight, value)


def test_a_class_of_a_run_is_pleased_and_the_picture_is_kept(trained, tmp_path):
    events = []
    name = trained.classes[1]
    requests = [
        messages.Maximise(1, trained.folder, class_name=name, steps=40),
        messages.Maximise(2, trained.folder, "conv_2", 3, steps=2),
        messages.Maximise(3, trained.folder, class_name="nobody"),
    ]
    serve(requests, events.append, lambda: False)
    done = [event for event in events if not isinstance(event, messages.MaximiseProgress)]
    image = done[0].image
    assert image.prediction.class_name == name
    assert image.value > image.before + 1
    assert (done[1].image.layer, done[1].image.channel) == ("conv_2", 3)
    assert "no class “nobody”" in done[2].message
    told = maximisation.caption(image, trained.name)
    assert told.startswith(f"Made from noise to please the class {name} of trained\nlogit ")
    for bare in (True, False):
        target = tmp_path / f"{bare}.png"
        serve([messages.SaveMaximised(4, target, image.pixels, told, bare)], events.append, lambda: False)
        assert events[-1] == messages.MaximisedSaved(4, target)
    assert Image.open(tmp_path / "True.png").size == image.pixels.shape[:2]
    assert Image.open(tmp_path / "False.png").width > 600


def test_the_first_of_two_classes_with_one_logit_wants_it_small():
    model = keras.Sequential([keras.Input((4, 4, 1)), layers.Flatten(), layers.Dense(1, name="logits")])
    inspector = inspector_of(model)
    inspector.run = SimpleNamespace(classes=("no", "yes"), outputs=1)
    assert [aim_at_class(inspector, name).sign for name in ("no", "yes")] == [-1, 1]


def test_a_layer_that_is_not_there_is_refused(trained):
    from cnn_desktop.engine.inspection.maximisation import aim_at_channel

    with pytest.raises(UserError, match="no channel 99"):
        aim_at_channel(Inspector(trained.folder), "conv_1", 99)
