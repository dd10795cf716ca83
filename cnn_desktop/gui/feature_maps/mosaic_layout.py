"""Where the maps of a layer lie in the mosaic: arithmetic only. All lengths are in pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

SMALLEST, LARGEST = 3, 512  # the width of a map
LARGEST_FITTED = 288  # without being asked, maps are not drawn larger
FLAT_CELL = 60  # of a layer whose maps are one value each
CAPTION, SMALL_CAPTION = 16, 12  # below a map, its number…
CAPTIONS = ((56, CAPTION), (30, SMALL_CAPTION))  # …from this width of the map on
ZOOM_STEP = 1.25


@dataclass(frozen=True, slots=True)
class Layout:
    """`count` maps of `width` × `height`, `columns` side by side, the first at `left`."""

    count: int
    columns: int
    width: int
    height: int
    gap: int
    caption: int
    left: int

    @property
    def rows(self) -> int:
        return -(-self.count // self.columns)

    @property
    def pitch_x(self) -> int:
        return self.width + self.gap

    @property
    def pitch_y(self) -> int:
        return self.height + self.caption + self.gap

    @property
    def total_height(self) -> int:
        return self.rows * self.pitch_y

    def place(self, number: int) -> tuple[int, int]:
        """Left and top of a map."""
        row, column = divmod(number, self.columns)
        return self.left + column * self.pitch_x, row * self.pitch_y

    def at(self, x: int, y: int) -> int | None:
        """Which map lies at a point; between two, the one before."""
        column, row = (x - self.left) // self.pitch_x, y // self.pitch_y
        number = row * self.columns + column
        return number if 0 <= column < self.columns and row >= 0 and number < self.count else None

    def visible_rows(self, top: int, height: int) -> tuple[int, int]:
        """First row and the one behind the last that `height` pixels from `top` show."""
        first = max(0, top // self.pitch_y)
        return first, min(self.rows, -(-(top + height) // self.pitch_y))


def fitted(count: int, map_size: tuple[int, int], width: int, height: int) -> Layout:
    """The largest maps of which all are seen at once; the smallest there are where that is impossible."""
    rows, columns = map_size
    most = FLAT_CELL if rows * columns == 1 else LARGEST_FITTED
    best = SMALLEST
    for across in range(1, count + 1):
        down = -(-count // across)
        wide = min(_widest(width, across), most)
        while wide > best and down * _pitch_y(wide, map_size) > height:
            wide = min(wide - 1, math.ceil((height / down - _gap(wide) - _caption(wide)) * columns / rows))
        best = max(best, wide)
    return sized(count, map_size, width, _snapped(best, columns))


def sized(count: int, map_size: tuple[int, int], width: int, cell: int) -> Layout:
    """Maps `cell` pixels wide, as many side by side as `width` has room for, in the middle."""
    cell = min(max(cell, SMALLEST), LARGEST, max(width, SMALLEST))
    gap = _gap(cell)
    columns = min(count, max(1, (width + gap) // (cell + gap)))
    left = max(0, (width - columns * (cell + gap) + gap) // 2)
    return Layout(count, columns, cell, _height(cell, map_size), gap, _caption(cell), left)


def zoomed(cell: int, steps: float) -> int:
    """`cell` after turning the wheel by `steps`: always a change, within what can be drawn."""
    wanted = int(cell * ZOOM_STEP**steps + 0.5)
    if wanted == cell:
        wanted += 1 if steps > 0 else -1
    return min(max(wanted, SMALLEST), LARGEST)


def _widest(width: int, across: int) -> int:
    wide = (width + 2) // across - 2
    while wide > SMALLEST and across * (wide + _gap(wide)) - _gap(wide) > width:
        wide -= 1
    return wide


def _pitch_y(wide: int, map_size: tuple[int, int]) -> int:
    return _height(wide, map_size) + _gap(wide) + _caption(wide)


def _height(wide: int, map_size: tuple[int, int]) -> int:
    return max(1, round(wide * map_size[0] / map_size[1]))


def _gap(wide: int) -> int:
    return 1 if wide < 10 else 2 if wide < 24 else 4 if wide < 96 else 8


def _caption(wide: int) -> int:
    return next((height for least, height in CAPTIONS if wide >= least), 0)


def _snapped(wide: int, columns: int) -> int:
    """Where it costs little, a whole number of pixels for each value: all squares are then alike."""
    whole = wide // columns * columns
    return whole if whole >= 0.9 * wide else wide
