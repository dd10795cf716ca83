"""A whole file as pixels: the shortest way that its format allows, and upright."""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np

from cnn_desktop.core import reading
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.images import jpeg
from cnn_desktop.core.images.headers import header
from cnn_desktop.core.images.opening import format_of, open_image, orientation_of
from cnn_desktop.core.images.other_formats import decode_by_pillow
from cnn_desktop.core.preparation import Pixels, Preparation, prepare


def decode(source: Path | bytes, *, fitting: Preparation | None = None, longest_side_hint: int | None = None) -> Pixels:
    """`source`, a file or its content, as (H, W, 3) uint8 RGB, upright by its EXIF orientation.

    Alpha lies over white, 16 bit are scaled to 8, of an animation frame 0 counts. A JPEG may come at 1/2, 1/4 or 1/8 of
    its size: with a preparation, whatever a network is to see of it, as `Preparation.suffices` says; for people to look
    at, with `longest_side_hint`, its longer side never below that.
    Raises UserError, with a reason that stands beside the file's name, where there is no whole image.
    """
    content = source if isinstance(source, bytes) else reading.read_file(source)
    if size := jpeg.plain_size(content):
        try:
            return jpeg.decode_turbo(content, "RGB", *size, jpeg.reduction(*size, fitting, longest_side_hint))
        except (ValueError, MemoryError):  # the long way knows what is wrong
            pass
    try:
        image = open_image(io.BytesIO(content))
        orientation = orientation_of(image)
        if format_of(image) == "JPEG":
            pixels = jpeg.decode(content, image, jpeg.reduction(*image.size, fitting, longest_side_hint))
        else:
            pixels = decode_by_pillow(image)
    except MemoryError as error:
        raise UserError("There is not enough memory for an image this large.", hint="Make it smaller.") from error
    return _upright(pixels, orientation)


def thumbnail(pixels: Pixels, side: int) -> Pixels:
    """The centre square of an image, (side, side, 3)."""
    return prepare(pixels, Preparation(size=side, resize="crop"))


def read_thumbnail(path: Path, side: int) -> Pixels:
    """`thumbnail` of a file, a large JPEG decoded no larger than needed. Raises UserError as `decode` does."""
    content = reading.read_file(path)
    size = header(io.BytesIO(content))
    longest = math.ceil(side * max(size.width, size.height) / min(size.width, size.height))
    return thumbnail(decode(content, longest_side_hint=longest), side)


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)
