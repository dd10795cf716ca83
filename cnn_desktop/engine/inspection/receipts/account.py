"""What a receipt is written with: the values that came into a layer, and the lines that lead to one number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cnn_desktop.core import mosaic
from cnn_desktop.core.activations import ACTIVATIONS, leaky_relu, softmax
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import ReceiptLine
from cnn_desktop.core.receptive_field import Pair
from cnn_desktop.engine.inspection.recording import Call, Recorder, Recording


@dataclass(frozen=True, slots=True)
class Place:
    """One value of a map."""

    row: int
    column: int
    channel: int

    def of(self, maps: Array) -> float:
        """The value of `maps` (rows, columns, channels) here; what has one row, column or channel has it everywhere."""
        sides = maps.shape
        row, column, channel = (
            0 if side == 1 else at for side, at in zip(sides, (self.row, self.column, self.channel), strict=True)
        )
        return float(maps[row, column, channel])


@dataclass(slots=True)
class Account:
    """A receipt being written: `window` (rows, columns, inputs) of what came in, and lines down to `value`."""

    kind: str
    source: int = 0  # which input the window is of
    top: int = 0
    left: int = 0
    dilation: Pair = (1, 1)
    window: Array | None = None
    inside: Array | None = None
    kernel: Array | None = None
    lines: list[ReceiptLine] = field(default_factory=list)

    @property
    def value(self) -> float:
        return self.lines[-1].value

    def add(self, label: str, value: float, term: float | None = None) -> Account:
        """Write one more line."""
        self.lines.append(ReceiptLine(label, None if term is None else float(term), float(value)))
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """One call of a layer, with all that came into it for one image."""

    call: Call
    recorder: Recorder
    recording: Recording

    @property
    def layer(self) -> Any:
        return self.call.layer

    def input(self, number: int = 0) -> Array:
        """(rows, columns, channels) as the network has it, not copied: who computes takes its part to float64."""
        return mosaic.as_maps(self.raw(self.call.inputs[number]))

    def inputs(self) -> list[Array]:
        return [self.input(number) for number in range(len(self.call.inputs))]

    def raw(self, tensor: Any) -> Array:
        """The values of a tensor of the trace, as the network has them, for one image."""
        key, pre = self.recorder.place_of(tensor)
        values = self.recording.of(key, pre=pre)
        return values[0] if values.ndim else values

    @property
    def output_shape(self) -> tuple[int, ...]:
        return tuple(int(side) for side in self.call.output.shape[1:])

    def weight(self, name: str, part: Any = ...) -> Array | None:
        """A weight of the layer in float64, or the `part` of it; None where it has none of that name."""
        variable = getattr(self.layer, name, None)
        return None if variable is None else np.asarray(variable[part], np.float64)


def applied(function: Any, value: float, all_values: Array | None = None, channel: int = 0) -> tuple[str, float]:
    """What a function of Keras, or a layer that is one, makes of `value`: its name, and the result in float64.

    `all_values` (channels,) are those beside it, for a function of all of them.
    """
    name = str(getattr(function, "__name__", None) or getattr(function, "name", type(function).__name__))
    if name == "softmax" and all_values is not None:
        return "softmax: eᶻ / Σ eᶻ", float(softmax(all_values)[channel])
    if name == "leaky_relu":
        return name, float(leaky_relu()[0](np.array(value)))
    if name in ACTIVATIONS:
        return name, float(ACTIVATIONS[name].value(np.array(value)))
    return name, float(np.asarray(function(np.full((1, 1), value, np.float64)))[0, 0])  # as Keras computes it
