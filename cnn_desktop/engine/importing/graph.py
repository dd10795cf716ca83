"""The description of a foreign network as one flat list of steps: nested models unfolded, ops turned into layers.

Plain Python: nothing is imported, looked up or built here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.engine.importing.arrays import HINT
from cnn_desktop.engine.importing.calls import Call, Reference, calls_of
from cnn_desktop.engine.importing.container import damaged
from cnn_desktop.engine.importing.kinds import KINDS, TRAINING_ONLY, Settings, checked_settings

_MOST_STEPS = 5_000
_DEEPEST = 10  # models in models
_MODELS = ("Sequential", "Functional", "Model")
_MERGES = {"Add": "Add", "Subtract": "Subtract", "Multiply": "Multiply"}
_OPS = {  # Keras 3, and the functions of TensorFlow that Keras 2 wrote
    "Add": "Add", "Subtract": "Subtract", "Multiply": "Multiply", "TrueDivide": "Divide", "Divide": "Divide",
    "math.add": "Add", "math.subtract": "Subtract", "math.multiply": "Multiply", "math.truediv": "Divide",
    "math.divide": "Divide", "__operators__.add": "Add", "__operators__.sub": "Subtract",
    "__operators__.mul": "Multiply", "__operators__.truediv": "Divide",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class LayerSpec:
    """One layer, checked. `path`: the names from the outermost model on; `place`: of its weights in a `.keras`."""

    kind: str
    settings: Settings
    path: tuple[str, ...]
    place: str


@dataclass(frozen=True, eq=False)
class Step:
    """A layer called on the outputs of earlier steps; -1 is the image."""

    layer: LayerSpec
    inputs: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Graph:
    """`shape` as the file tells it; None where a side is left open."""

    shape: tuple[int | None, ...]
    steps: tuple[Step, ...]
    notes: tuple[str, ...]  # what was repaired


@dataclass(frozen=True, eq=False)
class _Op:
    function: str  # Add, Subtract, Multiply or Divide
    path: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Model:
    layers: Mapping[str, LayerSpec | _Op | _Model | None]  # None: an input, or what only training needs
    calls: tuple[Call, ...]
    input: str
    output: Reference


def unfold(config: Mapping[str, Any]) -> Graph:
    """The network that `config` describes. Raises UserError for what is not known, not to be trusted, or damaged."""
    try:
        reader = _Reader()
        model = reader.model(config, (), "")
        shape = _input_shape(config)
        unfolder = _Unfolder()
        output = unfolder.unfold(model, -1)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError, RecursionError) as error:
        raise damaged() from error
    return Graph(shape, tuple(unfolder.steps[: output + 1]), tuple(reader.notes))


class _Reader:
    """Reads models out of their descriptions; `notes` tell what was repaired."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._layers = 0

    def model(self, entry: Mapping[str, Any], path: tuple[str, ...], place: str) -> _Model:
        kind, config = entry["class_name"], entry["config"]
        if kind not in _MODELS:
            raise UserError(
                f"The model is a {quoted(str(kind)[:60])} of its own, which only its code knows.", hint=HINT
            )
        if len(path) > _DEEPEST:
            raise UserError("The network is nested deeper than any network.", hint=HINT)
        entries = config if isinstance(config, list) else config["layers"]  # a list: before Keras 2.2.3
        self._layers += len(entries)
        if self._layers > _MOST_STEPS:
            raise UserError("The network has more layers than any network.", hint=HINT)
        layers: dict[str, LayerSpec | _Op | _Model | None] = {}
        used: dict[str, int] = {}
        for one in entries:
            name = _name(one)
            below = "" if _is_op(one) else f"{place}layers/{numbered(snake(one['class_name']), used)}/"
            layers[name] = self._layer(one, (*path, name), below)
        if kind == "Sequential":
            return _chain(layers)
        calls = tuple(call for one in entries for call in calls_of(_name(one), one))
        return _Model(
            layers, calls, _only(config["input_layers"], "input")[0], _only(config["output_layers"], "output")
        )

    def _layer(self, entry: Mapping[str, Any], path: tuple[str, ...], place: str) -> LayerSpec | _Op | _Model | None:
        kind, config = str(entry["class_name"]), entry["config"]
        if kind in _MODELS:
            return self.model(entry, path, place)
        if _is_op(entry) or kind == "TFOpLambda" or (kind in _OPS and kind not in KINDS):
            function = _OPS.get(str(config.get("function", kind)))
            if function is None:
                raise _unknown(path[-1], str(config.get("function", kind)))
            return _Op(function, path)
        module, registered = str(entry.get("module") or "keras.layers"), entry.get("registered_name")
        if not module.startswith("keras") or registered not in (None, kind):
            raise _unknown(path[-1], str(registered or kind))
        if kind == "InputLayer" or kind in TRAINING_ONLY:
            return None
        if kind not in KINDS:
            raise _unknown(path[-1], kind)
        return LayerSpec(kind, checked_settings(kind, path[-1], config, self.notes), path, place)


def _is_op(entry: Mapping[str, Any]) -> bool:
    """Keras 3 says so in `.keras` files; such a step is no layer, and keeps no weights."""
    return str(entry.get("module")).startswith("keras.src.ops")


