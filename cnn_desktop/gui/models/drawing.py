"""A drawing as a value: strokes, and the way back and forth between them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

Point: TypeAlias = tuple[float, float, float]  # x, y and the pen's width there, in sides of the pad
Stroke: TypeAlias = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """`past` and `future` are what undo and redo bring back, the nearest last."""

    strokes: tuple[Stroke, ...] = ()
    past: tuple[tuple[Stroke, ...], ...] = ()
    future: tuple[tuple[Stroke, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.strokes

    def begin(self, point: Point) -> Drawing:
        """A new stroke; what was undone is forgotten."""
        return self._changed((*self.strokes, (point,)))

    def extend(self, point: Point) -> Drawing:
        """The last stroke goes on."""
        *before, last = self.strokes
        return replace(self, strokes=(*before, (*last, point)))

    def clear(self) -> Drawing:
        return self._changed(()) if self.strokes else self

    def undo(self) -> Drawing:
        if not self.past:
            return self
        return Drawing(self.past[-1], self.past[:-1], (*self.future, self.strokes))

    def redo(self) -> Drawing:
        if not self.future:
            return self
        return Drawing(self.future[-1], (*self.past, self.strokes), self.future[:-1])

    def _changed(self, strokes: tuple[Stroke, ...]) -> Drawing:
        return Drawing(strokes, (*self.past, self.strokes), ())
