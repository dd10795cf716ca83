"""Every format but JPEG, by Pillow: alpha over white, 16 bit scaled to 8, a large image in strips."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.images.opening import AGAIN, format_of
from cnn_desktop.core.preparation import Pixels

_BITS, _PHOTOMETRIC, _WHITE_IS_ZERO = 258, 262, 0  # TIFF tags, and a value of the second
_STRIP = 1 << 24  # pixels converted at a time, so that a large image never lies in memory three times


def decode_by_pillow(image: Image.Image) -> Pixels:
    """The pixels of frame 0. Raises UserError where they are damaged, or numbers without a white."""
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
            f"The image is {'cut off' if cut_off else 'damaged'}: its {format_of(image)} data"
            f" {'ends too early' if cut_off else 'has errors'}.",
            hint=AGAIN,
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
