"""Find what is drawn in an image, and put it where MNIST has its digits: in a box of 20 in a square of 28 pixels, its
centre of mass in the middle.

For digits and other drawings on an even ground, ink on paper as well as chalk on a board. Light that falls off to one
side is levelled out. An image that lies as in MNIST stays as it is.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnn_desktop.core.cv import cv2

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
Floats = np.ndarray[Any, np.dtype[np.float32]]

SQUARE, BOX = 28, 20  # the proportions of MNIST
LOOKED_AT = 320  # pixels, the longer side: a small digit on a large sheet is still larger than a network's input
_MEAN = np.full((1, 3), 1 / 3, np.float32)  # of the channels
_FAINT = 0.15  # of the strongest ink: what is fainter belongs to no stroke
_FULL = 90  # per cent of the stroke's pixels; those above it are as strong as can be, as in MNIST
_SPECK = 0.05  # of the largest part: smaller ones are dust
_BLACK = 8  # of 255
_APART = 0.1  # of the shorter side: something of that size inside is the drawing, and what touches the edge is not


@dataclass(frozen=True, slots=True)
class Drawing:
    """`ink` (H, W) 0..1: how far each pixel stands out from the ground. `mask`: which belong to the drawing."""

    ink: Floats
    mask: np.ndarray[Any, np.dtype[np.bool_]]
    is_light: bool  # on a darker ground


def place(image: Pixels, *, light_on_dark: bool) -> Pixels:
    """The square of `image` (H, W, 3) that has its drawing in the middle, (side, side, 3).

    light_on_dark: the drawing alone, light on black. Otherwise the image as it is; its ground goes on beyond its edges.
    """
    image = _smaller(image)
    drawing = _find(image)
    if drawing is None:
        side = max(image.shape[:2])
        return np.zeros((side, side, 3), np.uint8) if light_on_dark else image
    if light_on_dark:
        strokes = np.rint(drawing.ink * 255).astype(np.uint8)
        image, beyond = np.repeat(strokes[:, :, None], 3, axis=2), np.zeros(3, np.uint8)
    else:
        border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        beyond = np.median(border, axis=0).astype(np.uint8)
    top, left, side = _window(drawing)
    square = np.empty((side, side, 3), np.uint8)
    square[:] = beyond
    height, width = image.shape[:2]
    rows, columns = slice(max(0, top), min(height, top + side)), slice(max(0, left), min(width, left + side))
    square[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = image[rows, columns]
    return square


def _smaller(image: Pixels) -> Pixels:
    height, width = image.shape[:2]
    scale = LOOKED_AT / max(height, width)
    if scale >= 1:
        return image
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(np.ascontiguousarray(image), size, interpolation=cv2.INTER_AREA), np.uint8)


def _find(image: Pixels) -> Drawing | None:
    """None where nothing is drawn."""
    grey = np.asarray(cv2.transform(image.astype(np.float32), _MEAN), np.float32)
    ground, noise = _ground(grey)
    stands_out = (grey - ground) / _light(ground)
    light, dark = float(stands_out.max()), -float(stands_out.min())
    strongest = max(light, dark)
    if strongest < max(1.0, 4 * noise):
        return None
    is_light = light >= dark
    ink = (stands_out if is_light else -stands_out) / strongest
    floor = min(0.25, 2 * noise / strongest)
    ink = np.clip((ink - floor) / (1 - floor), 0, 1).astype(np.float32)
    mask = _strokes(ink)
    ink = np.clip(ink / np.percentile(ink[mask], _FULL), 0, 1).astype(np.float32)
    ink[(ink > _FAINT) & ~mask] = 0
    return Drawing(ink, mask, is_light)


def _ground(grey: Floats) -> tuple[Floats, float]:
    """What the image would be without the drawing: a plane through its border; and by how much the border strays."""
    height, width = grey.shape
    edge, terms = _border(height, width)
    values = grey.ravel()[edge]
    strays = np.abs(values - np.median(values))
    kept = strays <= max(2.0, 4.5 * float(np.median(strays)))
    for _ in range(2):  # a stroke that reaches the edge is no ground
        near, seen = terms[kept], values[kept]
        plane = np.linalg.lstsq(near.T @ near, near.T @ seen, rcond=None)[0]  # of least squares, without the long way
        strays = np.abs(values - terms @ plane)
        noise = float(np.median(strays)) * 1.48
        kept = strays <= max(2.0, 3 * noise)
    level, across, down = plane
    return np.asarray(level + across * _axis(width) + down * _axis(height)[:, None], np.float32), noise


@functools.lru_cache(maxsize=16)
def _border(height: int, width: int) -> tuple[np.ndarray[Any, np.dtype[np.intp]], Floats]:
    """Where the border's pixels lie in an image laid out flat, and (n, 3) what a plane is there: 1, x, y."""
    ring = max(1, min(height, width) // 20)
    edge = np.ones((height, width), bool)
    edge[ring : height - ring, ring : width - ring] = False
    places = np.flatnonzero(edge)
    rows, columns = np.divmod(places, width)
    flat = np.ones(len(places), np.float32)
    return places, np.stack([flat, _axis(width)[columns], _axis(height)[rows]], axis=1)


def _axis(length: int) -> Floats:
    return np.asarray(np.arange(length) / max(1, length - 1) - 0.5, np.float32)


def _light(ground: Floats) -> Floats | float:
    """By how much the light differs from its mean; nothing can be told of a black ground."""
    mean = float(ground.mean())
    return np.clip(ground / mean, 0.3, 3.0) if mean >= _BLACK else 1.0


def _strokes(ink: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which pixels belong to the drawing: no dust, and no edge of the sheet."""
    height, width = ink.shape
    count, labels, boxes, _ = cv2.connectedComponentsWithStats((ink > _FAINT).astype(np.uint8), connectivity=8)
    left, top, across, down, area = boxes.T
    touches = (left == 0) | (top == 0) | (left + across == width) | (top + down == height)
    inside = ~touches & (np.maximum(across, down) >= _APART * min(height, width))
    inside[0] = False  # the ground
    wanted = ~touches if inside.any() else np.ones(count, bool)
    wanted[0] = False
    wanted &= area >= _SPECK * area[wanted].max(initial=0)
    return np.asarray(wanted[labels])


def _window(drawing: Drawing) -> tuple[int, int, int]:
    """Top, left and side of the square around the drawing; it may reach beyond the image."""
    rows, columns = np.nonzero(drawing.mask.any(axis=1))[0], np.nonzero(drawing.mask.any(axis=0))[0]
    weights = np.where(drawing.mask, drawing.ink, 0)
    total = float(weights.sum())
    middle_y = float(weights.sum(axis=1) @ np.arange(len(weights))) / total
    middle_x = float(weights.sum(axis=0) @ np.arange(weights.shape[1])) / total
    longest = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    side = max(1, round(longest * SQUARE / BOX))
    return _start(middle_y, rows, side), _start(middle_x, columns, side), side


def _start(middle: float, filled: np.ndarray[Any, np.dtype[Any]], side: int) -> int:
    """Where the window begins along one axis: the middle of the mass in its middle, and all of the drawing inside."""
    start = round(middle - side / 2)
    return int(min(max(start, filled[-1] + 1 - side), filled[0]))
