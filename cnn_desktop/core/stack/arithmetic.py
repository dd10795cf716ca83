"""What every row of a stack makes of an image: output size, parameters, multiply-adds, receptive field, or an error.

Pure arithmetic, at once for any stack; a test holds it against Keras and a gradient.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, assert_never

from cnn_desktop.core.errors import UserError
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

Shape: TypeAlias = tuple[int, ...]  # (height, width, channels), or (values,) after flattening
Output: TypeAlias = Literal["softmax", "sigmoid"]

MOST_PARAMETERS = 500_000_000  # 2 GB as float32, and four times that while training


@dataclass(frozen=True, slots=True)
class Figures:
    """What one row makes of what comes in. With an `error`, the other figures are those of its input."""

    output: Shape
    parameters: int = 0
    multiply_adds: int = 0  # of one image
    receptive_field: int = 1  # pixels a side of the input that one output value sees; of the whole image at most
    error: str = ""


def window_count(size: int, window: int, stride: int, padding: int = 0) -> int:
    """How many windows fit: ⌊(W − F + 2P) / S⌋ + 1. Below 1: none."""
    return (size - window + 2 * padding) // stride + 1


def analyse(
    rows: Sequence[Row], shape: tuple[int, int, int], classes: int, output: Output = "softmax"
) -> list[Figures]:
    """Figures of every row, and last those of the dense layer to the classes. `shape`: (height, width, channels).

    After a row with an error the rest is analysed as if that row were not there.
    """
    state = _State(shape, image=shape[0])
    figures = []
    for row in rows:
        figures.append(state.take(row))
    figures.append(state.take_head(1 if output == "sigmoid" else classes))
    if sum(one.parameters for one in figures) > MOST_PARAMETERS and not any(one.error for one in figures):
        largest = max(range(len(figures)), key=lambda number: figures[number].parameters)
        message = f"This row makes the network too large: {figures[largest].parameters:,} parameters."
        figures[largest] = replace(figures[largest], error=message)
    return figures


def require_fit(rows: Sequence[Row], shape: tuple[int, int, int], classes: int, output: Output = "softmax") -> None:
    """Raise UserError, naming the first row that cannot be, and why. `shape`: (height, width, channels)."""
    for number, figures in enumerate(analyse(rows, shape, classes, output), start=1):
        if figures.error:
            where = f"Layer {number}" if number <= len(rows) else "The end of the network"
            raise UserError(
                f"{where} cannot be built: {figures.error}",
                hint=f"Correct it, or choose another image size than {shape[0]} pixels.",
            )


class _State:
    """Where the walk through the rows has come to."""

    def __init__(self, shape: Shape, image: int) -> None:
        self.shape, self.image = shape, image
        self.field, self.jump = 1, 1  # pixels of the image: seen by one value, and between two neighbours

    def take(self, row: Row) -> Figures:
        match row:
            case Convolution():
                return self._convolve(row)
            case Pooling():
                return self._pool(row)
            case Normalisation():
                return self._figures(parameters=4 * self.shape[-1], multiply_adds=math.prod(self.shape))
            case Activation() | Dropout():
                return self._figures()
            case Flatten():
                return self._flatten()
            case GlobalPooling():
                return self._pool_globally()
            case Dense():
                return self._connect(row.units)
            case _:
                assert_never(row)

    def take_head(self, units: int) -> Figures:
        if len(self.shape) == 3:
            return self._error("The channels must be flattened or pooled globally before the classes.")
        return self._connect(units)

    def _convolve(self, row: Convolution) -> Figures:
        if len(self.shape) != 3:
            return self._error("A convolution needs an image: it cannot come after flattening.")
        channels = self.shape[2]
        problem = self._slide(row.kernel, row.stride, row.padding, row.filters)
        if problem:
            return self._error(problem)
        weights = row.kernel * row.kernel * channels * row.filters
        return self._figures(weights + row.filters, weights * self.shape[0] * self.shape[1])

    def _pool(self, row: Pooling) -> Figures:
        if len(self.shape) != 3:
            return self._error("Pooling needs an image: it cannot come after flattening.")
        problem = self._slide(row.size, row.stride, 0, self.shape[2])
        return self._error(problem) if problem else self._figures()

    def _slide(self, window: int, stride: int, padding: int, channels: int) -> str:
        """Move a window over the image; why it cannot be, or nothing."""
        height, width = (window_count(side, window, stride, padding) for side in self.shape[:2])
        if height < 1 or width < 1:
            return f"A window of {window} does not fit into {self.shape[0]} × {self.shape[1]}."
        if padding >= window:
            return f"A padding of {padding} shows a window of {window} nothing but zeros."
        self.shape = (height, width, channels)
        self.field += (window - 1) * self.jump
        self.jump *= stride
        return ""

    def _flatten(self) -> Figures:
        if len(self.shape) != 3:
            return self._error("It is flat already.")
        values = math.prod(self.shape)
        if self.shape[:2] != (1, 1):
            self.field = self.image
        self.shape = (values,)
        return self._figures()

    def _pool_globally(self) -> Figures:
        if len(self.shape) != 3:
            return self._error("Global pooling needs an image: it cannot come after flattening.")
        self.shape = (self.shape[2],)
        self.field = self.image
        return self._figures()

    def _connect(self, units: int) -> Figures:
        if len(self.shape) == 3:
            return self._error("A dense layer needs flat values: add “flatten” or “global pooling” before it.")
        values = self.shape[0]
        self.shape = (units,)
        self.field = self.image
        return self._figures(values * units + units, values * units)

    def _figures(self, parameters: int = 0, multiply_adds: int = 0) -> Figures:
        return Figures(self.shape, parameters, multiply_adds, min(self.field, self.image))

    def _error(self, message: str) -> Figures:
        return Figures(self.shape, receptive_field=min(self.field, self.image), error=message)
