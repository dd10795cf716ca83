"""Evidence as a picture to take away: over what the network saw, with a numbered legend and a caption; or bare."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from cnn_desktop.core import captioned_picture
from cnn_desktop.core.captioned_picture import INK, MARGIN, TEXT, WIDTH
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.explanations import AGAINST, FOR, OPACITY, Evidence, overlay
from cnn_desktop.core.preparation import Pixels

_BAR = (320, 16)
_GREY = (238, 240, 244)


def write(target: Path, evidence: Evidence, caption: str, opacity: float = OPACITY, *, is_bare: bool = False) -> None:
    """A PNG. Raises UserError where it cannot be written."""
    picture = overlay(evidence.seen, evidence.values, WIDTH, opacity)
    whole = Image.fromarray(picture) if is_bare else captioned(picture, evidence.strongest, caption)
    captioned_picture.write(target, whole)


def captioned(picture: Pixels, strongest: float, caption: str) -> Image.Image:
    """`picture` on white, `caption` above it, its lines apart; below it what the colours mean."""
    whole, under = captioned_picture.captioned(picture, caption, _BAR[1] + TEXT + 8 + MARGIN)
    _legend(whole, under, strongest)
    return whole


def _legend(picture: Image.Image, top: int, strongest: float) -> None:
    draw, font = ImageDraw.Draw(picture), captioned_picture.font()
    left = MARGIN + round(font.getlength("against")) + 12
    width, height = _BAR
    picture.paste(Image.fromarray(_ramp(width, height)), (left, top))
    draw.text((left - 12, top + height / 2), "against", font=font, fill=INK, anchor="rm")
    draw.text((left + width + 12, top + height / 2), "for", font=font, fill=INK, anchor="lm")
    unit = left + width + 12 + round(font.getlength("for")) + 32
    draw.text((unit, top + height / 2), "in units of the logit", font=font, fill=INK, anchor="lm")
    number = f"{strongest:.3g}"
    for text, at, anchor in ((f"−{number}", 0, "ma"), ("0", width / 2, "ma"), (f"+{number}", width, "ma")):
        draw.text((left + at, top + height + 4), text, font=font, fill=INK, anchor=anchor)


def _ramp(width: int, height: int) -> Pixels:
    place: Array = np.linspace(-1, 1, width)[None, :, None]
    strength = np.abs(place)
    hue = np.where(place >= 0, np.array(FOR), np.array(AGAINST))
    row = np.array(_GREY) * (1 - strength) + hue * strength
    return np.asarray(np.rint(np.broadcast_to(row, (height, width, 3))), np.uint8)
