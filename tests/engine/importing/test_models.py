"""Sound foreign models are opened, and answer as they did where they were made."""

from __future__ import annotations

import json

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from cnn_desktop.core.errors import UserError
from cnn_desktop.engine.importing import Choices, LabelsMissing, import_model
from cnn_desktop.engine.prediction import Classifier
from tests.conftest import DATA

TEACHABLE_MACHINE = DATA / "foreign_models" / "teachable_machine_waste4.h5"


def noise(side, channels=3, n=3):
    return np.random.default_rng(0).integers(0, 256, (n, side, side, channels), np.uint8)


def shaken(model):
    """Weights that no two layers share, and no moving average of 0 or 1."""
    rng = np.random.default_rng(1)
    for variable in model.variables:
        least = 0.1 if "variance" in variable.path else -0.4
        if "seed" not in variable.path:
            variable.assign(rng.uniform(least, 0.4, variable.shape))
    return model


def small(end=None, scaled=True):
    return shaken(
        keras.Sequential(
            [
                keras.Input((8, 8, 3)),
                *([layers.Rescaling(1 / 255)] if scaled else []),
                layers.Conv2D(4, 3, activation="relu"),
                layers.BatchNormalization(),
                layers.Dropout(0.3),
                layers.GlobalAveragePooling2D(),
                end or layers.Dense(2, activation="softmax"),
            ]
        )
    )


def nested(name="net"):
    inner_image = keras.Input((8, 8, 3))
    x = layers.SeparableConv2D(6, 3, padding="same")(inner_image)
    y = layers.DepthwiseConv2D(3, padding="same", activation="relu6")(x)
    inner = keras.Model(inner_image, layers.Concatenate()([x, y]), name="inner")
    image = keras.Input((8, 8, 3))
    x = layers.RandomFlip()(image)
    x = inner(x / 127.5 - 1.0)
    x = keras.Sequential([layers.MaxPooling2D(), layers.Conv2D(5, 1), layers.LeakyReLU(0.2)], name="tail")(x)
    x = layers.Flatten()(layers.PReLU(shared_axes=[1, 2])(x))
    return shaken(keras.Model(image, layers.Dense(3, activation="softmax")(x), name=name))


def shared():
    image = keras.Input((8, 8, 3))
    same = layers.Conv2D(3, 3, padding="same", activation="tanh")
    x = layers.Rescaling(1 / 255)(image)
    x = layers.Add()([same(x), same(same(x))])
    x = layers.GlobalMaxPooling2D()(layers.LayerNormalization()(x))
    return shaken(keras.Model(image, layers.Dense(2, activation="softmax")(x)))


def opened(model, tmp_path, suffix, classes, **choices):
    file = tmp_path / f"model{suffix}"
    model.save(file)
    return import_model(file, tmp_path / "runs", Choices(classes=tuple(classes), **choices))


def answers(run, images):
    return Classifier(run.folder).probabilities(images)


@pytest.mark.filterwarnings("ignore:.*HDF5.*")
@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize(("make", "classes"), [(small, "ab"), (nested, "abc"), (shared, "ab")])
def test_a_model_answers_as_before(make, classes, suffix, tmp_path):
    model, images = make(), noise(8)
    run = opened(model, tmp_path, suffix, classes, input_scale="model")
    expected = np.asarray(model(images.astype(np.float32), training=False))
    assert expected.std(axis=0).max() > 1e-4  # there is something to tell
    np.testing.assert_allclose(answers(run, images), expected, atol=1e-5)


def test_it_ends_as_every_network_of_ours(tmp_path):
    run = opened(nested(), tmp_path, ".keras", "abc")
    model = keras.saving.load_model(run.model_file)
    assert [layer.name for layer in model.layers[-2:]] == ["logits", "probabilities"]
    assert not any(isinstance(layer, keras.Model) for layer in model.layers)
    assert run.outputs == 3


@pytest.mark.parametrize(("scale", "low", "high"), [("-1..1", -1, 1), ("0..1", 0, 1), ("0..255", 0, 255)])
def test_pixels_are_scaled_as_the_user_says(scale, low, high, tmp_path):
    model, images = small(scaled=False), noise(8)
    run = opened(model, tmp_path, ".keras", "ab", input_scale=scale)
    given = images.astype(np.float32) / 255 * (high - low) + low
    np.testing.assert_allclose(answers(run, images), np.asarray(model(given, training=False)), atol=1e-5)


@pytest.mark.parametrize(
    ("scaled", "note"), [(True, "scales the values of its pixels itself"), (False, "0…1 was assumed")]
)
def test_what_was_assumed_is_said(scaled, note, tmp_path):
    run = opened(small(scaled=scaled), tmp_path, ".keras", "ab")
    assert any(note in said for said in run.imported.notes)


