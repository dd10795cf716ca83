"""The recorded calls as a graph: which layer is fed by which, what stands in one block, and what a unit sees."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import keras

from cnn_desktop.core.messages import LayerInfo
from cnn_desktop.core.receptive_field import Node, fields
from cnn_desktop.engine.inspection.reaches import SAME_PLACE, UNKNOWN, reach_of, window_of
from cnn_desktop.engine.inspection.recording import INPUT, Call, Recorder, has_fused_activation

_BLOCK = re.compile(r"(expanded_conv|stem|(?:conv\d+_)?(?:block|group|stage|mixed)_?\d+[a-z]?)(?:_|$)")
_DEPTHWISE_BLOCK = re.compile(r"conv_(?:dw|pw|pad)_(\d+)(?:_|$)")  # of MobileNet

# what keeps each value at its place, where a network computes something between its layers
_PLACE_BY_PLACE = frozenset(
    {
        "Add", "AddV2", "AddN", "BiasAdd", "Sub", "Mul", "RealDiv", "Div", "DivNoNan", "Maximum", "Minimum", "Relu",
        "Relu6", "LeakyRelu", "Elu", "Selu", "Sigmoid", "Tanh", "Softplus", "Exp", "Log", "Sqrt", "Rsqrt", "Square",
        "Pow", "Neg", "Abs", "Identity", "Cast", "StopGradient",
    }
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Graph:
    """`layers` and `nodes` in the order of computing, the image first; `calls` by key."""

    layers: tuple[LayerInfo, ...]
    nodes: tuple[Node, ...]
    calls: dict[str, Call]

    @cached_property
    def by_key(self) -> dict[str, LayerInfo]:
        return {layer.key: layer for layer in self.layers}


def graph_of(recorder: Recorder) -> Graph:
    """The graph of what `recorder` traced."""
    parents = {call.key.rpartition("/")[0] for call in recorder.calls}
    edges = _Edges(recorder.image)
    nodes = [Node(INPUT, _size(_shape(recorder.image)))]
    for call in recorder.calls:
        nodes.append(_node(call, edges, is_made_of_layers=call.key in parents))
        edges.add(call)
    seen = fields(nodes)
    parameters = _parameters(recorder.calls)
    blocks = _blocks(recorder.calls)
    calls_of = _calls_of_layers(recorder.calls)
    described = [_input(recorder)]
    for call, node in zip(recorder.calls, nodes[1:], strict=True):
        field, window = seen[call.key], window_of(call.layer)
        described.append(
            LayerInfo(
                key=call.key,
                name=call.layer.name,
                type=type(call.layer).__name__,
                block=blocks[call.key],
                output=_shape(call.output),
                parameters=parameters.get(call.key, 0),
                inputs=node.inputs,
                activation=_activation(call),
                kernel=window[0] if window else None,
                step=window[1] if window else None,
                receptive_field=field.size if field else None,
                stride=field.stride if field else None,
                calls=calls_of[id(call.layer)],
            )
        )
    return Graph(tuple(described), tuple(nodes), {call.key: call for call in recorder.calls})


def logits_of(recorder: Recorder) -> tuple[str, bool]:
    """Key of the values before the network's last function, and whether they are a layer's *pre*.

    Ours are called so, and may be divided by a temperature before they become probabilities.
    """
    if any(call.key == "logits" for call in recorder.calls):
        return "logits", False
    last = recorder.calls[-1]
    if last.pre is not None:
        return last.key, True
    is_function = isinstance(last.layer, keras.layers.Activation | keras.layers.Softmax)
    before = [call for call in recorder.calls[:-1] if any(call.output is one for one in last.inputs)]
    return (before[-1].key, False) if is_function and before else (last.key, False)


class _Edges:
    """Which call made which tensor."""

    def __init__(self, image: Any) -> None:
        self._makers: dict[int, str] = {id(image): INPUT}

    def add(self, call: Call) -> None:
        self._makers[id(call.output)] = call.key

    def of(self, tensors: Sequence[Any]) -> tuple[list[str], bool]:
        """The keys that `tensors` come from, and whether every value kept its place on the way."""
        found: list[str] = []
        keeps_place, waiting, looked_at = True, list(tensors), set()
        while waiting:
            tensor = waiting.pop(0)
            if id(tensor) in looked_at:
                continue
            looked_at.add(id(tensor))
            maker = self._makers.get(id(tensor))
            if maker is not None:
                found += [] if maker in found else [maker]
            elif tensor.op.inputs:
                keeps_place &= tensor.op.type in _PLACE_BY_PLACE
                waiting += tensor.op.inputs
        return found, keeps_place


def _node(call: Call, edges: _Edges, *, is_made_of_layers: bool) -> Node:
    """A layer made of other layers adds nothing of its own to what they see."""
    output = _shape(call.output)
    inputs, keeps_place = edges.of([call.output] if is_made_of_layers else call.inputs)
    if is_made_of_layers:
        reach = SAME_PLACE
    else:
        reach = reach_of(call.layer, _shape(call.inputs[0]), output) if call.inputs else UNKNOWN
    if not keeps_place:
        reach = UNKNOWN
    return Node(call.key, _size(output), tuple(inputs), reach)


def _input(recorder: Recorder) -> LayerInfo:
    shape = _shape(recorder.image)
    return LayerInfo(INPUT, INPUT, "Input", "", shape, 0, (), "", None, None, (1, 1), (1, 1))


def _activation(call: Call) -> str:
    if call.pre is None or not has_fused_activation(call.layer):
        return ""
    function = call.layer.activation
    return str(getattr(function, "__name__", None) or getattr(function, "name", type(function).__name__))


def _parameters(calls: Sequence[Call]) -> dict[str, int]:
    """Of the first call of each layer."""
    counted: set[int] = set()
    found = {}
    for call in calls:
        if id(call.layer) not in counted and isinstance(call.layer, keras.layers.Layer):
            counted.add(id(call.layer))
            found[call.key] = call.layer.count_params()
    return found


def _calls_of_layers(calls: Sequence[Call]) -> dict[int, tuple[str, ...]]:
    """By the identity of each layer: the keys of its calls, where there are several."""
    found: dict[int, tuple[str, ...]] = {}
    for call in calls:
        found[id(call.layer)] = (*found.get(id(call.layer), ()), call.key)
    return {layer: keys if len(keys) > 1 else () for layer, keys in found.items()}


def _blocks(calls: Sequence[Call]) -> dict[str, str]:
    """A heading for layers that belong together; none for one alone."""
    named = {call.key: _block(call.key) for call in calls}
    sizes = Counter(named.values())
    return {key: block if sizes[block] > 1 else "" for key, block in named.items()}


def _block(key: str) -> str:
    path, _, name = key.rpartition("/")
    depthwise = _DEPTHWISE_BLOCK.match(name)
    match = _BLOCK.match(name)
    own = f"block_{depthwise[1]}" if depthwise else match[1] if match else ""
    return "/".join(part for part in (path, own) if part)


def _shape(tensor: Any) -> tuple[int, ...]:
    return tuple(int(side) if side is not None else 0 for side in tensor.shape[1:])


def _size(shape: tuple[int, ...]) -> tuple[int, int, int]:
    """Flat values lie one below the other."""
    match shape:
        case (rows, columns, channels):
            return rows, columns, channels
        case (rows, channels):
            return rows, 1, channels
        case (values,):
            return values, 1, 1
        case _:
            return 1, 1, 1
