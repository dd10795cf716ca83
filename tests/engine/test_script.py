"""The exported scripts against the engine: like pixels, the same networks, learning rates and answers; and they run."""

from __future__ import annotations

import csv
import dataclasses
import math
import re
import runpy

import cv2
import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from cnn_desktop.core import runs
from cnn_desktop.core.augmentation import STRENGTHS, Augmentation
from cnn_desktop.core.config import TrainingConfig, completed, plan_of, preparation_of
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.images import decode
from cnn_desktop.core.preparation import Preparation, prepare
from cnn_desktop.core.script import export_classifier, export_script
from cnn_desktop.core.script.learning import learning, targets
from cnn_desktop.core.script.network import network
from cnn_desktop.core.script.page import page
from cnn_desktop.core.script.preparing import preparing
from cnn_desktop.core.script.reading import reading
from cnn_desktop.core.stack.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling,
    Normalisation,
    Pooling,
)
from cnn_desktop.engine import networks
from cnn_desktop.engine.networks import inputs
from cnn_desktop.engine.prediction import Classifier
from cnn_desktop.engine.training.schedule import schedule_for

EVERY_ROW = (
    Convolution(filters=4, kernel=5, stride=2, padding=2),
    Activation(function="gelu"),
    Pooling(kind="stochastic", size=2, stride=2),
    Normalisation(),
    Convolution(filters=6, padding=0),
    Activation(function="tanh"),
    Pooling(kind="average", size=3, stride=1),
    GlobalPooling(kind="max"),
    Dense(units=5),
    Dropout(rate=0.5),
)


@pytest.fixture(autouse=True)
def own_layers_restored():
    """A script registers layers under the names of ours."""
    known = keras.saving.get_custom_objects()
    before = dict(known)
    yield
    known.clear()
    known.update(before)


def decided(tmp_path, **choices):
    return completed(TrainingConfig(dataset=tmp_path, runs=tmp_path, **choices), 32)


def executed(text, **constants):
    names = {"math": math, "np": np, "cv2": cv2, "keras": keras, "layers": keras.layers, "ops": keras.ops}
    names |= constants
    exec(f"from PIL import Image, ImageOps\n{text}", names)
    return names


@pytest.fixture(scope="module")
def script(trained, tmp_path_factory):
    """The exported script of a real run, as a module's names; executed as a file."""
    target = tmp_path_factory.mktemp("elsewhere") / "again.py"
    export_script(trained.folder, target)
    return target, runpy.run_path(str(target))


@pytest.fixture(scope="module")
def classifier(trained, tmp_path_factory):
    target = tmp_path_factory.mktemp("elsewhere") / "classify.py"
    export_classifier(trained.folder, target)
    return target, runpy.run_path(str(target))


def test_the_scripts_need_nothing_of_this_program(script, classifier):
    for target, _ in (script, classifier):
        imported = re.findall(r"^\s*(?:import|from) (\w+)", target.read_text("utf-8"), re.MULTILINE)
        assert {"keras", "numpy", "PIL"} <= set(imported)
        assert "cnn_desktop" not in imported


@pytest.mark.parametrize("preset", ["residual", "cifar10-vgg", "fish-binary"])
def test_repeating_a_run_takes_about_a_page(tmp_path, preset):
    config = decided(tmp_path, architecture=preset, augmentation="medium")
    run = runs.Run(tmp_path / "a run", config, ("a", "b"), preparation_of(config), 0.0)
    lines = page(run, "images.csv").splitlines()
    assert len(lines) <= 132
    # the user's folder may have a name of any length
    assert max(len(line) for line in lines if tmp_path.name not in line) <= 120


def test_the_script_trains_and_tells_its_accuracy(script, capsys):
    target, names = script
    names["train"]()
    said = capsys.readouterr().out
    assert "Epoch 3/3" in said
    assert re.search(r"^validation accuracy \d\.\d{4} of 12 images$", said, re.MULTILINE)
    assert re.search(r"^test accuracy \d\.\d{4} of 12 images$", said, re.MULTILINE)
    assert target.with_suffix(".keras").is_file()