def test_one_sigmoid_unit_tells_two_classes(tmp_path):
    model, images = small(layers.Dense(1, activation="sigmoid")), noise(8)
    run = opened(model, tmp_path, ".keras", "ab")
    second = np.asarray(model(images.astype(np.float32), training=False))[:, 0]
    np.testing.assert_allclose(answers(run, images), np.stack([1 - second, second], 1), atol=1e-5)


def test_raw_scores_get_a_softmax(tmp_path):
    run = opened(small(layers.Dense(2)), tmp_path, ".keras", "ab")
    np.testing.assert_allclose(answers(run, noise(8)).sum(axis=1), 1, atol=1e-5)
    assert any("softmax was added" in note for note in run.imported.notes)


def test_labels_are_asked_for_by_their_number(tmp_path):
    with pytest.raises(LabelsMissing) as missing:
        opened(nested(), tmp_path, ".keras", "")
    assert missing.value.count == 3
    (tmp_path / "labels.txt").write_text("0 cat\n1 dog\n2 hen\n")
    assert opened(nested(), tmp_path, ".keras", "").classes == ("cat", "dog", "hen")
    with pytest.raises(UserError, match="3 classes, and 2 names"):
        opened(nested(), tmp_path, ".keras", "ab")


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (layers.Dense(2, activation="sigmoid"), "do not exclude each other"),
        (layers.Dense(1), "no image classifier"),
        (layers.Dense(2, activation="relu"), "ends in “relu”"),
        (layers.Reshape((2, 2)), "2×2 values"),
    ],
)
def test_what_is_no_classifier_is_told(layer, message, tmp_path):
    with pytest.raises(UserError, match=message):
        opened(small(layer), tmp_path, ".keras", "ab")
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((8, 6, 3), "not square"),
        ((8, 8, 4), "4 channels"),
        ((1040, 1040, 1), "up to 1024"),
        ((9,), "does not take images"),
    ],
)
def test_images_that_do_not_fit_are_told(shape, message, tmp_path):
    model = keras.Sequential([keras.Input(shape), layers.Flatten(), layers.Dense(2, activation="softmax")])
    with pytest.raises(UserError, match=message):
        opened(model, tmp_path, ".keras", "ab")


def test_two_inputs_are_told(tmp_path):
    images = [keras.Input((8, 8, 3)) for _ in range(2)]
    x = layers.Flatten()(layers.Add()(images))
    with pytest.raises(UserError, match="2 inputs"):
        opened(keras.Model(images, layers.Dense(2, activation="softmax")(x)), tmp_path, ".keras", "ab")


def test_grey_images_stay_grey(tmp_path):
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(2, activation="softmax")])
    run = opened(model, tmp_path, ".h5", "ab")
    assert run.preparation.shape == (8, 8, 1)


def teachable_machine():
    """The export as Keras would load it, were it not for the setting “groups” and a Sequential in a Sequential."""

    class Ungrouped(layers.DepthwiseConv2D):
        def __init__(self, groups=1, **settings):
            super().__init__(**settings)

    with h5py.File(TEACHABLE_MACHINE) as file:
        config = json.loads(file.attrs["model_config"])["config"]["layers"][1]["config"]["layers"][1]
        base = keras.Model.from_config(config["config"], {"DepthwiseConv2D": Ungrouped})
        dense = [layers.Dense(100, "relu", name="dense_Dense1"), layers.Dense(4, "softmax", False, name="dense_Dense2")]
        base = keras.Model(base.inputs[0], base.layers[-1].output)  # Keras 2 wrote a list of one output
        model = keras.Sequential([base, layers.GlobalAveragePooling2D(), *dense])
        for layer in (*base.layers, *dense):
            group = file["model_weights"]["sequential_3" if layer in dense else "sequential_1"]
            names = [variable.path.split("/")[-1] for variable in layer.weights]
            if isinstance(layer, Ungrouped):
                names = ["depthwise_kernel"]
            layer.set_weights([group[f"{layer.name}/{name}:0"][()] for name in names])
    return model


@pytest.mark.no_cover
@pytest.mark.data
@pytest.mark.skipif(not TEACHABLE_MACHINE.exists(), reason="needs the shared foreign models")
def test_a_teachable_machine_export_is_repaired_and_answers_as_before(tmp_path):
    run = import_model(TEACHABLE_MACHINE, tmp_path, Choices())
    assert run.classes == ("cardboard", "plastic", "glass", "metal")
    assert (run.preparation.size, run.preparation.resize, run.imported.input_scale) == (224, "crop", "-1..1")
    assert any("groups" in note for note in run.imported.notes)
    images = noise(224)
    expected = np.asarray(teachable_machine()(images.astype(np.float32) / 127.5 - 1, training=False))
    np.testing.assert_allclose(answers(run, images), expected, atol=1e-5)
