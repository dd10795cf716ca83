"""An image file opened by Pillow, its pixels not touched: which format it is, how large, which way up."""

from __future__ import annotations

import io
import struct
import warnings
from typing import BinaryIO

# The plug-ins register themselves; named here, they save Pillow a search through all of its formats.
from PIL import (
    Image,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,  # noqa: F401
)

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.images import foreign_formats

FORMATS = ("JPEG", "PNG", "BMP", "WEBP", "TIFF", "GIF")
MOST_PIXELS = 200_000_000
LONGEST_SIDE = 65_536
AGAIN = "Copy or download it again."

Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit is lower and warns first; `_check_size` holds ours
warnings.filterwarnings("ignore", module=r"PIL\.")  # about metadata that nobody here looks at

_ORIENTATION = 0x0112  # the EXIF tag
_SUBFILE, _REDUCED = 254, 1  # a TIFF tag, and what it says of a preview


def open_image(file: BinaryIO) -> Image.Image:
    """Raises UserError, with a reason that stands beside the file's name, where it is no image or too large a one."""
    try:
        image = Image.open(file, formats=FORMATS)
    except MemoryError:
        raise
    except Exception as error:  # Pillow raises whatever a damaged header trips: TypeError and struct.error were seen
        file.seek(0)
        raise foreign_formats.refusal(file.read(foreign_formats.HEAD_BYTES)) from error
    if isinstance(image, TiffImagePlugin.TiffImageFile) and image.tag_v2.get(_SUBFILE, 0) & _REDUCED:
        raise UserError(
            "It is a raw camera file; only its small preview could be read.", hint="Export it as JPEG or PNG."
        )
    _check_size(*image.size)
    if isinstance(image, PngImagePlugin.PngImageFile) and "exif" not in image.info:
        _find_late_exif(image, file)
    return image


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise UserError(
            f"It has {width:,} × {height:,} pixels; up to {MOST_PIXELS // 1_000_000} megapixels"
            f" and {LONGEST_SIDE:,} pixels a side are read.",
            hint="Make the image smaller.",
        )
    if width < 1 or height < 1:
        raise UserError("The image has no pixels.", hint=AGAIN)


def is_within_limits(width: int, height: int) -> bool:
    return 0 < width * height <= MOST_PIXELS and max(width, height) <= LONGEST_SIDE


def format_of(image: Image.Image) -> str:
    return "JPEG" if image.format == "MPO" else str(image.format)  # MPO: a JPEG with a second picture behind it


def orientation_of(image: Image.Image) -> int:
    """1 to 8 as EXIF counts them; 1 is upright."""
    stored = image.info.get("exif")  # never of a TIFF: Pillow turns that itself, its size included
    if not stored:
        return 1
    exif = Image.Exif()
    try:
        exif.load(stored)
        value = exif.get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  damaged EXIF raises anything; it tells no orientation, and the pixels are whole
        return 1
    return value if value in range(1, 9) else 1


def _find_late_exif(image: Image.Image, file: BinaryIO) -> None:
    """Give a PNG the EXIF behind its pixels, where ImageMagick puts it and Pillow looks only when decoding."""
    place = file.tell()
    file.seek(8)  # the signature
    while len(start := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", start)
        if kind == b"eXIf":
            image.info["exif"] = file.read(length)
            break
        file.seek(length + 4, io.SEEK_CUR)  # the content and its checksum
    file.seek(place)
