"""Pretrained networks: the same numbers as Keras's own, from files that fit; every other file is named as such."""

from __future__ import annotations

import shutil

import keras
import numpy as np
import pytest

from cnn_desktop.core import pretrained as published
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine import networks
from cnn_desktop.engine.networks import pretrained, weights
from tests.conftest import DATA
from tests.engine import backbones

WEIGHTS = DATA / "weights"
needs_weights = pytest.mark.skipif(not WEIGHTS.is_dir(), reason="needs the weights files of ../shared/data")


def plan(key="mobilenet-v1", *, size=32, weights="none", method="all", **options) -> NetworkPlan:
    return NetworkPlan(architecture=key, image_size=size, classes=3, weights=str(weights), method=method, **options)


def features(model, pixels):
    """What the backbone of one of our networks says of pixels 0..255."""
    return keras.Model(model.input, model.get_layer(pretrained.FEATURES).output)(pixels).numpy()


def some_pixels(side=32, n=3):
    return np.random.default_rng(0).integers(0, 256, (n, side, side, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return backbones.tiny(tmp_path_factory.mktemp("weights"))


def test_the_catalogue_says_where_every_pretrained_network_comes_from():
    from cnn_desktop.core.architectures import ARCHITECTURES

    keys = {entry.key for entry in ARCHITECTURES if entry.kind == "pretrained"}
    assert keys == set(published.PUBLISHED) == set(pretrained.BACKBONES)
    assert all(one.address.startswith("https://storage.googleapis.com/") for one in published.PUBLISHED.values())
    assert all(one.address.endswith(f"/{one.file}") for one in published.PUBLISHED.values())


def test_the_files_and_sums_are_those_of_keras():
    from keras.src.applications import efficientnet, mobilenet, mobilenet_v2, resnet

    expected = {
        "mobilenet-v2": (mobilenet_v2.BASE_WEIGHT_PATH, ""),
        "mobilenet-v1": (mobilenet.BASE_WEIGHT_PATH, ""),
        "efficientnet-b0": (efficientnet.BASE_WEIGHTS_PATH, efficientnet.WEIGHTS_HASHES["b0"][1]),
        "resnet-50": (resnet.BASE_WEIGHTS_PATH, resnet.WEIGHTS_HASHES["resnet50"][1]),
    }
    ours = {key: (one.address.removesuffix(one.file), one.md5) for key, one in published.PUBLISHED.items()}
    assert ours == expected


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("key", "preprocess"),
    [
        ("mobilenet-v1", keras.applications.mobilenet.preprocess_input),
        ("mobilenet-v2", keras.applications.mobilenet_v2.preprocess_input),
        ("resnet-50", keras.applications.resnet.preprocess_input),
    ],
)
@pytest.mark.parametrize("with_top", [False, True])
def test_a_network_says_what_keras_says_by_the_same_weights(key, preprocess, with_top, tmp_path):
    choices = {"alpha": 0.5} if key.startswith("mobilenet") else {}
    theirs = backbones.backbone(key, include_top=with_top, classes=7, **choices)
    file = backbones.write(theirs, tmp_path / "weights.h5")
    model = networks.build(plan(key, weights=file))
    pixels = some_pixels()
    wanted = backbones.last_maps(theirs, key)(preprocess(pixels.copy())).numpy().mean(axis=(1, 2))
    assert wanted.std() > 1e-3
    np.testing.assert_allclose(features(model, pixels), wanted, rtol=1e-3, atol=1e-5)
    assert model.get_layer("probabilities").output.shape == (None, 3)


@pytest.mark.no_cover
def test_efficientnet_divides_as_keras_does_with_the_weights_of_imagenet(tmp_path, monkeypatch):
    file = backbones.write(backbones.backbone("efficientnet-b0"), tmp_path / "efficientnetb0_notop.h5")
    monkeypatch.setattr("keras.src.utils.file_utils.get_file", lambda *args, **kwargs: str(file))
    theirs = keras.applications.EfficientNetB0(include_top=False, input_shape=(32, 32, 3))
    model = networks.build(plan("efficientnet-b0", weights=file))
    pixels = some_pixels()
    wanted = theirs(pixels).numpy().mean(axis=(1, 2))
    assert wanted.std() > 1e-3
    np.testing.assert_allclose(features(model, pixels), wanted, rtol=1e-3, atol=1e-4)


def test_the_width_is_read_from_the_file_and_said(tmp_path):
    for alpha in (0.25, 0.75):
        file = backbones.tiny(tmp_path, alpha=alpha)
        assert weights.width_of("mobilenet-v1", file) == alpha
        said = networks.describe(plan(weights=file))
        assert said.title == f"MobileNet, pretrained, width {alpha}"
        assert said.parameters == networks.build(plan(weights=file)).count_params()


@pytest.mark.no_cover
@pytest.mark.parametrize("alpha", [0.35, 1.0, 1.4])
def test_a_width_of_mobilenet_v2_is_told_by_its_last_block(alpha):
    mark = pretrained.BACKBONES["mobilenet-v2"]
    channels = backbones.backbone("mobilenet-v2", alpha=alpha).get_layer(mark.mark).filters
    assert mark.widths[channels] == alpha


def test_networks_are_flat_and_take_grey_images_too(tiny):
    model = networks.build(plan(weights=tiny, grey=True))
    assert not [layer for layer in model.layers if isinstance(layer, keras.Model)]
    assert model(np.zeros((1, 32, 32, 1), np.float32)).shape == (1, 3)


@pytest.mark.no_cover
def test_a_saved_network_says_the_same_when_it_is_loaded(tiny, tmp_path):
    model = networks.build(plan("resnet-50"))
    model.save(tmp_path / "model.keras")
    pixels = some_pixels()
    again = keras.saving.load_model(tmp_path / "model.keras", compile=False)
    np.testing.assert_allclose(again(pixels).numpy(), model(pixels).numpy(), atol=1e-6)


def test_only_the_last_blocks_are_trained_and_no_normalisation(tiny):
    model = networks.build(plan(weights=tiny))
    pretrained.train_only_last_blocks(model, "mobilenet-v1")
    trained = {layer.name for layer in model.layers if layer.trainable_weights}
    assert trained == {"conv_dw_12", "conv_pw_12", "conv_dw_13", "conv_pw_13", "logits"}
    before = [weight.numpy() for layer in model.layers for weight in layer.non_trainable_weights]
    model(some_pixels(), training=True)
    after = [weight.numpy() for layer in model.layers for weight in layer.non_trainable_weights]
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.no_cover
@pytest.mark.parametrize("key", list(pretrained.BACKBONES))
def test_the_last_blocks_are_layers_that_there_are(key):
    backbone = pretrained.BACKBONES[key]
    names = [layer.name for layer in networks.build(plan(key)).layers]
    assert backbone.mark in names
    assert all(any(name.startswith(block) for name in names) for block in backbone.last_blocks)


# ---------------------------------------------------------------- files that do not fit


def refusal(file, key="mobilenet-v1") -> str:
    with pytest.raises(UserError) as error:
        networks.build(plan(key, weights=file))
    assert error.value.hint
    return error.value.message


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "There is no weights file" in refusal(tmp_path / "gone.h5")


def test_a_file_of_another_network_is_named_as_such(tiny, tmp_path):
    assert (
        refusal(tiny, "mobilenet-v2") == "“tiny_0.25.h5” does not fit MobileNetV2: it holds the weights of MobileNet."
    )
    own = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="mine")])
    other = backbones.write(own, tmp_path / "own.h5")
    assert "layers of another network (“mine”, …)" in refusal(other)


