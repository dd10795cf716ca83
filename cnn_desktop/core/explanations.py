"""The ways to ask a network where in an image it found a class, by name; and the answer as a picture."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels

Method: TypeAlias = Literal["grad-cam", "hires-cam", "layer-cam", "integrated-gradients", "occlusion"]

METHODS: tuple[Method, ...] = get_args(Method)

FOR = (255, 122, 0)  # RGB: evidence for a class
AGAINST = (20, 110, 255)  # against it


def overlay(seen: Pixels, evidence: Array, longest_side: int = 448, opacity: float = 0.75) -> Pixels:
    """What the network saw (side, side, 1 or 3), grey under its evidence (side, side) of −1..1: for people to look at.

    How strong it is is told by how opaque; nothing lies where there is none. Enlarged to whole multiples.
    """
    picture = np.repeat(seen, 3, axis=2) if seen.shape[2] == 1 else seen
    times = max(1, longest_side // seen.shape[0])
    side = (seen.shape[1] * times, seen.shape[0] * times)
    picture = cv2.resize(np.ascontiguousarray(picture), side, interpolation=cv2.INTER_NEAREST)
    grey = np.repeat(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2).astype(np.float32)
    enlarged = cv2.resize(evidence, side, interpolation=cv2.INTER_LINEAR)[..., None]
    strength = np.clip(np.abs(enlarged), 0, 1) * opacity
    hue = np.where(enlarged >= 0, np.array(FOR, np.float32), np.array(AGAINST, np.float32))
    return np.asarray(np.rint(grey * (1 - strength) + hue * strength), np.uint8)
