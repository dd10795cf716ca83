"""Where every channel of a network has its dot in the strip, and the strip drawn from their levels. Pure: no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import LayerOverview
from cnn_desktop.core.mosaic import GUTTER
from cnn_desktop.core.preparation import Pixels

HEIGHT = 60  # pixels
LARGEST = 12  # pixels; the side of a dot in a small network
GAP = 1  # pixels between two layers
SILENT, SATURATED = 253, 254  # levels that stand for a mark here; the others are squeezed below them
_SQUEEZED = (np.arange(256, dtype=np.uint16) * 252 // 254).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Cell:
    """The dot of one channel, in pixels."""

    width: int
    height: int

    @property
    def down(self) -> int:
        """How many lie one below the other."""
        return HEIGHT // self.height


_CELLS = sorted(
    (Cell(width, height) for height in range(1, LARGEST + 1) for width in range((height + 1) // 2, height + 1)),
    key=lambda cell: (-cell.width * cell.height, cell.height),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a layer lies in the strip, in pixels."""

    left: int
    width: int


@dataclass(frozen=True, slots=True, eq=False)
class StripLayout:
    """`places` by layer. `channel_at` (HEIGHT, width) is the number of the channel that each pixel belongs to, counted
    through all layers; one past the last where there is none.
    """

    cell: Cell
    places: tuple[Columns, ...]
    channel_at: Array


@lru_cache(maxsize=4)
def strip_layout(channels: tuple[int, ...], width: int) -> StripLayout:
    """The largest dots that fit into `width` pixels, or single pixels: each layer from the top down, then to the right.

    Kept: a camera asks for the same one several times a second, and it takes 10 ms for the 158 layers of MobileNetV2.
    """
    counts = np.array(channels, np.int64)
    cell, widths = Cell(1, 1), _widths(counts, Cell(1, 1))
    for larger in _CELLS:
        wider = _widths(counts, larger)
        if int(wider.sum()) + GAP * len(wider) <= width:
            cell, widths = larger, wider
            break
    lefts = np.concatenate([[0], np.cumsum(widths + GAP)])
    places = tuple(Columns(int(left), int(one)) for left, one in zip(lefts[:-1], widths, strict=True))
    return StripLayout(cell, places, _channel_at(counts, cell, places))


def _widths(counts: Array, cell: Cell) -> Array:
    return -(-counts // cell.down) * cell.width


def _channel_at(counts: Array, cell: Cell, places: Sequence[Columns]) -> Array:
    nobody = int(counts.sum())
    found = np.full((HEIGHT, places[-1].left + places[-1].width), nobody, np.int32)
    firsts = np.concatenate([[0], np.cumsum(counts)])
    for first, count, place in zip(firsts[:-1], counts, places, strict=True):
        own = np.full(place.width // cell.width * cell.down, nobody, np.int32)
        own[:count] = np.arange(first, first + count)
        block = own.reshape(-1, cell.down).T.repeat(cell.height, axis=0).repeat(cell.width, axis=1)
        found[: block.shape[0], place.left : place.left + place.width] = block
    return found


def drawn(layers: Sequence[LayerOverview], layout: StripLayout) -> Pixels:
    """The levels of all channels (HEIGHT, width)."""
    levels = _SQUEEZED[np.concatenate([layer.levels for layer in layers])]
    levels[np.concatenate([layer.is_silent for layer in layers])] = SILENT
    levels[np.concatenate([layer.is_saturated for layer in layers])] = SATURATED
    return np.append(levels, np.uint8(GUTTER))[layout.channel_at]
