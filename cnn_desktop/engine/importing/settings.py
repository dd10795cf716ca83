"""Check one setting of a layer out of a foreign file: each check returns a plain value within bounds, or raises.

What a check returns is all that ever reaches Keras.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[Any], Any]  # raises ValueError

# Activations that mean the same in Keras 2 and 3.
ACTIVATIONS = frozenset((
    "linear", "relu", "relu6", "elu", "selu", "gelu", "silu", "tanh", "sigmoid", "softmax", "softplus", "softsign",
    "exponential", "mish", "hard_silu",
))  # fmt: skip
_ALIASES = {"swish": "silu", "hard_swish": "hard_silu"}
_MOST = 100_000  # units, filters, pixels a side


def whole(least: int = 1, most: int = _MOST) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"a whole number from {least:,} to {most:,}")
        return value

    return check


def real(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > 1e9:
        raise ValueError("a number")
    return float(value)


def yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def one_of(*choices: Any) -> Check:
    def check(value: Any) -> Any:
        if value not in choices:
            raise ValueError(f"one of {', '.join(map(str, choices))}")
        return value

    return check


def none_or(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def pair(check: Check) -> Check:
    """One value for both directions, or two."""

    def check_pair(value: Any) -> tuple[Any, Any]:
        both = value if isinstance(value, list | tuple) else [value, value]
        if len(both) != 2:
            raise ValueError("one value or two")
        return check(both[0]), check(both[1])

    return check_pair


def numbers(value: Any) -> list[float] | float:
    """A number, or nested lists of them with one for each channel, flat."""
    if not isinstance(value, list):
        return real(value)
    while len(value) == 1 and isinstance(value[0], list):
        value = value[0]
    if not 1 <= len(value) <= _MOST:
        raise ValueError("a list of numbers")
    return [real(one) for one in value]


def shape(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= 4:
        raise ValueError("a short list of sizes")
    return tuple(whole(-1, 10**7)(size) for size in value)


def axis(value: Any) -> int:
    """A whole number, also alone in a list, as Keras 2 wrote it."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return int(whole(-4, 3)(value))


def axes(value: Any) -> list[int]:
    if not isinstance(value, list) or len(value) > 3:
        raise ValueError("a list of axes")
    return [whole(1, 3)(one) for one in value]


def activation(value: Any) -> str:
    """The name of a known function; Keras 3 may write it as a description."""
    if isinstance(value, dict) and value.get("class_name") == "function":
        value = value.get("config")
    if value is None:
        return "linear"
    if not isinstance(value, str):
        raise ValueError("the name of an activation")
    name = _ALIASES.get(value, value)
    if name not in ACTIVATIONS:
        raise ValueError(f"an activation known here, not “{value[:40]}”")
    return name