def test_the_script_classifies_as_the_run_does(script, classifier, trained):
    names = classifier[1]
    with open(script[1]["IMAGES"], newline="") as table:
        files = [script[1]["DATASET"] / row["file"] for row in csv.DictReader(table)][:8]
    model = keras.models.load_model(trained.model_file, compile=False)
    theirs = names["probabilities"](model, np.stack([names["prepare"](names["decode"](file)) for file in files]))
    pixels = [prepare(decode(file, fitting=trained.preparation), trained.preparation) for file in files]
    ours, _ = Classifier(trained.folder).answers(np.stack(pixels))
    assert np.abs(theirs - ours).max() < 1e-5


def test_the_list_of_images_is_the_split_of_the_run(script, trained):
    with open(script[1]["IMAGES"], newline="") as table:
        rows = list(csv.DictReader(table))
    for split in ("validation", "test"):
        assert {row["file"] for row in rows if row["split"] == split} == set(trained.predictions(split).files)
    assert len(rows) == 60


@pytest.mark.parametrize("resize", ["pad", "crop", "stretch"])
@pytest.mark.parametrize(("grey", "polarity"), [(False, "as-is"), (True, "light-on-dark")])
def test_images_are_prepared_to_the_same_pixels(tmp_path, resize, grey, polarity):
    random = np.random.default_rng(0)
    photo = cv2.GaussianBlur(random.integers(0, 256, (700, 900, 3), np.uint8), (0, 0), 5)
    cv2.imwrite(str(tmp_path / "large.jpg"), photo)
    cv2.imwrite(str(tmp_path / "clear.png"), np.dstack([photo[:50, :70], photo[:50, :70, :1]]))
    cv2.imwrite(str(tmp_path / "deep.png"), random.integers(0, 65_536, (20, 31), np.uint16))
    preparation = Preparation(size=48, grey=grey, resize=resize, polarity=polarity, reduced=True)
    names = executed(preparing(preparation), SIZE=48)
    for name in ("large.jpg", "clear.png", "deep.png"):
        ours = prepare(decode(tmp_path / name, fitting=preparation), preparation)
        assert np.array_equal(names["prepare"](names["decode"](tmp_path / name)), ours), name


@pytest.mark.parametrize(
    "choices",
    [
        {"architecture": "residual", "l2": 1e-4, "activation": "elu"},
        {"architecture": "cifar10-fast", "l2": 1e-4},
        {"architecture": "cifar10-vgg", "normalise": True, "inputs": "dataset", "image_size": 16},
        {"architecture": "fish-binary"},
        {"architecture": "own", "layers": EVERY_ROW, "inputs": "standardise", "image_size": 24},
        {"architecture": "own", "layers": (Flatten(), Dense(units=4)), "inputs": "whiten", "image_size": 6},
    ],
    ids=lambda choices: f"{choices['architecture']} {choices.get('inputs', '')}",
)
def test_the_network_is_the_same_layer_by_layer(tmp_path, choices):
    plan = plan_of(decided(tmp_path, **choices), 2)
    pixels = np.random.default_rng(0).integers(0, 256, (12, *plan.shape), np.uint8)
    ours = networks.build(plan, inputs.measure(pixels))
    theirs = executed(network(plan), SIZE=plan.image_size)["build"](pixels)
    measured = [(a, b) for a, b in zip(ours.weights, theirs.weights, strict=False) if not a.trainable]
    assert all(np.allclose(a, b, atol=1e-4) for a, b in measured)
    theirs.set_weights(_by_shape(ours, theirs))
    shown = pixels.astype(np.float32)
    assert np.allclose(ours(shown), theirs(shown), atol=1e-5)
    assert len(ours.losses) == len(theirs.losses)


