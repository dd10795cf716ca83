"""Whether a map tells of the network at all: it is compared with the same map after the network has forgotten all.

All weights are drawn anew, in a copy; the network itself is left alone. Where the map hardly changes, it shows the
image, and not what was learned.
Source: Adebayo et al. 2018, “Sanity checks for saliency maps”, arXiv:1810.03292, section 3; the end of the cascade.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import keras
import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.explanations import Method, Trust
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.engine.attribution import Explained, Explanation, explain
from cnn_desktop.engine.attribution.integrated_gradients import FEWEST, integrated_gradients

# Random networks a method is held against: one says little, as two maps of few places agree by chance.
NETWORKS: Mapping[Method, int] = {
    "grad-cam": 8, "hires-cam": 8, "layer-cam": 8, "integrated-gradients": 3, "smooth-grad": 3, "occlusion": 3,
    "score-cam": 2, "rise": 2,
}  # fmt: skip

Report: TypeAlias = Callable[[int, int], None]  # parts done, of how many; may raise Cancelled


def _unreported(_done: int, _total: int) -> None:
    """Nobody waits."""


def similarity(one: Array, other: Array) -> float:
    """Spearman's rank correlation of two maps (h, w), −1..1; 0 where one of them is the same everywhere."""
    first, second = (_ranks(values) for values in (one, other))
    first, second = first - first.mean(), second - second.mean()
    scale = float(np.sqrt((first**2).sum() * (second**2).sum()))
    return float((first * second).sum()) / scale if scale else 0.0


def _ranks(values: Array) -> Array:
    """Of each value in the order of size; equal ones share the mean of their places."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return np.asarray((ends - (count - 1) / 2)[place.ravel()], np.float64)


class Forgetful:
    """A copy of `network` that knows nothing."""

    def __init__(self, network: Explained) -> None:
        self._copy = Explained(keras.models.clone_model(network.model), network.classes)

    def trust(
        self,
        method: Method,
        seen: Pixels,
        class_index: int,
        found: Explanation,
        report: Report = _unreported,
        surgery: Surgery = (),
    ) -> Trust | None:
        """How like `found` is to the same map of networks with random weights, altered alike; None where empty."""
        if not found.strongest:
            return None
        likeness, places = [], []
        copied = self._copy.altered(surgery)
        networks = NETWORKS[method]
        for number in range(networks):
            forget(self._copy.model, seed=number)

            def watch(done: int, total: int, _so_far: object, number: int = number) -> None:
                report(number * total + done, networks * total)

            if method == "integrated-gradients":  # whether it adds up is of no matter here
                other = integrated_gradients(copied, seen, class_index, steps=FEWEST, watch=watch)
            else:
                other = explain(method, copied, seen, class_index, found.layer or None, watch)
            report(number + 1, networks)
            likeness.append(similarity(found.values, other.values))
            places.append(similarity(np.abs(found.values), np.abs(other.values)))
        return Trust(tuple(likeness), tuple(places))


def forget(model: Any, *, seed: int) -> None:
    """Draw all weights of `model` anew: kernels so that signals keep their strength, normalisation as at birth.

    What prepares the image (scaling, measured colours) stays.
    """
    dice = np.random.default_rng(seed)
    for layer in model._flatten_layers(include_self=False):
        if isinstance(layer, keras.layers.Normalization):
            continue
        for variable in layer._trainable_variables + layer._non_trainable_variables:
            new = _drawn(layer, variable, dice)
            if new is not None:
                variable.assign(new)


def _drawn(layer: Any, variable: Any, dice: np.random.Generator) -> Array | None:
    shape, name = tuple(variable.shape), variable.name
    if not str(variable.dtype).startswith("float"):
        return None
    if len(shape) >= 2:
        is_depthwise = isinstance(layer, keras.layers.DepthwiseConv2D) and len(shape) == 4
        inputs = int(np.prod(shape[:2] if is_depthwise else shape[:-1]))
        return np.asarray(dice.normal(0, 1 / np.sqrt(inputs), shape), np.float32)
    if name in ("bias", "beta", "moving_mean"):
        return np.zeros(shape, np.float32)
    return np.ones(shape, np.float32) if name in ("gamma", "moving_variance") else None
