"""Which kind each image is, by what the points are coloured: its class, its answer, or whether that was right. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Projected
from cnn_desktop.gui.models.projection_state import Colouring
from cnn_desktop.gui.projection.marks import Mark, mark_of, rgb

_RIGHT, _WRONG, _UNKNOWN = {"light": "#0072b2", "dark": "#56b4e9"}, {"light": "#d55e00", "dark": "#f58a4a"}, "#9aa3b2"


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """`of` (n,) numbers into `names` and `marks`, for every image."""

    of: Array
    names: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def counts(self) -> Array:
        return np.asarray(np.bincount(self.of, minlength=len(self.names)))

    @property
    def listed(self) -> tuple[tuple[str, Mark, int], ...]:
        """Name, mark and number of images of each kind."""
        return tuple(zip(self.names, self.marks, (int(count) for count in self.counts), strict=True))


def kinds_of(projected: Projected, colouring: Colouring, theme_name: str) -> Kinds:
    """Of every image of `projected`."""
    unknown = projected.predicted < 0
    if colouring == "right":
        wrong = (projected.predicted != projected.true) & ~unknown
        right, wrong_one = Mark(rgb(_RIGHT[theme_name]), "circle"), Mark(rgb(_WRONG[theme_name]), "cross")
        marks = (right, Mark(rgb(_UNKNOWN), "diamond"), wrong_one)
        return Kinds(np.where(wrong, 2, np.where(unknown, 1, 0)), ("Right", "Not known", "Wrong"), marks)
    names = projected.classes
    of = projected.true if colouring == "true" else projected.predicted
    shown = tuple(mark_of(number, theme_name) for number in range(len(names)))
    if colouring == "predicted" and unknown.any():
        return Kinds(np.where(unknown, len(names), of), (*names, "Not known"), (*shown, Mark(rgb(_UNKNOWN), "circle")))
    return Kinds(of, names, shown)
