"""Build a checked foreign network anew: flat, scaling pixels itself, ending in “logits” and “probabilities”.

As every network of ours, so that everything that looks into a network can look into this one. Each layer is made
only after its weights were found to fit: a file can ask for no more memory than it is long.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.imported import InputScale
from cnn_desktop.core.names import quoted
from cnn_desktop.engine.importing.arrays import HINT
from cnn_desktop.engine.importing.container import Container
from cnn_desktop.engine.importing.graph import Graph, LayerSpec, Step
from cnn_desktop.engine.importing.kinds import KINDS
from cnn_desktop.engine.importing.weights import weights_of

_MOST_VALUES = 2**26  # of one layer's output for one image: 0.25 GB
_MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")
_SCALES: Mapping[InputScale, tuple[float, float]] = {"-1..1": (1 / 127.5, -1.0), "0..1": (1 / 255, 0.0)}


@dataclass(frozen=True, eq=False)
class Built:
    """`notes` tell what was added to the network."""

    model: Any  # keras.Model
    outputs: int
    notes: tuple[str, ...]


def build(container: Container, graph: Graph, shape: tuple[int, int, int], scale: InputScale) -> Built:
    """The network of `graph` for images of `shape`, with its weights. Raises UserError where something does not fit."""
    return _Builder(container, graph).build(shape, scale)


def rebuild(container: Container, graph: Graph, shape: tuple[int, int, int]) -> Any:
    """The network that `build` made once and a run keeps: layer by layer, each called as it is there.

    Raises UserError as `build` does.
    """
    return _Builder(container, graph).rebuild(shape)


class _Builder:
    def __init__(self, container: Container, graph: Graph) -> None:
        self._container, self._graph = container, graph
        self._layers: dict[LayerSpec, Any] = {}
        self._names = {"image", "rescale", "logits", "probabilities"}
        self._notes: list[str] = []

    def build(self, shape: tuple[int, int, int], scale: InputScale) -> Built:
        image = keras.Input(shape, name="image")
        x = image
        if scale in _SCALES:
            factor, offset = _SCALES[scale]
            x = keras.layers.Rescaling(factor, offset=offset, name="rescale")(x)
        outputs = {-1: x}
        last = len(self._graph.steps) - 1
        for number, step in enumerate(self._graph.steps):
            given = [outputs[one] for one in step.inputs]
            outputs[number] = self._ended(step, given) if number == last else self._called(step.layer, given)
        answer = outputs[last]
        model = keras.Model(image, answer, name="imported")
        return Built(model, int(answer.shape[-1]), tuple(self._notes))

    def rebuild(self, shape: tuple[int, int, int]) -> Any:
        image = keras.Input(shape, name="image")
        outputs = {-1: image}
        for number, step in enumerate(self._graph.steps):
            name = _plain(step.layer.path[-1])
            outputs[number] = self._called(step.layer, [outputs[one] for one in step.inputs], name)
        return keras.Model(image, outputs[len(self._graph.steps) - 1], name="imported")

    # ------------------------------------------------------------ the end

    def _ended(self, step: Step, given: list[Any]) -> Any:
        """The last layer as “logits” and “probabilities”, whichever way it says them."""
        layer = step.layer
        name = _function_of(layer)
        if layer.kind in ("Activation", "Softmax"):
            logits = keras.layers.Activation("linear", name="logits")(given[0])
        elif layer.kind in ("Dense", "Conv2D"):
            plain = LayerSpec(layer.kind, {**layer.settings, "activation": "linear"}, layer.path, layer.place)
            logits = self._called(plain, given, "logits")
        else:
            logits = keras.layers.Activation("linear", name="logits")(self._called(layer, given))
        if len(logits.shape) != 2:
            raise UserError(
                f"It is no image classifier: it answers with {_size(logits.shape[1:])} values for an image.",
                hint="Choose a model that ends in one number a class.",
            )
        return keras.layers.Activation(self._last_function(name, int(logits.shape[1])), name="probabilities")(logits)

    def _last_function(self, name: str, units: int) -> str:
        hint = "Choose a model that tells classes apart, with a softmax or one sigmoid unit at its end."
        if units == 1 and name == "sigmoid":
            return "sigmoid"
        if units == 1:
            raise UserError("It is no image classifier: it answers with one number that is no probability.", hint=hint)
        if name == "linear":
            self._notes.append("It answers with raw scores; a softmax was added, which makes probabilities of them.")
        elif name == "sigmoid":
            raise UserError(
                f"It says {units} things about an image that do not exclude each other (sigmoid units).", hint=hint
            )
        elif name != "softmax":
            raise UserError(f"It is no image classifier: it ends in “{name}”.", hint=hint)
        return "softmax"

    # ------------------------------------------------------------ the layers

    def _called(self, spec: LayerSpec, given: list[Any], name: str = "") -> Any:
        """The output of the layer of `spec`; the same layer when it is called again."""
        kind = KINDS[spec.kind]
        sizes = [tuple(int(size) for size in one.shape[1:]) for one in given]
        layer = self._layers.get(spec)
        try:
            if layer is None:
                arrays = weights_of(self._container, spec, kind.weights(spec.settings, sizes[0]))
                layer = self._layers[spec] = _made(spec, name or self._free_name(spec.path), sizes[0], arrays)
                answer = layer(given if spec.kind in _MERGES else given[0])
                if arrays and spec.kind != "Normalization":
                    layer.set_weights(arrays)
            else:
                answer = layer(given if spec.kind in _MERGES else given[0])
        except (ValueError, TypeError, KeyError, IndexError, ZeroDivisionError) as error:
            raise UserError(
                f"The layer {quoted(spec.path[-1])} ({spec.kind}) does not fit what comes before it.",
                hint="The model may be damaged, or made for images of another size.",
            ) from error
        if math.prod(int(size or 1) for size in answer.shape[1:]) > _MOST_VALUES:
            raise UserError(f"The layer {quoted(spec.path[-1])} needs more memory than any network does.", hint=HINT)
        return answer

    def _free_name(self, path: tuple[str, ...]) -> str:
        """The layer's own name; with those of the models around it where two are called alike."""
        for start in range(len(path) - 1, -1, -1):
            name = "_".join(_plain(one) for one in path[start:])
            if name not in self._names:
                break
        base, number = name, 1
        while name in self._names:
            number += 1
            name = f"{base}_{number}"
        self._names.add(name)
        return name


