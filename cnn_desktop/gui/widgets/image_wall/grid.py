"""Where each tile of a wall stands: equal tiles in as many columns as fit. Arithmetic only, the same for any number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize

from cnn_desktop.gui.widgets.image_wall.tile_painting import WORDS

NARROWEST = 148  # pixels; a tile with its margins


@dataclass(frozen=True, slots=True)
class Grid:
    """`columns` of tiles of `size`, for `count` of them."""

    columns: int
    size: QSize
    count: int

    @property
    def height(self) -> int:
        """Of all lines."""
        return -(-self.count // self.columns) * self.size.height()

    def place(self, row: int) -> QRect:
        """Of the tile at `row`, from the top left of the whole."""
        line, column = divmod(row, self.columns)
        return QRect(column * self.size.width(), line * self.size.height(), self.size.width(), self.size.height())

    def row_at(self, x: int, y: int) -> int:
        """The tile there; −1 where there is none."""
        column, line = x // self.size.width(), y // self.size.height()
        row = line * self.columns + column
        return row if 0 <= column < self.columns and line >= 0 and row < self.count else -1

    def between(self, top: int, bottom: int) -> range:
        """The tiles of the lines that `top`..`bottom` touches."""
        first = max(0, top // self.size.height()) * self.columns
        return range(min(first, self.count), min(self.count, (bottom // self.size.height() + 1) * self.columns))


def fitted(width: int, count: int) -> Grid:
    """The columns share `width` pixels out: no ragged edge at the right."""
    columns = max(1, width // NARROWEST)
    side = max(NARROWEST // 2, width // columns)
    return Grid(columns, QSize(side, side + WORDS), count)
