"""Evidence as a picture to take away: over what the network saw, with a numbered legend and a caption; or bare."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cnn_desktop.core import files, paths
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.explanations import AGAINST, FOR, OPACITY, Evidence, overlay
from cnn_desktop.core.names import quoted
from cnn_desktop.core.preparation import Pixels

_WIDTH = 672  # pixels that the image is enlarged to, in whole multiples
_MARGIN, _TEXT, _BAR = 24, 18, (320, 16)
_INK, _GREY = (32, 33, 36), (238, 240, 244)


def write(target: Path, evidence: Evidence, caption: str, opacity: float = OPACITY, *, is_bare: bool = False) -> None:
    """A PNG. Raises UserError where it cannot be written."""
    picture = overlay(evidence.seen, evidence.values, _WIDTH, opacity)
    content = io.BytesIO()
    Image.fromarray(picture if is_bare else captioned(picture, evidence.strongest, caption)).save(content, "png")
    try:
        files.write_bytes(target, content.getvalue())
    except OSError as error:
        raise UserError(
            f"{quoted(target.name)} could not be written: {error.strerror or error}.",
            hint="Choose another place for it.",
        ) from error


def captioned(picture: Pixels, strongest: float, caption: str) -> Pixels:
    """`picture` on white, `caption` above it, its lines apart; below it what the colours mean."""
    height, width = picture.shape[:2]
    font = ImageFont.truetype(str(paths.resource("fonts", "Inter-Regular.otf")), _TEXT)
    lines = [line for whole in caption.split("\n") for line in _wrapped(whole, font, max(width, _WIDTH))]
    wide = max(width, _WIDTH) + 2 * _MARGIN
    top = _MARGIN + len(lines) * (_TEXT + 6) + _MARGIN // 2
    whole = Image.new("RGB", (wide, top + height + _MARGIN + _BAR[1] + _TEXT + 8 + _MARGIN), "white")
    draw = ImageDraw.Draw(whole)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, _MARGIN + number * (_TEXT + 6)), line, font=font, fill=_INK)
    whole.paste(Image.fromarray(picture), (_MARGIN, top))
    _legend(whole, draw, font, top + height + _MARGIN, strongest)
    return np.asarray(whole)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _legend(
    picture: Image.Image, draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, top: int, strongest: float
) -> None:
    left = _MARGIN + round(font.getlength("against")) + 12
    width, height = _BAR
    picture.paste(Image.fromarray(_ramp(width, height)), (left, top))
    draw.text((left - 12, top + height / 2), "against", font=font, fill=_INK, anchor="rm")
    draw.text((left + width + 12, top + height / 2), "for", font=font, fill=_INK, anchor="lm")
    unit = left + width + 12 + round(font.getlength("for")) + 32
    draw.text((unit, top + height / 2), "in units of the logit", font=font, fill=_INK, anchor="lm")
    number = f"{strongest:.3g}"
    for text, at, anchor in ((f"−{number}", 0, "ma"), ("0", width / 2, "ma"), (f"+{number}", width, "ma")):
        draw.text((left + at, top + height + 4), text, font=font, fill=_INK, anchor=anchor)


def _ramp(width: int, height: int) -> Pixels:
    place: Array = np.linspace(-1, 1, width)[None, :, None]
    strength = np.abs(place)
    hue = np.where(place >= 0, np.array(FOR), np.array(AGAINST))
    row = np.array(_GREY) * (1 - strength) + hue * strength
    return np.asarray(np.rint(np.broadcast_to(row, (height, width, 3))), np.uint8)