def _name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("name") or entry["config"]["name"])


def _unknown(name: str, kind: str) -> UserError:
    what = kind[:60]
    if kind == "Lambda":
        return UserError(
            f"The layer {quoted(name)} is Python code (Lambda), which is never run out of a file.",
            hint="Ask whoever made the model for one without Lambda layers.",
        )
    return UserError(
        f"The layer {quoted(name)} is of a kind that is not known here: {quoted(what)}.",
        hint="Models of convolutions, pooling, dense layers, normalisation and plain activations are opened.",
    )


def _chain(layers: Mapping[str, LayerSpec | _Op | _Model | None]) -> _Model:
    """A Sequential: the image is what its first layer is called on."""
    calls, before = [], ""
    for name in layers:
        calls.append(Call(name, 0, ((before, 0),)))
        before = name
    return _Model(layers, tuple(calls), "", (before, 0))


class _Unfolder:
    """Turns calls of nested models into steps of one list."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._calls = 0

    def unfold(self, model: _Model, given: int) -> int:
        """Append the steps of `model` called on the output of step `given`; returns the step of its own output."""
        known: dict[Reference, int] = {(model.input, 0): given}
        waiting: Sequence[Call] = model.calls
        while waiting:
            later = []
            for call in waiting:
                if all(isinstance(one, float) or one in known for one in call.inputs):
                    inputs = [one if isinstance(one, float) else known[one] for one in call.inputs]
                    known[call.layer, call.number] = self._called(model.layers[call.layer], inputs)
                else:
                    later.append(call)
            if len(later) == len(waiting):
                raise ValueError("calls that wait for each other")
            waiting = later
        return known[model.output]

    def _called(self, layer: LayerSpec | _Op | _Model | None, inputs: Sequence[int | float]) -> int:
        self._calls += 1
        if self._calls > _MOST_STEPS:
            raise UserError("The network has more layers than any network.", hint=HINT)
        tensors = tuple(one for one in inputs if isinstance(one, int))
        if layer is None or isinstance(layer, _Model):
            if len(tensors) != 1:
                raise UserError("A part of the network takes more than one input.", hint=HINT)
            return tensors[0] if layer is None else self.unfold(layer, tensors[0])
        if isinstance(layer, _Op):
            layer = _as_layer(layer, inputs)
        elif len(tensors) != len(inputs):  # an op, where the file does not tell it from the layer of its name
            layer = _as_layer(_Op(layer.kind, layer.path), inputs)
        self.steps.append(Step(layer, tensors))
        return len(self.steps) - 1


def _as_layer(op: _Op, inputs: Sequence[int | float]) -> LayerSpec:
    """x·a + b for an op with a number; a layer of two inputs otherwise."""
    settings: dict[str, float] = {}
    match op.function, list(inputs):
        case function, [int(), int()] if function in _MERGES:
            return LayerSpec(_MERGES[function], {}, op.path, "")
        case "Add", [int(), float(number)] | [float(number), int()]:
            settings = {"scale": 1.0, "offset": number}
        case "Multiply", [int(), float(number)] | [float(number), int()]:
            settings = {"scale": number, "offset": 0.0}
        case "Subtract", [int(), float(number)]:
            settings = {"scale": 1.0, "offset": -number}
        case "Divide", [int(), float(number)] if number != 0:
            settings = {"scale": 1 / number, "offset": 0.0}
        case _:
            raise _unknown(op.path[-1], op.function)
    return LayerSpec("Rescaling", settings, op.path, "")


def _only(layers: Any, what: str) -> Reference:
    """The one input or output; Keras 3 leaves the outer list out where there is one."""
    if isinstance(layers, dict):
        layers = list(layers.values())
    listed = [layers] if isinstance(layers[0], str) else layers
    if len(listed) != 1:
        raise UserError(
            f"The network has {len(listed)} {what}s; an image classifier has one.",
            hint="Choose a model that classifies.",
        )
    return str(listed[0][0]), int(listed[0][1])


def _input_shape(entry: Mapping[str, Any]) -> tuple[int | None, ...]:
    """Of what the outermost model takes, without the batch."""
    config = entry["config"]
    for _ in range(_DEEPEST):
        layers = config if isinstance(config, list) else config["layers"]
        first = layers[0]
        if entry["class_name"] != "Sequential" and not isinstance(config, list):
            wanted = _only(config["input_layers"], "input")[0]
            first = next(one for one in layers if _name(one) == wanted)
        inner = first["config"]
        found = inner.get("batch_shape") or inner.get("batch_input_shape") if isinstance(inner, dict) else None
        found = found or (config.get("build_input_shape") if isinstance(config, dict) else None)
        if found:
            return tuple(None if size is None else int(size) for size in found[1:])
        entry, config = first, inner
    raise ValueError("no shape of the input")


def snake(name: str) -> str:
    """As Keras names places in a `.keras` file: DepthwiseConv2D is depthwise_conv2d."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def numbered(name: str, used: dict[str, int]) -> str:
    """The second “dense” is “dense_1”."""
    used[name] = used.get(name, -1) + 1
    return f"{name}_{used[name]}" if used[name] else name
