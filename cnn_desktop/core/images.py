"""The one decoder of the program: any image file as RGB pixels, or a plain reason why not.

JPEG goes through libjpeg-turbo (simplejpeg), the only reader at hand that says when the data is damaged: of 100 photos
with 30 bytes changed it refused 96, Pillow 14; OpenCV prints a line and goes on. Pillow reads all headers and the
other formats. Fits nothing into a network's input: that is `preparation`.
"""

from __future__ import annotations

import datetime
import io
import math
import re
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import simplejpeg

# The plug-ins register themselves; named here, they save Pillow a search through all of its formats.
from PIL import (
    Image,
    ImageCms,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,  # noqa: F401
)

from cnn_desktop.core import foreign_formats, plain_png, reading
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.preparation import Pixels, Preparation, prepare

FORMATS = ("JPEG", "PNG", "BMP", "WEBP", "TIFF", "GIF")
MOST_PIXELS = 200_000_000
LONGEST_SIDE = 65_536

Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit is lower and warns first; `_check_size` holds ours
warnings.filterwarnings("ignore", module=r"PIL\.")  # about metadata that nobody here looks at

_ORIENTATION = 0x0112  # the EXIF tag
_CAMERA, _TAKEN, _FRACTION = 0x8769, 0x9003, 0x9291  # what the camera says; when, and the fraction of that second
_SUBFILE, _BITS, _PHOTOMETRIC = 254, 258, 262  # TIFF tags
_REDUCED, _WHITE_IS_ZERO = 1, 0
_STRIP = 1 << 24  # pixels converted at a time, so that a large image never lies in memory three times
_AGAIN = "Copy or download it again."


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
    image = _open(file)
    width, height = image.size
    if _orientation(image) >= 5:
        width, height = height, width
    return Header(width, height, _format(image))


def header_of(content: bytes) -> Header:
    """The header of a file with this content. Raises UserError as `read_header` does."""
    if size := _plain_jpeg_size(content):
        return Header(*size, "JPEG")
    if (size := plain_png.size_of(content)) and _is_within_limits(*size):
        return Header(*size, "PNG")
    return header(io.BytesIO(content))


def decode(source: Path | bytes, *, fitting: Preparation | None = None, longest_side_hint: int | None = None) -> Pixels:
    """`source`, a file or its content, as (H, W, 3) uint8 RGB, upright by its EXIF orientation.

    Alpha lies over white, 16 bit are scaled to 8, of an animation frame 0 counts. A JPEG may come at 1/2, 1/4 or 1/8 of
    its size: with a preparation, whatever a network is to see of it, as `Preparation.suffices` says; for people to look
    at, with `longest_side_hint`, its longer side never below that.
    Raises UserError, with a reason that stands beside the file's name, where there is no whole image.
    """
    content = source if isinstance(source, bytes) else reading.read_file(source)
    if size := _plain_jpeg_size(content):
        try:
            return _decode_turbo(content, "RGB", *size, _reduction(*size, fitting, longest_side_hint))
        except (ValueError, MemoryError):  # the long way knows what is wrong
            pass
    try:
        image = _open(io.BytesIO(content))
        orientation = _orientation(image)
        if _format(image) == "JPEG":
            pixels = _decode_jpeg(content, image, _reduction(*image.size, fitting, longest_side_hint))
        else:
            pixels = _decode_by_pillow(image)
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


def _open(file: BinaryIO) -> Image.Image:
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
        raise UserError("The image has no pixels.", hint=_AGAIN)


def _is_within_limits(width: int, height: int) -> bool:
    return 0 < width * height <= MOST_PIXELS and max(width, height) <= LONGEST_SIDE


def _format(image: Image.Image) -> str:
    return "JPEG" if image.format == "MPO" else str(image.format)  # MPO: a JPEG with a second picture behind it


def _orientation(image: Image.Image) -> int:
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


