"""How a stack is said to people: the names of its layers, their settings, sizes and amounts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import assert_never

from cnn_desktop.core.stack.arithmetic import Output, Shape
from cnn_desktop.core.stack.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling,
    Normalisation,
    Pooling,
    Row,
)

TITLES: Mapping[type[Row], str] = MappingProxyType(
    {
        Convolution: "Convolution",
        Activation: "Activation",
        Pooling: "Pooling",
        Normalisation: "Normalisation",
        Dropout: "Dropout",
        Flatten: "Flatten",
        GlobalPooling: "Global pooling",
        Dense: "Dense",
    }
)

FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        "relu": "ReLU",
        "leaky_relu": "Leaky ReLU",
        "elu": "ELU",
        "gelu": "GELU",
        "tanh": "Tanh",
        "sigmoid": "Logistic",
        "step": "Unit step",
    }
)

POOLINGS: Mapping[str, str] = MappingProxyType({"max": "Largest", "average": "Average", "stochastic": "Stochastic"})

_SUFFIXES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def settings(row: Row) -> str:
    """The settings of `row` in a few words: “32 filters 3×3, stride 1, padding 0”; empty where it has none."""
    match row:
        case Convolution():
            return f"{row.filters} filters {row.kernel}×{row.kernel}, stride {row.stride}, padding {row.padding}"
        case Pooling():
            return f"{POOLINGS[row.kind].lower()} of {row.size}×{row.size}, stride {row.stride}"
        case Activation():
            return FUNCTIONS[row.function]
        case Dropout():
            return f"rate {row.rate:g}"
        case GlobalPooling():
            return POOLINGS[row.kind].lower()
        case Dense():
            return f"{row.units} units"
        case Normalisation() | Flatten():
            return ""
        case _:
            assert_never(row)


def size(shape: Shape) -> str:
    """(62, 62, 32) as “62×62×32”."""
    return "×".join(map(str, shape))


def amount(number: int) -> str:
    """Three digits of a number: 813,217 as “813 k”, 27,652,000 as “27.7 M”."""
    for least, suffix in _SUFFIXES:
        if number >= least * 0.9995:  # 999,600 is 1.00 M, never 1000 k
            value = number / least
            digits = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
            return f"{value:.{digits}f}\N{NO-BREAK SPACE}{suffix}"
    return str(number)


def output(kind: Output, classes: int) -> str:
    """How the last, fixed layer answers: “2 classes, softmax”."""
    return "one value, sigmoid" if kind == "sigmoid" else f"{classes:,} classes, softmax"
