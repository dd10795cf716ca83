"""The activation functions, with their derivatives, in float64: what receipts compute with and lessons draw.

Each is Keras's of the same name, with its defaults.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from cnn_desktop.core.evaluation import Array

Function: TypeAlias = Callable[[Array], Array]

_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772, 1.0507009873554805
_erf = np.vectorize(math.erf, otypes=[np.float64])


@dataclass(frozen=True, slots=True)
class Activation:
    """One function of each value for itself. `slope` is its derivative; at a corner, what TensorFlow takes there."""

    name: str
    title: str
    formula: str
    value: Function
    slope: Function


def sigmoid(x: Array) -> Array:
    """1 / (1 + e⁻ˣ), for large negative x too."""
    small = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0, 1, small) / (1 + small))


def softmax(logits: Array) -> Array:
    """Shares (…, n) of e to the logits, over the last axis; adding a constant to all of them changes nothing."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def _softplus(x: Array) -> Array:
    return np.asarray(np.logaddexp(0, x))


def _sigmoid_slope(x: Array) -> Array:
    return np.asarray(sigmoid(x) * (1 - sigmoid(x)))


def _swish_slope(x: Array) -> Array:
    return np.asarray(sigmoid(x) + x * _sigmoid_slope(x))


def _gelu(x: Array) -> Array:
    return np.asarray(0.5 * x * (1 + _erf(x / math.sqrt(2))))


def _gelu_slope(x: Array) -> Array:
    return np.asarray(0.5 * (1 + _erf(x / math.sqrt(2))) + x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi))


def _mish_slope(x: Array) -> Array:
    bent = np.tanh(_softplus(x))
    return np.asarray(bent + x * (1 - bent**2) * sigmoid(x))


def _elu(alpha: float, scale: float = 1.0) -> tuple[Function, Function]:
    def value(x: Array) -> Array:
        return scale * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))

    def slope(x: Array) -> Array:
        return scale * np.where(x > 0, 1, alpha * np.exp(np.minimum(x, 0)))

    return value, slope


def leaky_relu(negative_slope: float = 0.2) -> tuple[Function, Function]:
    """The function that keeps a part of what is below 0, and its derivative."""
    return (
        lambda x: np.where(x > 0, x, negative_slope * x),
        lambda x: np.where(x > 0, 1.0, negative_slope),
    )


def _all(*those: Activation) -> Mapping[str, Activation]:
    return MappingProxyType({one.name: one for one in those})


ACTIVATIONS: Mapping[str, Activation] = _all(
    Activation("step", "Unit step", "1 above 0, else 0", lambda x: np.where(x > 0, 1.0, 0.0), np.zeros_like),
    Activation("sigmoid", "Logistic", "1 / (1 + e⁻ˣ)", sigmoid, _sigmoid_slope),
    Activation("tanh", "Hyperbolic tangent", "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)", np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    Activation("relu", "ReLU", "max(0, x)", lambda x: np.maximum(x, 0), lambda x: np.where(x > 0, 1.0, 0.0)),
    Activation(
        "relu6", "ReLU6", "min(max(0, x), 6)",
        lambda x: np.clip(x, 0, 6), lambda x: np.where((x > 0) & (x < 6), 1.0, 0.0),
    ),
    Activation("leaky_relu", "Leaky ReLU", "x above 0, else 0.2 x", *leaky_relu()),
    Activation("elu", "ELU", "x above 0, else eˣ − 1", *_elu(1.0)),
    Activation("selu", "SELU", "1.0507 · (x above 0, else 1.6733 · (eˣ − 1))", *_elu(_SELU_ALPHA, _SELU_SCALE)),
    Activation("gelu", "GELU", "x · Φ(x)", _gelu, _gelu_slope),
    Activation("silu", "Swish", "x / (1 + e⁻ˣ)", lambda x: x * sigmoid(x), _swish_slope),
    Activation("softplus", "Softplus", "ln(1 + eˣ)", _softplus, sigmoid),
    Activation(
        "softsign", "Softsign", "x / (1 + |x|)", lambda x: x / (1 + np.abs(x)), lambda x: 1 / (1 + np.abs(x)) ** 2
    ),
    Activation("mish", "Mish", "x · tanh(ln(1 + eˣ))", lambda x: x * np.tanh(_softplus(x)), _mish_slope),
    Activation("exponential", "Exponential", "eˣ", np.exp, np.exp),
    Activation(
        "hard_sigmoid", "Hard sigmoid", "min(max(0, x / 6 + ½), 1)",
        lambda x: np.clip(x / 6 + 0.5, 0, 1), lambda x: np.where(np.abs(x) < 3, 1 / 6, 0.0),
    ),
    Activation(
        "hard_silu", "Hard swish", "x · min(max(0, x / 6 + ½), 1)",
        lambda x: x * np.clip(x / 6 + 0.5, 0, 1),
        lambda x: np.where(x >= 3, 1.0, np.where(x <= -3, 0.0, x / 3 + 0.5)),
    ),
    Activation("linear", "None", "x", np.asarray, np.ones_like),
)  # fmt: skip
