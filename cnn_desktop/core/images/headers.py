"""The size and format of an image, and when it was taken: read before anything is decoded."""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from cnn_desktop.core import reading
from cnn_desktop.core.images import jpeg, plain_png
from cnn_desktop.core.images.opening import format_of, is_within_limits, open_image, orientation_of

_CAMERA, _TAKEN, _FRACTION = 0x8769, 0x9003, 0x9291  # what the camera says; when, and the fraction of that second


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of its image before anything is decoded."""

    width: int  # pixels, after EXIF orientation
    height: int
    format: str  # one of FORMATS: what the content says, whatever the name


def read_header(path: Path | str) -> Header:
    """The header of an image file. Raises UserError with a reason that stands beside the file's name."""
    with reading.opened(path) as (descriptor, _), open(descriptor, "rb", closefd=False) as file:
        return header(file)


def header(file: BinaryIO) -> Header:
    """The header of an open file, which may seek. Raises UserError as `read_header` does."""
    image = open_image(file)
    width, height = image.size
    if orientation_of(image) >= 5:
        width, height = height, width
    return Header(width, height, format_of(image))


def header_of(content: bytes) -> Header:
    """The header of a file with this content. Raises UserError as `read_header` does."""
    if size := jpeg.plain_size(content):
        return Header(*size, "JPEG")
    if (size := plain_png.size_of(content)) and is_within_limits(*size):
        return Header(*size, "PNG")
    return header(io.BytesIO(content))


def taken_at(content: bytes) -> float | None:
    """When a camera took the image, in seconds of its own clock; None where its EXIF does not say."""
    try:
        exif = Image.Exif()
        exif.load(open_image(io.BytesIO(content)).info.get("exif") or b"")
        told = exif.get_ifd(_CAMERA)
        moment = datetime.datetime.strptime(str(told[_TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S")
        fraction = str(told.get(_FRACTION, "")).strip("\0 ")
        return (moment - datetime.datetime.min).total_seconds() + float(f"0.{fraction or 0}")
    except Exception:  # noqa: BLE001  damaged EXIF raises anything; it tells no time
        return None