def test_a_file_that_is_no_hdf5_or_only_a_part_is_named_as_such(tiny, tmp_path):
    text, part = tmp_path / "text.h5", tmp_path / "part.h5"
    text.write_text("not weights")
    part.write_bytes(tiny.read_bytes()[: tiny.stat().st_size // 2])
    for file in (text, part):
        assert refusal(file) == f"“{file.name}” cannot be read: it is no HDF5 file, or only a part of one."


def test_hdf5_without_layers_is_named_as_such(tmp_path):
    import h5py

    with h5py.File(tmp_path / "data.h5", "w") as content:
        content["numbers"] = np.zeros(3)
    assert "no layers as Keras publishes them" in refusal(tmp_path / "data.h5")


def test_a_layer_of_another_shape_is_named(tmp_path):
    odd = backbones.backbone(alpha=0.25, input_shape=(32, 32, 4))
    file = backbones.write(odd, tmp_path / "odd.h5")
    said = refusal(file)
    assert "layer “conv1” holds [(3, 3, 4, 8)], where [(3, 3, 3, 8)] was expected" in said


def test_a_width_that_is_none_of_keras_is_refused(tmp_path):
    file = backbones.tiny(tmp_path, alpha=0.3)
    assert "has 307 channels; the known widths are 0.25, 0.5, 0.75, 1" in refusal(file)


# ---------------------------------------------------------------- the weights of ImageNet


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Keras's own cache, empty."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    (tmp_path / "keras" / "models").mkdir(parents=True)
    return tmp_path / "keras" / "models"


def test_weights_that_are_not_there_are_refused_with_every_way_to_them(cache):
    with pytest.raises(UserError) as error:
        networks.build(plan("mobilenet-v2", weights="imagenet"))
    assert "9.4\N{NO-BREAK SPACE}MB" in error.value.message
    assert "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/" in error.value.message
    for way in ("Download…", "--download", "Choose a weights file…", "--weights FILE"):
        assert way in error.value.hint


def test_a_network_is_described_without_its_weights(cache):
    assert networks.describe(plan("mobilenet-v2", weights="imagenet")).title == "MobileNetV2, pretrained"


def test_a_narrower_network_under_the_published_name_is_refused(cache):
    shutil.copy(backbones.tiny(cache), published.cached("mobilenet-v1"))
    with pytest.raises(UserError, match=r"it is of width 0.25, where 1 was expected"):
        networks.build(plan(weights="imagenet"))


def test_a_cached_file_that_keras_did_not_publish_is_refused(cache):
    backbones.write(backbones.backbone("efficientnet-b0"), published.cached("efficientnet-b0"))
    with pytest.raises(UserError, match="is not the file that Keras publishes: it has 16,713,040 bytes"):
        networks.build(plan("efficientnet-b0", weights="imagenet"))


def test_without_pretrained_weights_only_everything_can_be_trained():
    with pytest.raises(UserError, match="nothing to hold on to"):
        plan("mobilenet-v2", method="fast")
    with pytest.raises(UserError, match="has no pretrained weights"):
        plan("residual", weights="imagenet")
    with pytest.raises(UserError, match="has no pretrained weights"):
        plan("residual", method="fast")


def test_another_input_preparation_is_refused(tiny):
    with pytest.raises(UserError, match="weights expect the input preparation that they were trained with"):
        plan(weights=tiny, inputs="standardise")


@pytest.mark.no_cover
@pytest.mark.data
@needs_weights
@pytest.mark.parametrize(
    ("key", "file", "alpha"),
    [
        ("mobilenet-v2", "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5", 0.35),
        ("mobilenet-v2", "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5", 1.0),
        ("mobilenet-v2", "mobilenet_v2_1.0_224_with_top_8bit_classifier.h5", 1.0),
        ("mobilenet-v1", "mobilenet_2_5_224_tf_no_top.h5", 0.25),
        ("mobilenet-v1", "mobilenet_7_5_224_tf.h5", 0.75),
    ],
)
def test_real_files_give_the_features_that_keras_gives(key, file, alpha):
    preprocess = {"mobilenet-v2": keras.applications.mobilenet_v2, "mobilenet-v1": keras.applications.mobilenet}[key]
    with_top = "no_top" not in file
    theirs = backbones.MAKE[key](
        alpha=alpha, include_top=with_top, weights=str(WEIGHTS / file), input_shape=(224, 224, 3)
    )
    pixels = some_pixels(224, 2)
    wanted = backbones.last_maps(theirs, key)(preprocess.preprocess_input(pixels.copy()))
    model = networks.build(plan(key, size=224, weights=WEIGHTS / file))
    np.testing.assert_allclose(features(model, pixels), wanted.numpy().mean(axis=(1, 2)), rtol=1e-3, atol=1e-4)


def test_weights_that_point_to_another_file_are_refused(tmp_path):
    import h5py

    file = tmp_path / "weights.h5"
    with h5py.File(file, "w") as content:
        content.attrs["layer_names"] = [b"conv1"]
        content["conv1"] = h5py.ExternalLink("/etc/passwd", "/")
    assert "points to another place" in refusal(file)
