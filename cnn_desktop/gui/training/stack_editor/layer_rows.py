"""The rows of the editor as a Qt model: the image, the layers, and the classes at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from cnn_desktop.core.stack import words
from cnn_desktop.core.stack.arithmetic import Figures
from cnn_desktop.core.stack.layers import Row
from cnn_desktop.gui.models.stack_state import EditorState
from cnn_desktop.gui.training.stack_editor.kinds import kind_of

Index = QModelIndex | QPersistentModelIndex

LINE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Line:
    """All that is drawn of one row. `row` None: the image (place −1), or the classes."""

    place: int
    row: Row | None
    title: str
    aside: str
    figures: Figures | None  # None: of the image
    problem: str = ""

    @property
    def is_layer(self) -> bool:
        return self.row is not None

    @property
    def icon(self) -> str:
        if self.row is not None:
            return kind_of(self.row).icon
        return "image" if self.figures is None else "tag"

    @property
    def tone(self) -> Literal["danger", "warning"]:
        """Of the problem. That the end is missing is no mistake while one is at work."""
        return "danger" if self.is_layer else "warning"

    @property
    def spoken(self) -> str:
        """For a screen reader."""
        parts = [f"{self.place + 1}: {self.title}" if self.is_layer else self.title]
        parts.append(words.settings(self.row) if self.row is not None else self.aside)
        if self.problem:
            parts.append(self.problem)
        elif self.figures is not None:
            parts += [f"output {words.size(self.figures.output)}", f"{self.figures.parameters:,} parameters"]
        return ", ".join(part for part in parts if part)


def lines(state: EditorState) -> tuple[Line, ...]:
    """The rows of `state` from top to bottom."""
    ground = state.ground
    kind = "grey" if ground.channels == 1 else "RGB"
    layers = tuple(
        Line(place, row, kind_of(row).title, kind_of(row).aside, figures, problem)
        for place, (row, figures, problem) in enumerate(zip(state.rows, state.figures, state.problems, strict=False))
    )
    answer = words.output(ground.output, ground.classes)
    end = Line(len(state.rows), None, "Classes", answer, state.figures[-1], state.problems[-1])
    return (Line(-1, None, "Image", f"{words.size(state.image)}, {kind}", None), *layers, end)


class LayerRows(QAbstractListModel):
    """Row 0 is the image, so that the layer at `place` is row `place` + 1."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._lines

    def show_lines(self, after: tuple[Line, ...]) -> None:
        """Tell the view only what changed, so that it stays where it is scrolled to."""
        before = self._lines
        same = _alike(before, after)
        same_end = min(_alike(before[::-1], after[::-1]), len(before) - same, len(after) - same)
        if len(before) > same + same_end:
            self.beginRemoveRows(QModelIndex(), same, len(before) - same_end - 1)
            self._lines = (*before[:same], *before[len(before) - same_end :])
            self.endRemoveRows()
        if len(after) > same + same_end:
            self.beginInsertRows(QModelIndex(), same, len(after) - same_end - 1)
            self._lines = after
            self.endInsertRows()
        self._lines = after
        if after:
            self.dataChanged.emit(self.index(0), self.index(len(after) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt declares it
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        return line.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The classes are always there, and cannot be chosen."""
        if index.row() == len(self._lines) - 1:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def _alike(before: tuple[Line, ...], after: tuple[Line, ...]) -> int:
    """How many rows from the front are of the same type: they change in place."""
    count = 0
    for old, new in zip(before, after, strict=False):
        if type(old.row) is not type(new.row):
            break
        count += 1
    return count
