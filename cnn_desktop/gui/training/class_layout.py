"""How a row of the class list is laid out: as large as the pictures can be while every class is in view. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 4  # pixels between pictures
ROW_GAP = 8  # pixels between rows
TITLE = 22  # pixels; name and number on one line above the pictures
LARGEST, SMALLEST = 148, 40  # pixels a side
NAME_SHARE = 0.34  # of the width, for the name beside the pictures
NAMES_THAT_FIT = 0.9  # of all, for names beside the pictures


@dataclass(frozen=True, slots=True)
class RowLayout:
    """`columns` times `lines` pictures; the name above them, or `beside` them in the rest of the width."""

    side: int  # pixels, of a picture
    columns: int
    lines: int = 1
    beside: bool = False

    @property
    def height(self) -> int:
        return self.lines * (self.side + GAP) - GAP + (0 if self.beside else TITLE) + ROW_GAP

    @property
    def shown(self) -> int:
        """Pictures in a row."""
        return self.columns * self.lines


def row_layout(width: int, height: int, name_widths: Sequence[int], examples: int) -> RowLayout:
    """The layout for a list of `width` × `height` pixels; `name_widths` are the classes' names, in pixels.

    Where all classes fit into view, the one with the largest pictures; else the lowest rows that names fit into.
    """
    beside = _beside(width, examples)
    name_room = width - beside.columns * (beside.side + GAP) - GAP
    fitting = sum(name <= name_room for name in name_widths)
    can_be_beside = fitting >= NAMES_THAT_FIT * len(name_widths)
    choices = [_above(width, columns, lines) for columns in range(2, 9) for lines in (1, 2, 3)]
    in_view = [
        layout
        for layout in (*choices, *([beside] if can_be_beside else []))
        if layout.shown <= examples and layout.height * len(name_widths) <= height and layout.side >= SMALLEST
    ]
    if in_view:
        return max(in_view, key=lambda layout: (layout.shown * layout.side**2, layout.beside))
    return beside if can_be_beside else _above(width, max(1, min(examples, (width + GAP) // (SMALLEST + GAP))), 1)


def _above(width: int, columns: int, lines: int) -> RowLayout:
    return RowLayout(max(1, min(LARGEST, (width + GAP) // columns - GAP)), columns, lines)


def _beside(width: int, examples: int) -> RowLayout:
    room = int(width * (1 - NAME_SHARE)) + GAP
    columns = max(1, min(examples, room // (SMALLEST + GAP)))
    return RowLayout(max(1, min(room // columns - GAP, SMALLEST + 16)), columns, beside=True)
