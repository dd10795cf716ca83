"""What part of the image one unit of a layer sees: exact, by walking back through the network's graph.

Each layer says how its units look back (`Reach`); strides, uneven padding, dilation, pooling, shortcuts and nested
networks all come to that. Pure arithmetic, so that the window follows the pointer without asking an engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Preparation

Pair: TypeAlias = tuple[int, int]  # rows, columns
ReachKind: TypeAlias = Literal["window", "spread", "reshape", "whole"]


@dataclass(frozen=True, slots=True)
class Reach:
    """Which units of its input a unit sees.

    window: those at unit·stride − before + tap·dilation, for each tap of the kernel; the default is the same place.
    spread: the reverse, those whose window holds it (transposed convolution, enlarging).
    reshape: those with the same place in a row of all values. whole: all of them.
    """

    kind: ReachKind = "window"
    kernel: Pair = (1, 1)
    stride: Pair = (1, 1)
    dilation: Pair = (1, 1)
    before: Pair = (0, 0)  # rows of zeros above, columns to the left; negative where rows are cut off
    is_known: bool = True  # False: a layer we cannot look into, so “whole” is at most what it sees


@dataclass(frozen=True, slots=True)
class Node:
    """One layer of the graph. `shape` (rows, columns, channels); flat values are (values, 1, 1)."""

    key: str
    shape: tuple[int, int, int]
    inputs: tuple[str, ...] = ()  # keys; those of no node are taken for nothing
    reach: Reach = Reach()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels, the last row and column excluded."""

    top: float
    left: float
    bottom: float
    right: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left


def seen_by(nodes: Sequence[Node], key: str, row: int, column: int = 0, *, gates: bool = True) -> Box | None:
    """The pixels of the first node that the unit of layer `key` at `row`, `column` sees; None where it sees none.

    `nodes` come in the order they are computed in. A unit of flat values is at its `row`. Without `gates`, what is
    multiplied with one value a channel (squeeze and excitation) counts as that channel alone.
    """
    places = {node.key: number for number, node in enumerate(nodes)}
    seen: dict[str, tuple[Array, Array]] = {key: (np.array([row]), np.array([column]))}
    for node in reversed(nodes[1 : places[key] + 1]):
        if node.key in seen:
            rows, columns = seen.pop(node.key)
            for source in _sources(node, nodes, places, gates):
                _add(seen, source, _look_back(node, source, rows, columns))
    if nodes[0].key not in seen:
        return None
    rows, columns = seen[nodes[0].key]
    return Box(int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1)


@dataclass(frozen=True, slots=True)
class Field:
    """What every unit of a layer sees, whatever its place: pixels a side before the border cuts it, and how far the
    fields of two neighbours are apart.
    """

    size: Pair
    stride: Pair


def fields(nodes: Sequence[Node]) -> dict[str, Field | None]:
    """The field of every layer; None where its units see the whole image, or all places alike."""
    ways: dict[str, tuple[_Way, _Way] | None] = {nodes[0].key: (_Way(), _Way())}
    for node in nodes[1:]:
        before = [ways.get(key) for key in node.inputs]
        if node.reach.kind != "window" or not before or None in before:
            ways[node.key] = None
            continue
        axes = [[way[axis] for way in before if way] for axis in (0, 1)]
        steps = [_Way.joined(ways_of_axis).followed(node.reach, axis) for axis, ways_of_axis in enumerate(axes)]
        ways[node.key] = steps[0], steps[1]
    return {
        key: Field((way[0].size, way[1].size), (way[0].jump, way[1].jump)) if way else None
        for key, way in ways.items()
    }  # fmt: skip


