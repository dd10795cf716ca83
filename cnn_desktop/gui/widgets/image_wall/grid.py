"""Where each tile of a wall stands: equal tiles in as many columns as fit. Arithmetic only, the same for any number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QAbstractItemView

from cnn_desktop.gui.widgets.image_wall.tile_painting import WORDS

Action = QAbstractItemView.CursorAction

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

    def moved(self, row: int, action: Action, lines: int) -> int:
        """Where a key takes the cursor from `row`; `lines` are in view."""
        steps = {
            Action.MoveLeft: -1, Action.MovePrevious: -1, Action.MoveRight: 1, Action.MoveNext: 1,
            Action.MoveUp: -self.columns, Action.MoveDown: self.columns,
            Action.MovePageUp: -lines * self.columns, Action.MovePageDown: lines * self.columns,
            Action.MoveHome: -self.count, Action.MoveEnd: self.count,
        }  # fmt: skip
        wanted = row + steps[action]
        if action == Action.MoveUp and wanted < 0:
            return row
        return min(max(wanted, 0), self.count - 1)


def fitted(width: int, count: int) -> Grid:
    """The columns share `width` pixels out: no ragged edge at the right."""
    columns = max(1, width // NARROWEST)
    side = max(NARROWEST // 2, width // columns)
    return Grid(columns, QSize(side, side + WORDS), count)
