"""A run's network is built by our own code; of `model.keras` only numbers count, whatever lies in the folder."""

from __future__ import annotations

import io
import json
import zipfile

import h5py
import keras
import numpy as np
import pytest
from keras import layers
from keras.src.backend.common import global_state

from cnn_desktop.core import runs
from cnn_desktop.core.config import TrainingConfig, completed, plan_of
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.stack.layers import Activation, Convolution, Flatten, Normalisation, Pooling
from cnn_desktop.engine import networks
from cnn_desktop.engine.importing import Choices, import_model
from cnn_desktop.engine.networks.inputs import measure
from cnn_desktop.engine.networks.temperature import calibrated
from cnn_desktop.engine.prediction import keras_network

OWN = (
    Convolution(filters=4, kernel=3, padding=1),
    Normalisation(),
    Activation(function="relu"),
    Pooling(kind="stochastic", size=2, stride=2),
    Convolution(filters=4, kernel=2, padding=0),
    Activation(function="gelu"),
    Flatten(),
)
NETWORKS = {
    "layers of one's own": {"architecture": "own", "layers": OWN},
    "measured images": {"architecture": "residual", "inputs": "dataset"},
    "each image for itself": {"architecture": "lenet5", "inputs": "standardise", "image_size": 28},
}


def noise(side=16):
    return np.random.default_rng(0).integers(0, 256, (4, side, side, 3), np.uint8)


def kept(folder, temperature=2.5, **settings):
    """A run with a network that was never trained, and that network."""
    settings = {"image_size": 16} | settings
    side = settings["image_size"]
    config = completed(TrainingConfig(dataset=folder, runs=folder, grey=False, **settings), 16)
    run = runs.create_run(config, ("a", "b"), Preparation(size=side))
    network = networks.build(plan_of(config, 2), measure(noise(side)))
    for number, variable in enumerate(network.weights):
        variable.assign(np.random.default_rng(number).uniform(0.1, 0.5, variable.shape))
    model = calibrated(network, temperature) if temperature else network
    model.save(run.model_file)
    return run, model


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return kept(tmp_path_factory.mktemp("runs"), **NETWORKS["layers of one's own"])[0]


@pytest.mark.parametrize("network", NETWORKS)
def test_the_network_is_built_anew_and_answers_the_same(network, tmp_path):
    run, model = kept(tmp_path, **NETWORKS[network])
    images = noise(run.preparation.size).astype(np.float32)
    again = keras_network.load(run)
    np.testing.assert_array_equal(np.asarray(again(images)), np.asarray(model(images)))
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]


def test_an_imported_network_is_built_anew_too(tmp_path):
    image = keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 3, activation="relu")(image / 255.0)
    model = keras.Model(image, layers.Dense(2, "softmax")(layers.Flatten()(layers.PReLU()(x))))
    model.save(tmp_path / "model.keras")
    run = import_model(tmp_path / "model.keras", tmp_path, Choices(classes=("a", "b")))
    images, again = noise(8).astype(np.float32), keras_network.load(run)
    np.testing.assert_allclose(np.asarray(again(images)), np.asarray(model(images)), atol=1e-6)
    assert [layer.name for layer in again.layers[-2:]] == ["logits", "probabilities"]


# ---------------------------------------------------------------- a folder that somebody sent


def refused(run, message):
    with pytest.raises(UserError, match=message):
        keras_network.load(run)


def sent(folder, model_file, change_config=lambda values: None):
    """A run as a stranger would send it: a configuration, and a model that may have nothing to do with it."""
    run, _ = kept(folder, **NETWORKS["layers of one's own"])
    values = json.loads((run.folder / runs.CONFIG).read_bytes())
    change_config(values)
    (run.folder / runs.CONFIG).write_text(json.dumps(values))
    if model_file:
        run.model_file.write_bytes(model_file)
    return runs.open_run(run.folder)


def parts_of(file):
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def model_with_code(marker):
    """A `.keras` file that would write `marker` while Keras loads it, where that is allowed to run code."""
    source = f"lambda x: (open({str(marker)!r}, 'w').close(), x)[1]"
    model = keras.Sequential([keras.Input((16, 16, 3)), layers.Lambda(eval(source)), layers.Flatten(), layers.Dense(2)])
    file = marker.with_suffix(".keras")
    model.save(file)
    marker.unlink()  # drawing the model up ran it
    return file.read_bytes()


def test_code_in_a_model_is_never_run(tmp_path):
    marker = tmp_path / "marker"
    content = model_with_code(marker)
    keras.config.enable_unsafe_deserialization()  # the worst case: Keras would now run what it finds
    try:
        run = sent(tmp_path, content)
        keras.saving.load_model(run.model_file, compile=False)
        assert marker.exists()  # it is a hostile file indeed
        marker.unlink()
        refused(run, "do not fit|other weights|no plain numbers")
    finally:
        global_state.set_global_attribute("safe_mode_saving", None)
    assert not marker.exists()


def test_the_layers_of_the_file_do_not_count(small, tmp_path):
    """The description may say what it likes: classes are never looked up by it."""
    parts = parts_of(small.model_file)
    config = json.loads(parts["config.json"])
    for entry in config["config"]["layers"]:
        entry |= {"class_name": "Evil", "module": "evil", "registered_name": "Custom>Evil"}
    run = sent(tmp_path, packed(parts | {"config.json": json.dumps(config)}))
    images = noise().astype(np.float32)
    np.testing.assert_array_equal(
        np.asarray(keras_network.load(run)(images)), np.asarray(keras_network.load(small)(images))
    )


def test_a_configuration_that_asks_for_more_than_is_stored_is_refused(small, tmp_path):
    def grow(values):
        values["config"]["layers"] = [{"type": "flatten"}, {"type": "dense", "units": 60_000}]

    refused(sent(tmp_path, small.model_file.read_bytes(), grow), "other weights")


def test_many_classes_without_weights_are_refused(small, tmp_path):
    def crowd(values):
        values["classes"] = [f"class {number}" for number in range(50_000)]

    refused(sent(tmp_path, small.model_file.read_bytes(), crowd), "other weights|cannot be built")


def external(file):
    del file["layers/conv2d/vars/0"]
    file["layers/conv2d/vars/0"] = h5py.ExternalLink("/etc/passwd", "/")


def not_finite(file):
    file["layers/conv2d/vars/0"][0, 0, 0, 0] = np.inf


@pytest.mark.parametrize(("change", "message"), [(external, "points to another place"), (not_finite, "no numbers")])
def test_weights_are_checked_before_they_are_taken(small, tmp_path, change, message):
    parts = parts_of(small.model_file)
    content = io.BytesIO(parts["model.weights.h5"])
    with h5py.File(content, "r+") as file:
        change(file)
    refused(sent(tmp_path, packed(parts | {"model.weights.h5": content.getvalue()})), message)


@pytest.mark.parametrize("scale", [1e9, 0, -1, "2", True, [1]])
def test_a_temperature_that_cannot_be_is_refused(small, tmp_path, scale):
    parts = parts_of(small.model_file)
    config = json.loads(parts["config.json"])
    (entry,) = [one for one in config["config"]["layers"] if one["config"]["name"] == "temperature"]
    entry["config"]["scale"] = scale
    refused(sent(tmp_path, packed(parts | {"config.json": json.dumps(config)})), "temperature")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x89HDF\r\n\x1a\n", b"\x80\x04cos\nabort\n."])
def test_what_is_no_model_is_told(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    run = sent(tmp_path, b"x")
    run.model_file.write_bytes(content)
    refused(run, "cannot be read")