def taken_at(content: bytes) -> float | None:
    """When a camera took the image, in seconds of its own clock; None where its EXIF does not say."""
    try:
        exif = Image.Exif()
        exif.load(_open(io.BytesIO(content)).info.get("exif") or b"")
        told = exif.get_ifd(_CAMERA)
        moment = datetime.datetime.strptime(str(told[_TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S")
        fraction = str(told.get(_FRACTION, "")).strip("\0 ")
        return (moment - datetime.datetime.min).total_seconds() + float(f"0.{fraction or 0}")
    except Exception:  # noqa: BLE001  as above: damaged EXIF tells no time
        return None


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


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)


# ---------------------------------------------------------------- JPEG


def _decode_jpeg(content: bytes, image: Image.Image, factor: int) -> Pixels:
    inks = image.mode == "CMYK"
    try:
        pixels = _decode_turbo(content, "CMYK" if inks else "RGB", *image.size, factor)
    except ValueError as error:
        if _is_damage(str(error), content):
            raise UserError("The image is cut off or damaged: its JPEG data has errors.", hint=_AGAIN) from error
        return _decode_by_pillow(image)
    return _mix_inks(pixels, inverted="adobe" in image.info) if inks else pixels


def _decode_turbo(content: bytes, colours: str, width: int, height: int, factor: int) -> Pixels:
    """A JPEG of this size at 1/`factor` of it. Raises ValueError where the data has errors."""
    pixels: Pixels = simplejpeg.decode_jpeg(
        content, colours, min_height=math.ceil(height / factor), min_width=math.ceil(width / factor)
    )
    return pixels


def _plain_jpeg_size(content: bytes) -> tuple[int, int] | None:
    """(width, height) of a JPEG as most are, upright and not in inks; None: look at it the long way.

    libjpeg-turbo reads its header in 1 µs, Pillow in 16: of 50,000 small images that is most of the time.
    """
    if not content.startswith(b"\xff\xd8\xff") or b"Exif" in content:
        return None
    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(content)
    except ValueError:
        return None
    return (width, height) if colours in ("YCbCr", "Gray") and _is_within_limits(width, height) else None


def _reduction(width: int, height: int, fitting: Preparation | None, longest_side_hint: int | None) -> int:
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


# ---------------------------------------------------------------- the other formats


def _decode_by_pillow(image: Image.Image) -> Pixels:
    if image.mode in ("F", "I"):
        raise UserError(
            f"Its pixels are {'floating-point' if image.mode == 'F' else '32-bit'} numbers without a known white.",
            hint="Save it as 8-bit or 16-bit PNG or TIFF.",
        )
    _scale_transparency(image)
    try:
        image.load()
    except MemoryError:
        raise
    except Exception as error:  # damaged data makes Pillow raise anything: OSError, SyntaxError, zlib.error were seen
        cut_off = "truncated" in str(error)
        raise UserError(
            f"The image is {'cut off' if cut_off else 'damaged'}: its {_format(image)} data"
            f" {'ends too early' if cut_off else 'has errors'}.",
            hint=_AGAIN,
        ) from error
    width, height = image.size
    pixels = np.empty((height, width, 3), np.uint8)
    rows = max(1, _STRIP // width)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        strip = image.crop((0, top, width, bottom))
        pixels[top:bottom] = _grey_16(image, strip) if image.mode.startswith("I;16") else _flat(strip)
    return pixels


def _flat(image: Image.Image) -> Pixels:
    """Any 8-bit mode as RGB, over white where it is transparent."""
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image.convert("RGBA"))
        image = white
    if image.mode == "LAB":
        lab, rgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        image = ImageCms.applyTransform(image, ImageCms.buildTransform(lab, rgb, "LAB", "RGB")) or image
    return np.asarray(image.convert("RGB"))


def _grey_16(image: Image.Image, strip: Image.Image) -> Pixels:
    """The upper 8 of 16 bit, as Pillow takes them of colour images too; of 12 where the header says so."""
    tags = image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else {}
    values = np.asarray(strip).astype(np.uint16)
    grey = (values >> (4 if tags.get(_BITS) == (12,) else 8)).astype(np.uint8)
    if tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO:
        grey = 255 - grey
    if "transparency" in image.info:
        grey[values == image.info["transparency"]] = 255
    return np.repeat(grey[:, :, None], 3, axis=2)


def _scale_transparency(image: Image.Image) -> None:
    """Bring a PNG's transparent colour to the 8 bit of its pixels; Pillow leaves it at the file's depth."""
    colour = image.info.get("transparency")
    mode = str(image.tile[0].args) if isinstance(image, PngImagePlugin.PngImageFile) and image.tile else ""
    if isinstance(colour, int) and mode in ("L;2", "L;4"):
        image.info["transparency"] = colour * (85 if mode == "L;2" else 17)
    elif isinstance(colour, tuple) and mode.startswith("RGB;16"):
        image.info["transparency"] = tuple(part >> 8 for part in colour)
