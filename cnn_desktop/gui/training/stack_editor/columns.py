"""Where each column of the list of layers stands, by the width there is. Pure geometry, in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]  # left edge and width

ROW = 34
ERROR = 22  # what a row grows by to say what is wrong
FIELD = 26  # height of a field in a row
ICON = 16
GAP = 6
SLOTS = 4
TEXT = 11  # from the edge of a field to its text: border, padding, and what Qt adds
_EDGE = 8
_NUMBER = 26
_TITLE = 112
_OUTPUT, _PARAMETERS, _WORK, _SIGHT = 94, 88, 84, 92
_SLOT_SHARES = (1.22, 1.0, 0.94, 1.04)  # “Stochastic” with its arrow; “3 kernel”; “1 stride”; “1 padding”
_NARROWEST_SLOT = 74
_WIDEST_SLOT = 112
_WIDEST_FIGURES = 1.7


@dataclass(frozen=True, slots=True)
class Columns:
    """Spans from the left edge of the row. `work` and `sight` are None where there is no room for them."""

    number: Span
    icon: Span
    title: Span
    slots: tuple[Span, ...]
    output: Span
    parameters: Span
    work: Span | None
    sight: Span | None

    @property
    def settings(self) -> Span:
        """All slots together."""
        left = self.slots[0][0]
        return left, sum(self.slots[-1]) - left

    def across(self, first: int, last: int) -> Span:
        """The span of the slots from `first` to `last`."""
        left = self.slots[first][0]
        return left, sum(self.slots[last]) - left


def columns(width: int) -> Columns:
    """The columns of a list `width` wide. In a narrow one multiply-adds and receptive field give way."""
    left = _EDGE + _NUMBER + GAP + ICON + 2 * GAP + _TITLE + GAP
    figures = _OUTPUT + _PARAMETERS + _WORK + _SIGHT
    is_whole = width - left - figures - _EDGE >= SLOTS * _NARROWEST_SLOT + (SLOTS - 1) * GAP
    if not is_whole:
        figures = _OUTPUT + _PARAMETERS
    stretch = 1.0
    if is_whole:  # a wide list gives a part of its room to the figures
        spare = width - left - figures - _EDGE - SLOTS * _WIDEST_SLOT - (SLOTS - 1) * GAP
        stretch = max(1.0, min(_WIDEST_FIGURES, (figures + spare) / figures))
        figures = int(figures * stretch)
    room = width - left - figures - _EDGE - (SLOTS - 1) * GAP
    unit = max(40.0, min(_WIDEST_SLOT, room / sum(_SLOT_SHARES)))
    slots, at = [], left
    for share in _SLOT_SHARES:
        slots.append((at, int(unit * share)))
        at += int(unit * share) + GAP
    right = width - _EDGE
    spans = []
    for least in (_SIGHT, _WORK, _PARAMETERS, _OUTPUT) if is_whole else (_PARAMETERS, _OUTPUT):
        wide = int(least * stretch)
        right -= wide
        spans.append((right, wide))
    output, parameters, *others = reversed(spans)
    work, sight = others or (None, None)
    title = _EDGE + _NUMBER + GAP + ICON + 2 * GAP
    return Columns(
        number=(_EDGE, _NUMBER),
        icon=(_EDGE + _NUMBER + GAP + 2, ICON),
        title=(title, _TITLE),
        slots=tuple(slots),
        output=output,
        parameters=parameters,
        work=work,
        sight=sight,
    )