def _by_shape(ours, theirs):
    """The weights of `ours` in the order of `theirs`: of layers side by side, either may come first."""
    left = list(ours.weights)
    found = []
    for weight in theirs.weights:
        fitting = (one for one in left if one.shape == weight.shape and one.name == weight.name)
        place = next(index for index, one in enumerate(left) if one is next(fitting))
        found.append(left.pop(place).numpy())
    return found


@pytest.mark.parametrize("schedule", ["cosine", "one-cycle", "step", "constant"])
def test_the_learning_rate_takes_the_same_way(tmp_path, monkeypatch, schedule):
    config = decided(tmp_path, schedule=schedule, learning_rate=0.3, batch_size=4, epochs=4)
    names = executed(learning(config, 3), tf=tf, SIZE=8, **_constants(config, tmp_path))
    seen = _fitted(names, monkeypatch, np.zeros((100, 8, 8, 3), np.uint8))
    ours = schedule_for(schedule, 0.3, 4, 25)
    for step in (0, 3, 20, 50, 99):
        theirs = seen["model"].optimizer._learning_rate(step)
        assert float(theirs) == pytest.approx(float(ours(step)), abs=0.04)


@pytest.mark.parametrize(
    "choices",
    [{"loss": "sigmoid", "class_weights": "balanced"}, {"label_smoothing": 0.1, "class_weights": "balanced"}, {}],
    ids=["sigmoid", "smoothed", "plain"],
)
def test_targets_fit_the_loss_and_rare_classes_weigh_more(tmp_path, monkeypatch, choices):
    config = decided(tmp_path, batch_size=4, epochs=1, **choices)
    names = executed(learning(config, 3), tf=tf, SIZE=8, **_constants(config, tmp_path))
    labels = np.array([0] * 9 + [1] * 3)
    shown = eval(targets(config), {"labels": labels, "np": np, "keras": keras, "CLASSES": ["a", "b"]})
    seen = _fitted(names, monkeypatch, np.zeros((12, 8, 8, 3), np.uint8), shown, 1 if config.loss == "sigmoid" else 2)
    assert math.isfinite(seen["model"].evaluate(np.zeros((12, 8, 8, 3)), shown, verbose=0)[0])
    if choices:
        assert seen["class_weight"] == pytest.approx({0: 12 / 2 / 9, 1: 2.0})


def _constants(config, folder):
    return {
        "LEARNING_RATE": config.learning_rate, "EPOCHS": config.epochs, "BATCH": config.batch_size, "SEED": 0,
        "MODEL": folder / "again.keras", "CLASSES": ["a", "b"],
    }  # fmt: skip


def _fitted(names, monkeypatch, images, labels=None, units=2):
    """What `train` of a script asks of Keras's `fit`, which does nothing, of a tiny network."""
    labels = np.zeros(len(images), np.int64) if labels is None else labels
    seen = {}

    def build(_pixels):
        image = keras.Input(images.shape[1:])
        answers = keras.layers.Dense(units, "softmax" if units > 1 else "sigmoid")(keras.layers.Flatten()(image))
        return keras.Model(image, answers)

    def fit(model, data, **settings):
        seen.update(settings, model=model)

    names |= {"load": lambda split: (images, labels) if split == "training" else (images[:0], labels[:0])}
    names["build"] = build
    monkeypatch.setattr(keras.Model, "fit", fit)
    monkeypatch.setattr(keras.models, "load_model", lambda file: None)
    names["train"]()
    return seen


