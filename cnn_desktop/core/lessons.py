"""The worked examples of the papers, computed: what the *Learn* pane shows is never recited.

Convolution and pooling window by window, output sizes, softmax and cross-entropy, L2 and dropout, the table of AlexNet.
Plain NumPy in float64; the activation functions are `core.activations`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from cnn_desktop.core.activations import softmax
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.stack.arithmetic import analyse, window_count
from cnn_desktop.core.stack.known import ALEXNET
from cnn_desktop.core.stack.layers import Convolution, Dense
from cnn_desktop.core.stack.words import TITLES, settings

Pooling: TypeAlias = Literal["max", "average", "stochastic"]

# The example of paper 5. What it prints as the result is right in the first entry only: every entry is −6.
PAPER_5_INPUT = np.arange(1, 26).reshape(5, 5)
PAPER_5_KERNEL = np.array([[1, 0], [0, -1]])
PAPER_5_PRINTED = np.array([[-6, -8, -10, -4], [-11, -13, -15, -9], [-16, -18, -20, -14], [-21, -23, -25, -19]])
PAPER_4_POOLED = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])  # its figure 8
PAPER_4_LOGITS = np.array([5.45, 3.21])  # whose loss the paper prints as 0.0439: that is the logarithm to base 10


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """One step of a kernel over an input: what lies under it, and what that comes to."""

    row: int  # of the output
    column: int
    values: Array  # (k, k); zeros where it stands in the padding
    inside: Array  # (k, k) bool: False in the padding
    products: Array  # (k, k)
    total: float


@dataclass(frozen=True, slots=True)
class Size:
    """How many windows fit along one side, and what is left over behind the last."""

    windows: int
    dropped: int  # pixels of the padded side that no window reaches

    @property
    def fits(self) -> bool:
        return self.windows >= 1


def output_size(size: int, window: int, stride: int = 1, padding: int = 0) -> Size:
    """⌊(W − F + 2P) / S⌋ + 1, and the remainder."""
    windows = max(0, window_count(size, window, stride, padding))
    reached = (windows - 1) * stride + window if windows else 0
    return Size(windows, size + 2 * padding - reached)


def convolve(values: Array, kernel: Array, stride: int = 1, padding: int = 0, bias: float = 0.0) -> list[Window]:
    """Every step of `kernel` (k, k) over `values` (rows, columns), row by row; the kernel is not turned over."""
    padded = np.pad(values.astype(np.float64), padding)
    inside = np.pad(np.ones(values.shape, bool), padding)
    side = len(kernel)
    rows, columns = (output_size(length, side, stride, padding).windows for length in values.shape)
    steps = []
    for row in range(rows):
        for column in range(columns):
            part = np.s_[row * stride : row * stride + side, column * stride : column * stride + side]
            products = padded[part] * kernel
            steps.append(Window(row, column, padded[part], inside[part], products, float(products.sum()) + bias))
    return steps


def as_matrix(steps: Sequence[Window]) -> Array:
    """The output of `convolve` as (rows, columns)."""
    if not steps:
        return np.empty((0, 0))
    return np.array([step.total for step in steps]).reshape(steps[-1].row + 1, steps[-1].column + 1)


def pool(values: Array, kind: Pooling) -> float:
    """One value of a window: its largest, its mean, or what is expected of drawing one by its share: Σa² / Σa."""
    match kind:
        case "max":
            return float(values.max())
        case "average":
            return float(values.mean())
        case "stochastic":
            total = float(np.maximum(values, 0).sum())
            return float((np.maximum(values, 0) ** 2).sum()) / total if total else 0.0


def shares(values: Array) -> Array:
    """With which probability stochastic pooling draws each value in training; of zeros, none is drawn."""
    positive = np.maximum(values.astype(np.float64), 0)
    total = positive.sum()
    return positive / total if total else np.zeros_like(positive)


def draw(values: Array, seed: int) -> int:
    """Which value stochastic pooling takes in training, as a place in the flat window; of zeros, the first."""
    chances = shares(values).ravel()
    return int(np.random.default_rng(seed).choice(len(chances), p=chances)) if chances.any() else 0


@dataclass(frozen=True, slots=True, eq=False)
class Softmax:
    """From logits to shares, to the loss of the true class, and to what each logit should change by."""

    logits: Array
    raised: Array  # e to each logit
    total: float
    probabilities: Array
    loss: float  # −ln of the true class's share, in nats
    loss_base_10: float  # the same, where somebody took log₁₀ for ln
    gradient: Array  # of the loss by each logit: p − y


def cross_entropy(logits: Array, true_class: int, temperature: float = 1.0) -> Softmax:
    """Softmax of `logits` / `temperature`, and its loss if `true_class` is right."""
    scaled = np.asarray(logits, np.float64) / temperature
    probabilities = softmax(scaled)
    top = scaled.max()
    loss = float(top + math.log(np.exp(scaled - top).sum()) - scaled[true_class])
    right = np.zeros_like(probabilities)
    right[true_class] = 1
    with np.errstate(over="ignore"):  # for people to look at; what follows does not use it
        raised = np.exp(scaled)
    gradient = (probabilities - right) / temperature
    return Softmax(scaled, raised, float(raised.sum()), probabilities, loss, loss / math.log(10), gradient)


@dataclass(frozen=True, slots=True, eq=False)
class WeightDecay:
    """What L2 adds to the loss for one kernel, and what steps by it alone would leave of the kernel."""

    squares: float  # Σ w²
    penalty: float  # λ Σ w²
    gradient: Array  # 2 λ w
    after: Array  # w (1 − 2 λ η)ⁿ
    shrinks_by: float  # share of each weight


def weight_decay(kernel: Array, strength: float, learning_rate: float, steps: int = 1) -> WeightDecay:
    """L2 regularisation of `strength` λ on `kernel`, n `steps` of it at the learning rate η."""
    weights = np.asarray(kernel, np.float64)
    squares, gradient = float((weights**2).sum()), 2 * strength * weights
    left = (1 - 2 * strength * learning_rate) ** steps
    return WeightDecay(squares, strength * squares, gradient, weights * left, 1 - left)


@dataclass(frozen=True, slots=True, eq=False)
class Dropped:
    """One draw of dropout: what is kept is made larger, so that the mean stays."""

    kept: Array  # bool
    values: Array
    factor: float  # 1 / (1 − rate)


def drop(values: Array, rate: float, seed: int) -> Dropped:
    """Dropout as Keras does it in training; at prediction nothing is dropped."""
    kept: Array = np.asarray(np.random.default_rng(seed).random(values.shape) >= rate)
    factor = 1 / (1 - rate)
    return Dropped(kept, np.where(kept, values * factor, 0.0), factor)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One layer with weights."""

    layer: str
    output: tuple[int, ...]
    factors: tuple[int, ...]  # their product is the number of weights; each of the last has a bias too
    parameters: int
    share: float  # of all parameters
    multiply_adds: int
    work: float  # share of all multiply-adds


def alexnet_table(classes: int = 1_000) -> tuple[TableRow, ...]:
    """AlexNet at 227 × 227 in RGB, as one network: 62,378,344 parameters for 1,000 classes.

    The two halves of the paper, a processor each, would halve the weights of its second, fourth and fifth convolution.
    """
    figures = analyse(ALEXNET, (227, 227, 3), classes)
    parameters = sum(one.parameters for one in figures)
    work = sum(one.multiply_adds for one in figures)
    layers = [(row, f"{TITLES[type(row)]}, {settings(row)}") for row in ALEXNET]
    layers.append((Dense(units=classes), f"Dense, {classes:,} classes"))
    rows: list[TableRow] = []
    shape: tuple[int, ...] = (227, 227, 3)
    for (row, name), one in zip(layers, figures, strict=True):
        if isinstance(row, Convolution | Dense):
            window = (row.kernel, row.kernel) if isinstance(row, Convolution) else ()
            factors = (*window, shape[-1], one.output[-1])
            share, part = one.parameters / parameters, one.multiply_adds / work
            rows.append(TableRow(name, one.output, factors, one.parameters, share, one.multiply_adds, part))
        shape = one.output
    return tuple(rows)
