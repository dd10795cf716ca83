"""The networks of the scripts, held against the engine's layer by layer."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.config import plan_of
from cnn_desktop.core.script.network import functions, network
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
from tests.engine.script.examples import decided, executed

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


@pytest.mark.parametrize(
    "choices",
    [
        {"architecture": "residual", "l2": 1e-4, "activation": "elu"},
        {"architecture": "cifar10-fast", "l2": 1e-4},
        {"architecture": "cifar10-best", "grey": True},
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
    text = "\n\n\n".join([*functions(plan), network(plan)])
    theirs = executed(text, SIZE=plan.image_size, images=pixels)["model"]
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
