"""How far training images are varied at random. What each amount means; the varying itself is the engine's."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cnn_desktop.core.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Augmentation:
    """Each amount is drawn evenly up to the given one, both ways; 0 leaves that alone."""

    flip: bool = False  # mirror left and right, half of the time; wrong where left and right matter
    shift: float = 0.0  # of the side
    rotate: float = 0.0  # degrees
    zoom: float = 0.0  # of the scale: 0.2 is from 1/1.2 to 1.2
    shear: float = 0.0  # radians, as Keras's shear_range in effect: 0.2 leans by a fifth of the height
    brightness: float = 0.0  # of the full range
    contrast: float = 0.0  # of the scale, about the middle grey
    colour: float = 0.0  # of each channel's scale, for itself
    cutout: float = 0.0  # side of a grey square, of the image's side; Source: DeVries and Taylor 2017, arXiv:1708.04552

    def __post_init__(self) -> None:
        for name, most in LIMITS.items():
            amount = getattr(self, name)
            if not (math.isfinite(amount) and 0 <= amount <= most):
                raise UserError(f"The amount of {name} must be from 0 to {most:g}, not {amount:g}.", hint="Correct it.")

    @property
    def is_none(self) -> bool:
        return self == Augmentation()

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Augmentation:
        """The inverse of `to_json`. Raises TypeError for a name that is not known."""
        return cls(**values)


LIMITS: Mapping[str, float] = MappingProxyType(
    {
        "shift": 0.5,
        "rotate": 180.0,
        "zoom": 1.0,
        "shear": 1.0,
        "brightness": 0.5,
        "contrast": 0.9,
        "colour": 0.9,
        "cutout": 0.8,
    }
)

STRENGTHS: Mapping[str, Augmentation] = MappingProxyType(
    {
        "none": Augmentation(),
        "light": Augmentation(shift=0.08),
        "medium": Augmentation(shift=0.1, rotate=10, zoom=0.12, shear=0.05, brightness=0.08, contrast=0.15),
        "strong": Augmentation(
            shift=0.15, rotate=20, zoom=0.25, shear=0.1, brightness=0.15, contrast=0.3, colour=0.15, cutout=0.25
        ),
    }
)
