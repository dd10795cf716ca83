"""A picture on white with its caption above it, to take away."""

from __future__ import annotations

import functools
import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cnn_desktop.core import files, paths
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.preparation import Pixels

WIDTH = 672  # pixels that small pictures are enlarged to, in whole multiples
MARGIN, TEXT = 24, 18
INK = (32, 33, 36)


def enlarged(pixels: Pixels) -> Pixels:
    """(h, w, 1 or 3) as RGB, each pixel a square of whole pixels."""
    colours = np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels
    times = max(1, WIDTH // pixels.shape[1])
    size = (pixels.shape[1] * times, pixels.shape[0] * times)
    return np.asarray(cv2.resize(np.ascontiguousarray(colours), size, interpolation=cv2.INTER_NEAREST), np.uint8)


def captioned(picture: Pixels, caption: str, room_below: int = 0) -> tuple[Image.Image, int]:
    """`picture` on white, the lines of `caption` above it. Returns where the room below it begins as well."""
    height, width = picture.shape[:2]
    lines = [line for whole in caption.split("\n") for line in _wrapped(whole, max(width, WIDTH))]
    top = MARGIN + len(lines) * (TEXT + 6) + MARGIN // 2
    under = top + height + MARGIN
    whole = Image.new("RGB", (max(width, WIDTH) + 2 * MARGIN, under + room_below), "white")
    draw = ImageDraw.Draw(whole)
    for number, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + number * (TEXT + 6)), line, font=font(), fill=INK)
    whole.paste(Image.fromarray(picture), (MARGIN, top))
    return whole, under


def write(target: Path, picture: Image.Image) -> None:
    """A PNG. Raises UserError where it cannot be written."""
    content = io.BytesIO()
    picture.save(content, "png")
    with files.told_as_unwritable(target):
        files.write_bytes(target, content.getvalue())


@functools.cache
def font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(paths.resource("fonts", "Inter-Regular.otf")), TEXT)


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if font().getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
