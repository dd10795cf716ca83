"""Scripts of runs that go on from a pretrained network: the same features, the same lessons, the same answers."""

from __future__ import annotations

import dataclasses
import re
import runpy
import shutil
import subprocess
import sys

import keras
import numpy as np
import pytest

from cnn_desktop.core.config import TrainingConfig, plan_of
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.images import decode
from cnn_desktop.core.preparation import prepare
from cnn_desktop.core.pretrained import PUBLISHED
from cnn_desktop.core.script import export_classifier, export_script
from cnn_desktop.core.script.page import page
from cnn_desktop.core.script.pretrained import lesson
from cnn_desktop.engine import networks
from cnn_desktop.engine.prediction import Classifier
from cnn_desktop.engine.training import train
from tests.conftest import DATA
from tests.engine import backbones
from tests.engine.script.examples import decided, executed, listing, run_of

MOST_LINES = {"all": 80, "fast": 90, "fine-tune": 105}
WEIGHTS = DATA / "weights"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Weights of a MobileNet of a quarter's width, random."""
    return backbones.tiny(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="module")
def run_by(shapes, tiny, tmp_path_factory):
    """`run_by(method)`: a run of three epochs by that method, trained once."""
    kept = {}

    def run(method):
        if method not in kept:
            config = TrainingConfig(
                dataset=shapes, runs=tmp_path_factory.mktemp("runs"), architecture="mobilenet-v1", weights=str(tiny),
                image_size=32, epochs=3, batch_size=16, test=0.2, precision="float32", method=method, name=method,
            )  # fmt: skip
            kept[method] = train(config, lambda event: None, lambda: False)
        return kept[method]

    return run


@pytest.mark.parametrize("key", backbones.MAKE)
def test_a_script_takes_a_page(tmp_path, key):
    for method, most in MOST_LINES.items():
        config = decided(tmp_path, architecture=key, weights="imagenet", method=method, augmentation="strong")
        lines = page(run_of(config, tmp_path), "images.csv", listing(".png", ".jpg")).splitlines()
        assert len(lines) <= most, method
        assert max(len(line) for line in lines if tmp_path.name not in line) <= 120


@pytest.mark.no_cover
@pytest.mark.parametrize("method", ["fast", "fine-tune"])
def test_the_script_learns_as_the_run_did(run_by, tmp_path, method):
    run = run_by(method)
    target = tmp_path / "again.py"
    export_script(run.folder, target)
    done = subprocess.run([sys.executable, target], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.count("val_accuracy") == 3
    assert (
        "Epoch 2/2" if method == "fine-tune" else "Epoch 3/3"
    ) in done.stdout  # the new end has the first for itself
    assert re.search(r"^validation accuracy \d\.\d{4} of 12 images$", done.stdout, re.MULTILINE)
    assert re.search(r"^test accuracy \d\.\d{4} of 12 images$", done.stdout, re.MULTILINE)
    model = keras.models.load_model(target.with_suffix(".keras"))
    assert (model.input_shape, model.output_shape) == ((None, 32, 32, 3), (None, 3))


@pytest.mark.no_cover
@pytest.mark.parametrize(("key", "grey"), [*((key, False) for key in backbones.MAKE), ("mobilenet-v1", True)])
def test_the_features_are_those_of_the_run(tmp_path, monkeypatch, key, grey):
    """With weights in Keras's cache, which both read; nothing is downloaded."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    cache = tmp_path / "models"
    cache.mkdir()
    backbones.write(backbones.backbone(key), cache / PUBLISHED[key].file)
    monkeypatch.setattr("cnn_desktop.engine.networks.weights._check_digest", lambda *_: None)
    monkeypatch.setattr("keras.src.utils.file_utils.get_file", lambda name, *_, **__: str(cache / name))
    config = decided(tmp_path, architecture=key, weights="imagenet", method="fast", image_size=32, grey=grey)
    plan = plan_of(config, 2)
    ours = networks.build(plan)
    ours = keras.Model(ours.input, ours.get_layer("average").output)
    made, frozen = lesson(run_of(config, tmp_path))[:2]
    theirs = executed(f"{made}\n{frozen}", SIZE=32)["features"]
    pixels = np.random.default_rng(0).integers(0, 256, (4, *plan.shape)).astype(np.float32)
    assert np.allclose(ours(pixels), theirs(pixels, training=False), rtol=1e-4, atol=1e-5)


@pytest.mark.no_cover
def test_fine_tuning_trains_what_it_trained_in_the_run(run_by):
    run = run_by("fine-tune")
    ours = networks.build(plan_of(run.config, 3))
    networks.pretrained.train_only_last_blocks(ours, run.config.architecture)
    made, frozen, _, tuned = lesson(run)
    text = "\n".join([made, frozen, tuned[: tuned.index("data = ")]])
    theirs = executed(text, SIZE=32, model=keras.Sequential([keras.layers.Dense(3, name="logits")]))["model"]
    assert {_named(weight) for weight in theirs.trainable_weights} == {_named(one) for one in ours.trainable_weights}
    assert len(theirs.trainable_weights) > 2


def _named(weight):
    return "/".join(weight.path.split("/")[-2:])


@pytest.mark.no_cover
@pytest.mark.parametrize("file", sorted(WEIGHTS.glob("*.h5")) or [None], ids=lambda file: file.name if file else "none")
def test_published_files_are_read_with_and_without_their_end(tmp_path, file):
    if file is None:
        pytest.skip("the weights files are not on this computer")
    if "8bit" in file.name:
        pytest.skip("that file is of another program")
    key = "mobilenet-v2" if "v2" in file.name else "mobilenet-v1"
    config = decided(tmp_path, architecture=key, weights=str(file), method="fast", image_size=96)
    plan = plan_of(config, 2)
    ours = networks.build(plan)
    ours.save(tmp_path / "model.keras")
    ours = keras.Model(ours.input, ours.get_layer("average").output)
    made, frozen = lesson(run_of(config, tmp_path))[:2]
    theirs = executed(f"{made}\n{frozen}", SIZE=96)["features"]
    pixels = np.random.default_rng(0).integers(0, 256, (2, 96, 96, 3)).astype(np.float32)
    assert np.allclose(ours(pixels), theirs(pixels, training=False), rtol=1e-4, atol=1e-5)


def test_the_weights_of_imagenet_come_from_the_cache_of_keras(tmp_path, monkeypatch):
    """Of the size that the run takes whatever its images' size, so that nothing else is downloaded."""
    published = PUBLISHED["mobilenet-v2"].file
    if not (WEIGHTS / published).is_file():
        pytest.skip(f"{published} is not on this computer")
    (tmp_path / "models").mkdir()
    shutil.copy(WEIGHTS / published, tmp_path / "models")
    config = decided(tmp_path, architecture="mobilenet-v2", weights="imagenet", method="fast", image_size=128)
    made = lesson(run_of(config, tmp_path))[0]
    code = f"import keras\nSIZE = 128\n{made}\nprint(float(backbone.get_layer('Conv1').kernel[0, 0, 0, 0]))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"KERAS_HOME": str(tmp_path), "PATH": "", "HTTPS_PROXY": "http://127.0.0.1:9"},
    )  # fmt: skip
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    ours = networks.build(plan_of(config, 2)).get_layer("Conv1").kernel[0, 0, 0, 0]
    assert float(done.stdout.split()[-1]) == pytest.approx(float(ours))


