"""The description of a foreign network as one flat list of steps: nested models unfolded, ops turned into layers.

Plain Python: nothing is imported, looked up or built here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.engine.importing.arrays import HINT
from cnn_desktop.engine.importing.container import damaged
from cnn_desktop.engine.importing.kinds import KINDS, TRAINING_ONLY, Settings, checked_settings
from cnn_desktop.engine.importing.settings import real

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

Reference: TypeAlias = tuple[str, int]  # a layer of the same model, and which of its calls


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
class _Call:
    """`layer` on `inputs`, which are references or numbers."""

    layer: str
    number: int
    inputs: tuple[Reference | float, ...]


@dataclass(frozen=True, eq=False)
class _Op:
    function: str  # Add, Subtract, Multiply or Divide
    path: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Model:
    layers: Mapping[str, LayerSpec | _Op | _Model | None]  # None: an input, or what only training needs
    calls: tuple[_Call, ...]
    input: str
    output: Reference


def unfold(config: Mapping[str, Any]) -> Graph:
    """The network that `config` describes. Raises UserError for what is not known, not to be trusted, or damaged."""
    try:
        reader = _Reader()
        model = reader.model(config, (), "")
        shape = _input_shape(config)
        steps: list[Step] = []
        output = _unfold(model, -1, steps)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError, RecursionError) as error:
        raise damaged() from error
    return Graph(shape, tuple(steps[: output + 1]), tuple(reader.notes))


class _Reader:
    """Reads models out of their descriptions; `notes` tell what was repaired."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def model(self, entry: Mapping[str, Any], path: tuple[str, ...], place: str) -> _Model:
        kind, config = entry["class_name"], entry["config"]
        if kind not in _MODELS:
            raise UserError(
                f"The model is a {quoted(str(kind)[:60])} of its own, which only its code knows.", hint=HINT
            )
        if len(path) > _DEEPEST:
            raise UserError("The network is nested deeper than any network.", hint=HINT)
        entries = config if isinstance(config, list) else config["layers"]  # a list: before Keras 2.2.3
        layers: dict[str, LayerSpec | _Op | _Model | None] = {}
        used: dict[str, int] = {}
        for one in entries:
            name = _name(one)
            below = "" if _is_op(one) else f"{place}layers/{_numbered(_snake(one['class_name']), used)}/"
            layers[name] = self._layer(one, (*path, name), below)
        if kind == "Sequential":
            return _chain(layers)
        calls = tuple(call for one in entries for call in _calls(_name(one), one))
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
        calls.append(_Call(name, 0, ((before, 0),)))
        before = name
    return _Model(layers, tuple(calls), "", (before, 0))


def _calls(name: str, entry: Mapping[str, Any]) -> Iterator[_Call]:
    for number, node in enumerate(entry.get("inbound_nodes") or ()):
        if isinstance(node, Mapping):  # Keras 3
            yield _Call(name, number, tuple(_operands([node["args"], _meant(node.get("kwargs", {}))])))
        elif node and isinstance(node[0], str):  # an op of Keras 2: a tensor, and what is done with it
            others = {key: value for key, value in node[3].items() if key != "name"} if len(node) > 3 else {}
            yield _Call(name, number, ((node[0], int(node[1])), *_operands(list(others.values()))))
        else:
            yield _Call(name, number, tuple((str(one[0]), int(one[1])) for one in node))


def _meant(values: Mapping[str, Any]) -> list[Any]:
    """What a call was given by name, but for how it was called: trained or not, and masks."""
    return [value for key, value in values.items() if key not in ("training", "mask")]


def _operands(value: Any) -> Iterator[Reference | float]:
    """The tensors and numbers in the arguments of a call, in order."""
    match value:
        case {"class_name": "__keras_tensor__", "config": {"keras_history": [name, number, _]}}:
            yield str(name), int(number)
        case list():
            if len(value) == 3 and isinstance(value[0], str) and isinstance(value[1], int):
                yield value[0], int(value[1])
                return
            for one in value:
                yield from _operands(one)
        case None:
            return
        case _:
            yield real(value)


def _unfold(model: _Model, given: int, steps: list[Step]) -> int:
    """Append the steps of `model` called on the output of step `given`; returns the step of its own output."""
    known: dict[Reference, int] = {(model.input, 0): given}
    waiting = list(model.calls)
    while waiting:
        ready = [call for call in waiting if all(isinstance(one, float) or one in known for one in call.inputs)]
        if not ready:
            raise ValueError("calls that wait for each other")
        for call in ready:
            layer = model.layers[call.layer]
            inputs = [one if isinstance(one, float) else known[one] for one in call.inputs]
            known[call.layer, call.number] = _called(layer, inputs, steps)
        waiting = [call for call in waiting if call not in ready]
    return known[model.output]


def _called(layer: LayerSpec | _Op | _Model | None, inputs: Sequence[int | float], steps: list[Step]) -> int:
    tensors = tuple(one for one in inputs if isinstance(one, int))
    if layer is None or isinstance(layer, _Model):
        if len(tensors) != 1:
            raise UserError("A part of the network takes more than one input.", hint=HINT)
        return tensors[0] if layer is None else _unfold(layer, tensors[0], steps)
    if isinstance(layer, _Op):
        layer = _as_layer(layer, inputs)
    elif len(tensors) != len(inputs):  # an op, where the file does not tell it from the layer of its name
        layer = _as_layer(_Op(layer.kind, layer.path), inputs)
    if len(steps) >= _MOST_STEPS:
        raise UserError("The network has more layers than any network.", hint=HINT)
    steps.append(Step(layer, tensors))
    return len(steps) - 1


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


def _snake(name: str) -> str:
    """As Keras names places in a `.keras` file: DepthwiseConv2D is depthwise_conv2d."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def _numbered(name: str, used: dict[str, int]) -> str:
    used[name] = used.get(name, -1) + 1
    return f"{name}_{used[name]}" if used[name] else name
