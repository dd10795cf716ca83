"""Which layer of a foreign model is called on what, as Keras 2 and Keras 3 write it down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from cnn_desktop.engine.importing.settings import real

Reference: TypeAlias = tuple[str, int]  # a layer of the same model, and which of its calls


@dataclass(frozen=True, eq=False)
class Call:
    """`layer` on `inputs`, which are references or numbers."""

    layer: str
    number: int
    inputs: tuple[Reference | float, ...]


def calls_of(name: str, entry: Mapping[str, Any]) -> Iterator[Call]:
    """Every call of the layer `name`. Raises KeyError, TypeError or ValueError where the entry is damaged."""
    for number, node in enumerate(entry.get("inbound_nodes") or ()):
        if isinstance(node, Mapping):  # Keras 3
            yield Call(name, number, tuple(_operands([node["args"], _meant(node.get("kwargs", {}))])))
        elif node and isinstance(node[0], str):  # an op of Keras 2: a tensor, and what is done with it
            others = {key: value for key, value in node[3].items() if key != "name"} if len(node) > 3 else {}
            yield Call(name, number, ((node[0], int(node[1])), *_operands(list(others.values()))))
        else:
            yield Call(name, number, tuple((str(one[0]), int(one[1])) for one in node))


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