@pytest.mark.parametrize("method", ["fast", "fine-tune"])
def test_the_classifying_script_answers_as_the_run(run_by, tmp_path, method):
    run = run_by(method)
    target = tmp_path / "classify.py"
    export_classifier(run.folder, target)
    names = runpy.run_path(str(target))
    files = [run.config.dataset / str(file) for file in run.predictions("validation").files]
    model = keras.models.load_model(run.model_file, compile=False)
    theirs = names["probabilities"](model, np.stack([names["prepare"](names["decode"](file)) for file in files]))
    pixels = np.stack([prepare(decode(file, fitting=run.preparation), run.preparation) for file in files])
    ours, _ = Classifier(run.folder).answers(pixels)
    assert np.abs(theirs - ours).max() < 1e-5


def test_a_network_with_a_layer_of_ours_is_read_by_the_classifying_script(tmp_path):
    """ResNet-50 prepares its pixels by a layer that Keras lacks."""
    config = decided(tmp_path, architecture="resnet-50", weights="none", method="all", image_size=32)
    model = networks.build(plan_of(config, 2))
    model.save(tmp_path / "model.keras")
    from cnn_desktop.core.script.classifying import classifying_page

    known = keras.saving.get_custom_objects()
    known.clear()
    executed(classifying_page(run_of(config, tmp_path)), __name__="script")
    theirs = keras.models.load_model(tmp_path / "model.keras", compile=False)
    assert type(theirs.get_layer("caffe_preprocessing")).__module__ == "script"
    pixels = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3)).astype(np.float32)
    assert np.allclose(model(pixels), theirs(pixels), atol=1e-6)


def test_what_keras_reads_otherwise_is_refused_in_words(tmp_path):
    config = decided(tmp_path, architecture="efficientnet-b0", weights="mine.h5", method="fast")
    with pytest.raises(UserError, match="file of weights"):
        lesson(run_of(config, tmp_path))


def test_a_run_without_a_model_is_refused_in_words(run_by, tmp_path):
    run = dataclasses.replace(run_by("fast"), folder=tmp_path)
    with pytest.raises(UserError, match="how wide"):
        lesson(run)
    (tmp_path / "model.keras").write_bytes(b"PK not an archive")
    with pytest.raises(UserError, match="how wide"):
        lesson(run)
