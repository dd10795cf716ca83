"""Vary training images: geometry in one affine step an image, light and colour by a table, then a cut-out.

All random numbers of an epoch are drawn beforehand from (seed, epoch), so that a resumed run sees the same
images as an uninterrupted one, however many threads do the work.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels

_GREY = 128  # what a cut-out shows: nothing in particular


@dataclass(frozen=True, slots=True)
class Variations:
    """One epoch's variations of n images."""

    matrices: Array  # (n, 2, 3) float32: from output to input pixels
    gains: Array  # (n, 3) float32, of each channel
    offsets: Array  # (n, 3) float32, grey levels
    cuts: Array  # (n, 2) int32: top left corner of the cut-out
    cut_side: int  # pixels; 0: none
    changes_light: bool
    moves: bool
    interpolation: int  # of OpenCV


def draw(how: Augmentation, *, n: int, side: int, seed: int, epoch: int) -> Variations | None:
    """The variations of `epoch`; None where nothing varies."""
    if how.is_none:
        return None
    random = np.random.default_rng((seed, epoch, 1))

    def between(reach: float, *shape: int) -> Array:
        return random.uniform(-reach, reach, (n, *shape))

    angle = np.deg2rad(between(how.rotate))
    scale = np.exp(between(np.log1p(how.zoom)))
    shear = np.tan(between(how.shear))
    shift = between(how.shift * side, 2)
    mirror = np.where(random.random(n) < 0.5, -1.0, 1.0) if how.flip else np.ones(n)
    contrast = 1 + between(how.contrast, 1)
    gains = contrast * (1 + between(how.colour, 3))
    offsets = between(how.brightness * 255, 1) + 127.5 * (1 - contrast)  # contrast turns about the middle grey
    cut_side = round(how.cutout * side)
    whole_pixels = how.rotate == how.zoom == how.shear == 0
    return Variations(
        _matrices(angle, scale, shear, mirror, shift, side, whole_pixels=whole_pixels),
        gains.astype(np.float32),
        np.broadcast_to(offsets, gains.shape).astype(np.float32),
        random.integers(-cut_side // 2, side - cut_side // 2, (n, 2), dtype=np.int32) if cut_side else np.zeros((n, 2)),
        cut_side,
        changes_light=how.brightness > 0 or how.contrast > 0 or how.colour > 0,
        moves=how.flip or how.shift > 0 or not whole_pixels,
        interpolation=cv2.INTER_NEAREST if whole_pixels else cv2.INTER_LINEAR,  # the same there, in half the time
    )


def _matrices(
    angle: Array, scale: Array, shear: Array, mirror: Array, shift: Array, side: int, *, whole_pixels: bool
) -> Array:
    cos, sin = np.cos(angle) / scale, np.sin(angle) / scale
    matrices = np.empty((len(angle), 2, 3))
    matrices[:, 0, 0] = mirror * cos
    matrices[:, 0, 1] = mirror * (-sin + shear * cos)
    matrices[:, 1, 0] = sin
    matrices[:, 1, 1] = cos + shear * sin
    centre = (side - 1) / 2
    matrices[:, :, 2] = centre - matrices[:, :, :2].sum(axis=2) * centre + shift
    if whole_pixels:  # shifts and flips alone need no interpolation, which would blur small images
        matrices[:, :, 2] = np.rint(matrices[:, :, 2])
    return matrices.astype(np.float32)


def apply(image: Pixels, variations: Variations, index: int, out: Pixels) -> None:
    """Write `image` (side, side, channels) as varied by `variations[index]` into `out`, borders mirrored."""
    side, channels = image.shape[0], image.shape[2]
    if variations.moves:
        cv2.warpAffine(
            image,
            variations.matrices[index],
            (side, side),
            dst=out,
            flags=variations.interpolation | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REFLECT_101,
        )
    else:
        out[...] = image
    if variations.changes_light:
        levels = np.arange(256, dtype=np.float32)[:, None] * variations.gains[index] + variations.offsets[index]
        table = np.clip(levels, 0, 255).astype(np.uint8)  # (256, 3)
        if channels == 1:
            table = table.mean(axis=1).astype(np.uint8)[:, None]
        cv2.LUT(out, np.ascontiguousarray(table[:, None, :]).reshape(256, 1, channels), dst=out)
    if variations.cut_side:
        top, left = (max(0, int(corner)) for corner in variations.cuts[index])
        bottom, right = (int(corner) + variations.cut_side for corner in variations.cuts[index])
        out[top:bottom, left:right] = _GREY
