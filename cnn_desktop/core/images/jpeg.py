"""JPEG by libjpeg-turbo: at 1/1 to 1/8 of its size, and refused where its data has errors."""

from __future__ import annotations

import math
import re

import numpy as np
import simplejpeg
from PIL import Image

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.images.opening import AGAIN, is_within_limits
from cnn_desktop.core.images.other_formats import decode_by_pillow
from cnn_desktop.core.preparation import Pixels, Preparation


def decode(content: bytes, image: Image.Image, factor: int) -> Pixels:
    """The pixels of `content`, which is open as `image`, at 1/`factor`. Raises UserError where it is damaged."""
    inks = image.mode == "CMYK"
    try:
        pixels = decode_turbo(content, "CMYK" if inks else "RGB", *image.size, factor)
    except ValueError as error:
        if _is_damage(str(error), content):
            raise UserError("The image is cut off or damaged: its JPEG data has errors.", hint=AGAIN) from error
        return decode_by_pillow(image)
    return _mix_inks(pixels, inverted="adobe" in image.info) if inks else pixels


def decode_turbo(content: bytes, colours: str, width: int, height: int, factor: int) -> Pixels:
    """A JPEG of this size at 1/`factor` of it. Raises ValueError where the data has errors."""
    pixels: Pixels = simplejpeg.decode_jpeg(
        content, colours, min_height=math.ceil(height / factor), min_width=math.ceil(width / factor)
    )
    return pixels


def plain_size(content: bytes) -> tuple[int, int] | None:
    """(width, height) of a JPEG as most are, upright and not in inks; None: look at it the long way.

    libjpeg-turbo reads its header in 1 µs, Pillow in 16: of 50,000 small images that is most of the time.
    """
    if not content.startswith(b"\xff\xd8\xff") or b"Exif" in content:
        return None
    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(content)
    except ValueError:
        return None
    return (width, height) if colours in ("YCbCr", "Gray") and is_within_limits(width, height) else None


def reduction(width: int, height: int, fitting: Preparation | None, longest_side_hint: int | None) -> int:
    """By how much an image may be decoded smaller: 1, 2, 4 or 8."""
    for factor in (8, 4, 2):
        size = math.ceil(width / factor), math.ceil(height / factor)
        if (fitting and fitting.suffices(*size)) or (longest_side_hint and max(size) >= longest_side_hint):
            return factor
    return 1


def _is_damage(warning: str, content: bytes) -> bool:
    """Whether libjpeg's warning is about the pixels: not about a stray byte in the header or a rare sampling."""
    if "Could not determine subsampling" in warning or "unknown" in warning.lower():
        return False
    if extraneous := re.search(r"extraneous bytes before marker 0x(\w\w)", warning):
        marker = int(extraneous[1], 16)
        has_restarts = b"\xff\xdd\x00\x04" in content
        return marker == 0xD9 or (0xD0 <= marker <= 0xD7 and has_restarts)
    return True


def _mix_inks(inks: Pixels, *, inverted: bool) -> Pixels:
    """CMYK (H, W, 4) as RGB. Adobe writes inverted inks: 255 is none."""
    light = inks if inverted else 255 - inks
    mixed = light[:, :, :3].astype(np.uint16) * light[:, :, 3:]
    return ((mixed + 127) // 255).astype(np.uint8)
