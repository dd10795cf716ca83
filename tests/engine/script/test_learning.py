"""How the scripts learn: the learning rate of the run, its loss, and rare classes that weigh more."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest

from cnn_desktop.core.script.learning import adjusting, fitting, targets
from cnn_desktop.engine.training.schedule import schedule_for
from tests.engine.script.examples import decided, executed


class Still:
    """A model that does not learn."""

    def compile(self, *_, **__):
        pass

    fit = compile


@pytest.mark.parametrize("epochs", [4, 20])
@pytest.mark.parametrize("schedule", ["cosine", "one-cycle", "step", "constant"])
def test_the_learning_rate_takes_the_same_way(tmp_path, schedule, epochs):
    config = decided(tmp_path, schedule=schedule, learning_rate=0.3, batch_size=4, epochs=epochs)
    images = np.zeros((100, 2, 2, 1), np.uint8)
    names = _fitted(config, images, model=Still())
    ours = schedule_for(schedule, 0.3, epochs, 25)
    for step in range(epochs * 25):
        if schedule == "cosine":
            rate = float(names["rate"](step))
        else:
            names["optimizer"].iterations.assign(step)
            names["adjust_rate"](0, None)
            rate = float(names["optimizer"].learning_rate)
        assert rate == pytest.approx(float(ours(step)), abs=0.05 if schedule == "cosine" else 1e-6), step


def test_the_rate_is_set_before_each_batch(tmp_path):
    """With two steps an epoch, of which all belong to the rise and the fall of one cycle."""
    config = decided(tmp_path, schedule="one-cycle", learning_rate=0.3, batch_size=8, epochs=3, patience=0)
    names = _fitted(config, np.zeros((16, 2, 2, 1), np.uint8))
    ours = schedule_for("one-cycle", 0.3, 3, 2)
    assert float(names["optimizer"].learning_rate) == pytest.approx(float(ours(5)))


@pytest.mark.parametrize(
    "choices",
    [{"loss": "sigmoid", "class_weights": "balanced"}, {"label_smoothing": 0.1, "class_weights": "balanced"}, {}],
    ids=["sigmoid", "smoothed", "plain"],
)
def test_targets_fit_the_loss_and_rare_classes_weigh_more(tmp_path, choices):
    config = decided(tmp_path, batch_size=4, epochs=1, **choices)
    labels = np.array([0] * 9 + [1] * 3)
    shown = eval(targets(config), {"labels": labels, "np": np, "keras": keras, "CLASSES": ["a", "b"]})
    seen = _fitted(config, np.zeros((12, 8, 8, 3), np.uint8), shown, units=1 if config.loss == "sigmoid" else 2)
    assert math.isfinite(seen["model"].evaluate(np.zeros((12, 8, 8, 3)), shown, verbose=0)[0])
    if choices:
        assert seen["weights"] == pytest.approx({0: 12 / 2 / 9, 1: 2.0})


def test_the_epoch_that_is_kept_is_the_best_of_the_averages(tmp_path):
    """On validation, and of the averaged weights that were validated."""
    config = decided(tmp_path, batch_size=4, epochs=6, learning_rate=0.05, optimizer="sgd", patience=0)
    random = np.random.default_rng(0)
    images = random.normal(size=(24, 2, 2, 1))
    labels = (images.mean(axis=(1, 2, 3)) > 0).astype(int)
    seen = _fitted(config, images, labels)
    best = max(seen["model"].history.history["val_accuracy"])
    assert seen["model"].evaluate(images, labels, verbose=0)[1] == pytest.approx(best)


def _fitted(config, images, labels=None, *, units=2, model=None):
    """The names that are there when a tiny network has learned as a script lets it."""
    labels = np.zeros(len(images), np.int64) if labels is None else labels
    if model is None:
        image = keras.Input(images.shape[1:])
        answers = keras.layers.Dense(units, "softmax" if units > 1 else "sigmoid")(keras.layers.Flatten()(image))
        model = keras.Model(image, answers)
    return executed(
        f"{adjusting(config)}\n\n\n{fitting(config)}",
        images=images, labels=labels, model=model, load=lambda split: (images, labels),
        BATCH=config.batch_size, EPOCHS=config.epochs, LEARNING_RATE=config.learning_rate,
    )  # fmt: skip