def on_image(box: Box, preparation: Preparation, height: int, width: int) -> Box | None:
    """`box` of the prepared image on the image (height, width) it was made of, cut at its border.

    None where each image is moved by what is drawn in it, so that sizes alone do not tell.
    """
    if preparation.centring != "none":
        return None
    size = preparation.size
    top = left = 0.0  # of the prepared square on the image
    down, across = height / size, width / size  # pixels of the image in one of the square
    if preparation.resize == "crop":
        side = min(height, width)
        top, left = (height - side) // 2, (width - side) // 2
        down = across = side / size
    elif preparation.resize == "pad":
        scale = size / max(height, width)
        inner_height, inner_width = max(1, round(height * scale)), max(1, round(width * scale))
        down, across = height / inner_height, width / inner_width
        top, left = -((size - inner_height) // 2) * down, -((size - inner_width) // 2) * across
    return Box(
        min(max(top + box.top * down, 0), height),
        min(max(left + box.left * across, 0), width),
        min(max(top + box.bottom * down, 0), height),
        min(max(left + box.right * across, 0), width),
    )


def _sources(node: Node, nodes: Sequence[Node], places: dict[str, int], gates: bool) -> list[Node]:
    found = [nodes[places[key]] for key in node.inputs if key in places]
    if not gates and any(source.shape[:2] != (1, 1) for source in found):
        found = [source for source in found if source.shape[:2] != (1, 1)]
    return found


def _look_back(node: Node, source: Node, rows: Array, columns: Array) -> tuple[Array, Array]:
    reach = node.reach
    if reach.kind == "whole":
        return np.arange(source.shape[0]), np.arange(source.shape[1])
    if reach.kind == "reshape":
        return _reshaped(node, source, rows, columns)
    look = _under_window if reach.kind == "window" else _under_spread
    found = [look(units, reach, axis, source.shape[axis]) for axis, units in enumerate((rows, columns))]
    return found[0], found[1]


def _under_window(units: Array, reach: Reach, axis: int, size: int) -> Array:
    if size == 1 and reach.kernel[axis] == 1:  # one value for all places
        return np.zeros(1, np.intp)
    taps = np.arange(reach.kernel[axis]) * reach.dilation[axis]
    places = np.unique(units[:, None] * reach.stride[axis] - reach.before[axis] + taps)
    return places[(places >= 0) & (places < size)]


def _under_spread(units: Array, reach: Reach, axis: int, size: int) -> Array:
    taps = np.arange(reach.kernel[axis]) * reach.dilation[axis]
    places = units[:, None] + reach.before[axis] - taps
    places = np.unique(places[places % reach.stride[axis] == 0] // reach.stride[axis])
    return places[(places >= 0) & (places < size)]


def _reshaped(node: Node, source: Node, rows: Array, columns: Array) -> tuple[Array, Array]:
    _, width, channels = node.shape
    first = (rows[:, None] * width + columns) * channels
    values = (first.reshape(-1, 1) + np.arange(channels)).ravel()
    cells = np.unique(values // source.shape[2])
    return np.unique(cells // source.shape[1]), np.unique(cells % source.shape[1])


def _add(seen: dict[str, tuple[Array, Array]], source: Node, found: tuple[Array, Array]) -> None:
    rows, columns = found
    if not (len(rows) and len(columns)):  # nothing but padding
        return
    if source.key in seen:
        rows, columns = np.union1d(rows, seen[source.key][0]), np.union1d(columns, seen[source.key][1])
    seen[source.key] = rows, columns


@dataclass(frozen=True, slots=True)
class _Way:
    """Along one axis: unit u sees u·jump + first … u·jump + last."""

    jump: int = 1
    first: int = 0
    last: int = 0

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    @staticmethod
    def joined(ways: list[_Way]) -> _Way:
        """Several ways to one unit; all of them have the same jump where maps of one size are joined."""
        return _Way(ways[0].jump, min(way.first for way in ways), max(way.last for way in ways))

    def followed(self, reach: Reach, axis: int) -> _Way:
        """The way of a layer behind this one."""
        span = (reach.kernel[axis] - 1) * reach.dilation[axis]
        first = self.first - reach.before[axis] * self.jump
        return _Way(self.jump * reach.stride[axis], first, first + self.size - 1 + span * self.jump)
