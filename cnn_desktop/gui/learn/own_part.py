"""What part of a network's own numbers a lesson has room for. Pure: no widget."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_desktop.core import lessons
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import ChannelReady, KernelsReady

SIDE = 3  # of what is shown


@dataclass(frozen=True, slots=True, eq=False)
class OwnPart:
    """`shown` (at most SIDE × SIDE) of `whole`; `words` say of what. Of a map, `where` it is."""

    whole: Array
    shown: Array
    words: str
    where: tuple[slice, slice] = (slice(SIDE), slice(SIDE))


def part_of_kernel(kernels: KernelsReady | None) -> OwnPart:
    """The weights on the strongest input, or of one pixel the strongest inputs; without a network, those of paper 5."""
    if kernels is None or kernels.kernel is None:
        return OwnPart(lessons.PAPER_5_KERNEL, lessons.PAPER_5_KERNEL, "The kernel of paper 5")
    whole = np.asarray(kernels.kernel, np.float64)
    rows, columns, inputs = whole.shape
    name = f"Channel {kernels.channel} of {kernels.layer}"
    if rows * columns == 1:
        strongest = whole[0, 0, kernels.order[: SIDE * SIDE]]
        shown = strongest.reshape(SIDE, SIDE) if strongest.size == SIDE * SIDE else strongest[np.newaxis, :SIDE]
        return OwnPart(whole, shown, f"{name}: its strongest of {inputs:,} weights")
    top, left = max(0, (rows - SIDE) // 2), max(0, (columns - SIDE) // 2)
    shown = whole[top : top + SIDE, left : left + SIDE, int(kernels.order[0])]
    where = "" if shown.shape == (rows, columns) else ", the middle"
    return OwnPart(whole, shown, f"{name}: its weights on input {int(kernels.order[0])}{where}")


def part_of_map(values: ChannelReady | None) -> OwnPart:
    """The values around the largest one; without a network, those of paper 4."""
    if values is None:
        return OwnPart(lessons.PAPER_4_POOLED, lessons.PAPER_4_POOLED[:SIDE, :SIDE], "The values of paper 4, figure 8")
    whole = np.asarray(values.values, np.float64)
    row, column = np.unravel_index(int(whole.argmax()), whole.shape)
    top, left = (
        max(0, min(int(at) - SIDE // 2, length - SIDE)) for at, length in zip((row, column), whole.shape, strict=True)
    )
    name = f"Channel {values.channel} of {values.layer}"
    where = (slice(top, top + SIDE), slice(left, left + SIDE))
    return OwnPart(whole, whole[where], f"{name}: around its largest value", where)
