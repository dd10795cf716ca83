"""Which part of an image a network sees: where the square that `preparation` makes lies on the image it came from."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_desktop.core.preparation import Preparation


@dataclass(frozen=True, slots=True)
class SeenArea:
    """In pixels of the image; reaches beyond it where the preparation pads."""

    left: float
    top: float
    width: float
    height: float


def seen_area(width: int, height: int, preparation: Preparation) -> SeenArea | None:
    """Of an image of `width` × `height`; None where it depends on what is in the image."""
    if preparation.centring != "none":
        return None
    match preparation.resize:
        case "stretch":
            return SeenArea(0, 0, width, height)
        case "crop":
            side = min(width, height)
            return SeenArea((width - side) // 2, (height - side) // 2, side, side)
        case "pad":
            side = max(width, height)
            scale = side / preparation.size
            inner_width = max(1, round(width / scale))
            inner_height = max(1, round(height / scale))
            left = (preparation.size - inner_width) // 2 * width / inner_width
            top = (preparation.size - inner_height) // 2 * height / inner_height
            return SeenArea(
                -left, -top, preparation.size * width / inner_width, preparation.size * height / inner_height
            )
