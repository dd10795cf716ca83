"""The layers a stack is made of. Frozen values, checked at birth; no sizes are computed here.

The last step to the classes (dense layer, then softmax or one sigmoid unit) is not a row: every network has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from cnn_desktop.core.errors import UserError

ActivationName: TypeAlias = Literal["relu", "leaky_relu", "elu", "gelu", "tanh", "sigmoid", "step"]
PoolingKind: TypeAlias = Literal["max", "average", "stochastic"]
GlobalPoolingKind: TypeAlias = Literal["average", "max"]

ACTIVATIONS: tuple[ActivationName, ...] = get_args(ActivationName)
POOLINGS: tuple[PoolingKind, ...] = get_args(PoolingKind)

MOST_FILTERS = 8_192
MOST_UNITS = 65_536
LARGEST_KERNEL = 64  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Convolution:
    """`filters` kernels of `kernel` × `kernel`, moved by `stride` over an input with `padding` zeros on every side."""

    filters: int = 32
    kernel: int = 3
    stride: int = 1
    padding: int = 1

    def __post_init__(self) -> None:
        _within("The number of filters", self.filters, 1, MOST_FILTERS)
        _within("The kernel", self.kernel, 1, LARGEST_KERNEL)
        _within("The stride", self.stride, 1, LARGEST_KERNEL)
        _within("The padding", self.padding, 0, LARGEST_KERNEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooling:
    """One value for each window of `size` × `size`: the largest, the mean, or one drawn by its share (stochastic)."""

    kind: PoolingKind = "max"
    size: int = 2
    stride: int = 2

    def __post_init__(self) -> None:
        _one_of("pooling", self.kind, POOLINGS)
        _within("The window", self.size, 1, LARGEST_KERNEL)
        _within("The stride", self.stride, 1, LARGEST_KERNEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """A function of each value for itself."""

    function: ActivationName = "relu"

    def __post_init__(self) -> None:
        _one_of("activation", self.function, ACTIVATIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalisation:
    """Batch normalisation: each channel to mean 0 and deviation 1 over the batch, then scaled and shifted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropout:
    """In training, each value is zero with probability `rate`."""

    rate: float = 0.25

    def __post_init__(self) -> None:
        if not 0 <= self.rate < 1:
            raise UserError(
                f"The dropout rate must be from 0 up to 1, not {self.rate:g}.", hint="0.25 to 0.5 is usual."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flatten:
    """All values of all channels in one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalPooling:
    """One value for each channel: its mean or its largest."""

    kind: GlobalPoolingKind = "average"

    def __post_init__(self) -> None:
        _one_of("global pooling", self.kind, get_args(GlobalPoolingKind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dense:
    """`units` values, each a weighted sum of all before it."""

    units: int = 128

    def __post_init__(self) -> None:
        _within("The number of units", self.units, 1, MOST_UNITS)


Row: TypeAlias = Convolution | Pooling | Activation | Normalisation | Dropout | Flatten | GlobalPooling | Dense

ROW_TYPES: dict[str, type[Row]] = {
    "convolution": Convolution,
    "pooling": Pooling,
    "activation": Activation,
    "normalisation": Normalisation,
    "dropout": Dropout,
    "flatten": Flatten,
    "global_pooling": GlobalPooling,
    "dense": Dense,
}


def why_untrainable(rows: Iterable[Row], activation: str | None = None) -> str:
    """Why these layers, or this choice of activation, can be looked at and not trained; empty where they can."""
    used = {row.function for row in rows if isinstance(row, Activation)} | {activation}
    return "The unit step has no slope, so nothing before it could learn." if "step" in used else ""


@dataclass(frozen=True, slots=True)
class Stack:
    """A network of one's own: its layers, and what its maker calls it (maybe nothing)."""

    rows: tuple[Row, ...] = ()
    name: str = ""


def _within(what: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise UserError(f"{what} must be from {least} to {most:,}, not {value}.", hint="Correct this row.")


def _one_of(what: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise UserError(f"There is no {what} “{value}”.", hint=f"Choose one of: {', '.join(choices)}.")
