"""A network being edited: its versions as values, with undo and redo among them. Pure: no Qt, no sizes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from cnn_desktop.core.stack.files import LONGEST_NAME, MOST_ROWS
from cnn_desktop.core.stack.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling,
    Pooling,
    Row,
    Stack,
)

MOST_VERSIONS = 500  # that can be gone back to
IMAGE = -1  # the place before the first row


@dataclass(frozen=True, slots=True)
class Version:
    """The network at one moment, and where one was at work in it."""

    stack: Stack
    image_size: int  # pixels a side of what comes in
    based_on: str = ""  # key of the architecture it began from; empty: of none
    selected: int = IMAGE


@dataclass(frozen=True, slots=True)
class Draft:
    """Every method answers with another draft; what cannot be done answers with this one."""

    now: Version
    past: tuple[Version, ...] = ()  # the oldest first
    future: tuple[Version, ...] = ()  # the next first
    typing: tuple[int, str] | None = None  # place and setting: one version however many digits are typed

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.now.stack.rows

    @property
    def selected(self) -> int:
        return self.now.selected

    def select(self, place: int) -> Draft:
        place = max(IMAGE, min(place, len(self.rows) - 1))
        return self if place == self.selected else replace(self, now=replace(self.now, selected=place), typing=None)

    def insert(self, row: Row) -> Draft:
        """Put `row` after the selected one, and select it."""
        if len(self.rows) >= MOST_ROWS:
            return self
        place = self.selected + 1
        return self._with_rows((*self.rows[:place], row, *self.rows[place:]), place)

    def remove(self) -> Draft:
        """Take the selected row out; the one that takes its place is selected."""
        place = self.selected
        if place == IMAGE:
            return self
        rows = (*self.rows[:place], *self.rows[place + 1 :])
        return self._with_rows(rows, min(place, len(rows) - 1))

    def duplicate(self) -> Draft:
        return self if self.selected == IMAGE else self.insert(self.rows[self.selected])

    def move(self, source: int, target: int) -> Draft:
        """Bring the row at `source` to `target`, counted as the rows stand afterwards, and select it."""
        last = len(self.rows) - 1
        if not (0 <= source <= last and 0 <= target <= last) or source == target:
            return self
        others = [*self.rows[:source], *self.rows[source + 1 :]]
        return self._with_rows((*others[:target], self.rows[source], *others[target:]), target)

    def rewrite(self, field: str, value: Any) -> Draft:
        """Give a setting of the selected row another value. Raises UserError for one that makes no sense."""
        row = self.rows[self.selected]
        if getattr(row, field) == value:
            return self
        changed: Row = replace(row, **{field: value})
        rows = (*self.rows[: self.selected], changed, *self.rows[self.selected + 1 :])
        return self._typed(field, replace(self.now, stack=replace(self.now.stack, rows=rows)))

    def resize(self, image_size: int) -> Draft:
        if image_size == self.now.image_size:
            return self
        return self._typed("image_size", replace(self.now, image_size=image_size))

    def rename(self, name: str) -> Draft:
        name = " ".join(name.split())[:LONGEST_NAME]
        if name == self.now.stack.name:
            return self
        return self._typed("name", replace(self.now, stack=replace(self.now.stack, name=name)))

    def begin_again(self, stack: Stack, image_size: int, based_on: str) -> Draft:
        """Replace the whole network, and be at its first row."""
        return self._advanced(Version(stack, image_size, based_on, min(0, len(stack.rows) - 1)))

    def undo(self) -> Draft:
        if not self.past:
            return self
        return Draft(self.past[-1], self.past[:-1], (self.now, *self.future))

    def redo(self) -> Draft:
        if not self.future:
            return self
        return Draft(self.future[0], (*self.past, self.now), self.future[1:])

    def settled(self) -> Draft:
        """What is typed next is a version of its own."""
        return replace(self, typing=None)

    def _with_rows(self, rows: tuple[Row, ...], selected: int) -> Draft:
        return self._advanced(replace(self.now, stack=replace(self.now.stack, rows=rows), selected=selected))

    def _advanced(self, version: Version) -> Draft:
        return Draft(version, (*self.past, self.now)[-MOST_VERSIONS:])

    def _typed(self, field: str, version: Version) -> Draft:
        key = (self.selected, field)
        if self.typing == key:
            return replace(self, now=version, future=())
        return replace(self._advanced(version), typing=key)


def default_row(kind: type[Row], rows: tuple[Row, ...], place: int) -> Row:
    """A row of `kind` as it makes sense after the rows before `place`: alike what stands there already."""
    before = rows[:place]
    alike = next((row for row in reversed(before) if isinstance(row, kind)), None)
    if kind is Dropout:
        is_flat = any(isinstance(row, Flatten | GlobalPooling) for row in before)
        return Dropout(rate=0.5 if is_flat else 0.25)
    if kind is Convolution and isinstance(alike, Convolution):
        since = before[len(before) - before[::-1].index(alike) :]
        wider = min(512, 2 * alike.filters) if any(isinstance(row, Pooling) for row in since) else alike.filters
        return Convolution(filters=max(alike.filters, wider), kernel=3, padding=1 if alike.padding else 0)
    if kind in (Activation, Pooling, GlobalPooling, Dense) and alike is not None:
        return alike
    return kind()
