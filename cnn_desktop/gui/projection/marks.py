"""How a point looks: a colour and a shape for each kind, told apart by every eye, and tens of thousands drawn at once.

NumPy only. A shape is a small mask; all points of a shape are put into the picture one pixel of the mask at a time.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels

SHAPES = ("circle", "square", "triangle", "diamond", "cross", "plus", "fallen")
# Okabe and Ito's, which eyes that see no red or no green tell apart as well, and two more, so that ten classes differ;
# their yellow is darker on light ground.
COLOURS = {
    "light": (
        "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#a39300", "#3d4350", "#7030f0", "#7a2e12",
    ),
    "dark": (
        "#3d9bd9", "#e69f00", "#1db489", "#d995bb", "#7cc8f2", "#e8763a", "#f0e442", "#c9ced8", "#8a6bff", "#a8472a",
    ),
}  # fmt: skip
FINE_UP_TO = 12_000  # points in view: so many are drawn at twice the size and then shrunk, with soft edges
_LARGE_UP_TO, _MIDDLE_UP_TO = 1_500, 8_000  # points; the more there are, the smaller they get


@dataclass(frozen=True, slots=True)
class Mark:
    """`colour`: RGB, 0..255."""

    colour: tuple[int, int, int]
    shape: str


def mark_of(number: int, theme_name: str) -> Mark:
    """Of the kind with that number. The first 70 are all different, the first ten in colour."""
    colours = COLOURS[theme_name]
    return Mark(rgb(colours[number % len(colours)]), SHAPES[number % len(SHAPES)])


def rgb(colour: str) -> tuple[int, int, int]:
    """Of “#0072b2”."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def diameter(points: int) -> int:
    """Pixels across a mark, where so many are in view."""
    return 11 if points <= _LARGE_UP_TO else 8 if points <= _MIDDLE_UP_TO else 5


@functools.cache
def mask(shape: str, side: int) -> Array:
    """(side, side) bool."""
    middle = (side - 1) / 2
    down, across = (np.indices((side, side)) - middle) / (middle + 0.35)
    match shape:
        case "circle":
            found = down**2 + across**2 <= 1
        case "square":
            found = np.maximum(abs(down), abs(across)) <= 0.84
        case "triangle":
            found = (down <= 0.8) & (abs(across) <= (down + 1.0) * 0.62)
        case "fallen":
            found = (down >= -0.8) & (abs(across) <= (1.0 - down) * 0.62)
        case "diamond":
            found = abs(down) + abs(across) <= 1.12
        case "plus":
            found = np.minimum(abs(down), abs(across)) <= 0.3
        case _:
            found = np.minimum(abs(down - across), abs(down + across)) <= 0.42
    return np.asarray(found & (np.maximum(abs(down), abs(across)) <= 1))


def drawn(
    places: Array, kinds: Array, marks: list[Mark], size: tuple[int, int], ground: tuple[int, int, int], side: int
) -> Pixels:
    """A picture (height, width, 4) BGRA of points at `places` (n, 2), x and y in pixels; later ones lie above.

    `kinds` (n,) are numbers into `marks`; `size` is (width, height).
    """
    fine = 2 if len(places) <= FINE_UP_TO else 1
    width, height = size[0] * fine, size[1] * fine
    margin = side * fine  # around the picture, so that no mark has to be cut
    pitch = width + 2 * margin
    canvas = np.full((height + 2 * margin) * pitch, _packed(ground), np.uint32)
    inside = ((places > -side / 2) & (places < np.array(size) + side / 2)).all(axis=1)
    corner = np.rint(places[inside] * fine - (side * fine - 1) / 2).astype(np.int64) + margin
    starts, shown = corner[:, 1] * pitch + corner[:, 0], kinds[inside]
    colours = np.array([_packed(mark.colour) for mark in marks], np.uint32)
    for shape in dict.fromkeys(mark.shape for mark in marks):
        chosen = np.isin(shown, [number for number, mark in enumerate(marks) if mark.shape == shape])
        firsts, paint = starts[chosen], colours[shown[chosen]]
        if len(firsts):
            for down, across in np.argwhere(mask(shape, side * fine)).tolist():
                canvas[firsts + (down * pitch + across)] = paint
    picture = canvas.reshape(-1, pitch)[margin : margin + height, margin : margin + width]
    pixels = np.ascontiguousarray(picture).view(np.uint8).reshape(height, width, 4)
    if fine == 1:
        return pixels
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def paled(mark: Mark, ground: tuple[int, int, int]) -> Mark:
    """The same, stepping back behind what is selected."""
    red, green, blue = (round(0.22 * own + 0.78 * other) for own, other in zip(mark.colour, ground, strict=True))
    return Mark((red, green, blue), mark.shape)


def _packed(colour: tuple[int, int, int]) -> int:
    """As a pixel of `QImage.Format_RGB32`."""
    return 0xFF000000 | colour[0] << 16 | colour[1] << 8 | colour[2]