@pytest.mark.parametrize("how", [Augmentation(flip=True, shift=0.1), STRENGTHS["strong"]], ids=["moves", "all"])
@pytest.mark.parametrize("channels", [1, 3])
def test_varied_images_keep_their_shape_and_differ_each_time(tmp_path, how, channels):
    vary = executed(learning(decided(tmp_path, vary=how), channels), tf=tf, SIZE=32)["vary"]
    random = np.random.default_rng(0)
    image = cv2.GaussianBlur(random.integers(0, 256, (32, 32, channels), np.uint8), (0, 0), 3).reshape(32, 32, channels)
    images = np.stack([image] * 4)
    varied = np.asarray(vary(images, training=True))
    assert varied.shape == images.shape
    assert len({one.tobytes() for one in varied}) > 1
    assert 0 <= varied.min() <= varied.max() <= 255
    assert np.abs(varied.mean() - images.mean()) < 40, "nothing but moved and changed a little"


def test_a_move_by_nothing_is_none_and_one_by_a_quarter_turn_is_that(tmp_path):
    image = np.random.default_rng(0).integers(0, 256, (1, 32, 32, 3), np.uint8)
    still = executed(learning(decided(tmp_path, vary=Augmentation(rotate=1e-6)), 3), tf=tf, SIZE=32)["move"]
    assert np.abs(np.asarray(still(image)) - image).max() < 0.01
    turned = executed(learning(decided(tmp_path, vary=Augmentation(rotate=90)), 3), tf=_Drawn(), SIZE=32)["move"]
    assert np.abs(np.asarray(turned(image)) - np.rot90(image, axes=(1, 2))).max() < 0.1 * 255


class _Drawn:
    """TensorFlow, whose random numbers are the most."""

    def __getattr__(self, name):
        return getattr(tf, name)

    class random:
        @staticmethod
        def uniform(shape, least, most):
            return tf.fill(shape, tf.constant(most, tf.float32))


@pytest.mark.parametrize("resize", ["pad", "crop", "stretch"])
@pytest.mark.parametrize(
    ("grey", "polarity", "centring"),
    [(False, "as-is", "none"), (True, "light-on-dark", "none"), (True, "light-on-dark", "mass")],
)
def test_to_learn_from_images_are_read_to_much_the_same_pixels(tmp_path, resize, grey, polarity, centring):
    drawn = np.full((130, 90, 3), 235, np.uint8)
    cv2.ellipse(drawn, (40, 70), (20, 36), 10, 0, 360, (30, 30, 30), 7)
    cv2.imwrite(str(tmp_path / "drawn.png"), drawn)
    cv2.imwrite(str(tmp_path / "deep.png"), drawn[:, :, 0].astype(np.uint16) * 256)
    preparation = Preparation(size=28, grey=grey, resize=resize, polarity=polarity, centring=centring, reduced=True)
    names = executed(reading(preparation, "labels"), SIZE=28)
    for name in ("drawn.png", "deep.png"):
        ours = prepare(decode(tmp_path / name, fitting=preparation), preparation)
        theirs = names["prepare"](Image.open(tmp_path / name)).reshape(ours.shape)
        apart = np.abs(theirs.astype(float) - ours.astype(float))
        assert apart.mean() < 12, (name, apart.mean())


def test_no_name_ends_the_text_that_it_stands_in(tmp_path):
    config = decided(tmp_path, image_size=32, name='x"""\nraise SystemExit')
    run = runs.Run(tmp_path / 'r"""\\', config, ('"""\nraise', "a'b"), preparation_of(config), 0.0)
    text = page(run, 'list"""\n.csv')
    names = executed(text.split("\n\n\n")[0].replace("__file__", repr(str(tmp_path / "x.py"))))
    assert names["CLASSES"] == ['"""\nraise', "a'b"]


def test_a_pretrained_run_is_refused_in_words(trained, tmp_path, monkeypatch):
    config = decided(tmp_path, architecture="mobilenet-v2", image_size=32, weights="none", method="all")
    run = dataclasses.replace(trained, origin=config)
    monkeypatch.setattr("cnn_desktop.core.script.open_run", lambda _folder: run)
    for export in (export_script, export_classifier):
        with pytest.raises(UserError, match="pretrained network"):
            export(run.folder, tmp_path / "again.py")
    assert not list(tmp_path.iterdir())