def _made(spec: LayerSpec, name: str, size: tuple[int, ...], arrays: list[Any]) -> Any:
    if spec.kind == "Normalization":
        return _normalization(spec, name, arrays)
    if spec.kind == "Dropout":
        return keras.layers.Dropout(0.5, name=name)  # the share matters in training only, which this one has behind it
    if spec.kind in ("BatchNormalization", "LayerNormalization", "Concatenate", "Softmax"):
        axis = spec.settings.get("axis", -1)
        if spec.kind != "Concatenate" and axis not in (-1, len(size)):
            raise ValueError("normalised along another axis than the channels")
    return getattr(keras.layers, spec.kind)(**spec.settings, name=name)  # a name of KINDS, not of the file


def _normalization(spec: LayerSpec, name: str, arrays: list[Any]) -> Any:
    """(x - mean) / deviation with numbers that are known: x·a + b."""
    mean, variance = arrays or (np.asarray(spec.settings["mean"]), np.asarray(spec.settings["variance"]))
    deviation = np.maximum(np.sqrt(np.asarray(variance, np.float64)), keras.config.epsilon())
    return keras.layers.Rescaling((1 / deviation).tolist(), offset=(-mean / deviation).tolist(), name=name)


def _function_of(layer: LayerSpec) -> str:
    """What the last layer makes of its values."""
    if layer.kind == "Softmax":
        return "softmax"
    return str(layer.settings.get("activation", "linear"))


def _plain(name: str) -> str:
    """A name that needs no care anywhere."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", name)[:80]


def _size(shape: tuple[Any, ...]) -> str:
    return "×".join("?" if size is None else str(size) for size in shape)
