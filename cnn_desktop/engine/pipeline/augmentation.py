"""Vary training images: shift, rotate, zoom, shear, brightness and contrast, in one affine step an image.

All random numbers of an epoch are drawn beforehand from (seed, epoch), so that a resumed run sees the same
images as an uninterrupted one, however many threads do the work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels


@dataclass(frozen=True, slots=True)
class Strength:
    """How far an image may be varied, each way; 0 leaves it alone."""

    shift: float = 0.0  # of the side
    rotate: float = 0.0  # degrees
    zoom: float = 0.0  # of the scale
    shear: float = 0.0  # of the side
    light: float = 0.0  # brightness, of the full range
    contrast: float = 0.0  # of the scale


STRENGTHS: Mapping[str, Strength] = MappingProxyType(
    {
        "none": Strength(),
        "light": Strength(shift=0.08),
        "medium": Strength(shift=0.1, rotate=10, zoom=0.12, shear=0.05, light=0.08, contrast=0.15),
        "strong": Strength(shift=0.15, rotate=20, zoom=0.25, shear=0.1, light=0.15, contrast=0.3),
    }
)


@dataclass(frozen=True, slots=True)
class Variations:
    """One epoch's variations of n images."""

    matrices: Array  # (n, 2, 3) float32: from output to input pixels
    gains: Array  # (n,) float32
    offsets: Array  # (n,) float32, grey levels
    changes_light: bool


def draw(strength: Strength, *, flip: bool, n: int, side: int, seed: int, epoch: int) -> Variations | None:
    """The variations of `epoch`; None where nothing varies."""
    if strength == Strength() and not flip:
        return None
    random = np.random.default_rng((seed, epoch, 1))

    def between(reach: float) -> Array:
        return random.uniform(-reach, reach, n)

    angle = np.deg2rad(between(strength.rotate))
    scale = np.exp(between(np.log1p(strength.zoom)))
    shear = between(strength.shear)
    shift_x, shift_y = between(strength.shift * side), between(strength.shift * side)
    mirror = np.where(random.random(n) < 0.5, -1.0, 1.0) if flip else np.ones(n)
    gains = 1 + between(strength.contrast)
    offsets = between(strength.light * 255)

    cos, sin = np.cos(angle) / scale, np.sin(angle) / scale
    matrices = np.empty((n, 2, 3))
    matrices[:, 0, 0] = mirror * cos
    matrices[:, 0, 1] = mirror * (-sin + shear * cos)
    matrices[:, 1, 0] = sin
    matrices[:, 1, 1] = cos + shear * sin
    centre = (side - 1) / 2
    linear = matrices[:, :, :2]
    matrices[:, :, 2] = centre - linear.sum(axis=2) * centre + np.stack([shift_x, shift_y], axis=1)
    whole_pixels = strength.rotate == strength.zoom == strength.shear == 0
    if whole_pixels:  # shifts and flips alone need no interpolation, which would blur small images
        matrices[:, :, 2] = np.rint(matrices[:, :, 2])
    return Variations(
        matrices.astype(np.float32),
        gains.astype(np.float32),
        (offsets + 127.5 * (1 - gains)).astype(np.float32),  # contrast turns about the middle grey
        strength.light > 0 or strength.contrast > 0,
    )


def apply(image: Pixels, variations: Variations, index: int, out: Pixels) -> None:
    """Write `image` (side, side, channels) as varied by `variations[index]` into `out`, borders mirrored."""
    side = image.shape[0]
    cv2.warpAffine(
        image,
        variations.matrices[index],
        (side, side),
        dst=out,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    if variations.changes_light:
        levels = np.arange(256, dtype=np.float32) * variations.gains[index] + variations.offsets[index]
        cv2.LUT(out, np.clip(levels, 0, 255).astype(np.uint8), dst=out)
