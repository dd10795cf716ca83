"""A layer's maps as a picture to take away: side by side in colours, with a numbered legend and a caption; or bare."""

from __future__ import annotations

import functools

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cnn_desktop.core import colours, mosaic, paths
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages.maps import Scale
from cnn_desktop.core.mosaic import NEUTRAL, TOP, Levels
from cnn_desktop.core.preparation import Pixels

_WIDTH = 1200  # pixels that the maps are enlarged to, in whole multiples
_MARGIN, _TEXT, _BAR = 24, 18, (280, 16)
_INK = (32, 33, 36)


def bare(levels: Levels) -> Pixels:
    """The maps alone, each value a square of whole pixels: (height, width, 3) RGB."""
    tiles = levels.levels
    columns = mosaic.columns_for(len(tiles), tiles.shape[1:])
    picture = mosaic.atlas(tiles, columns, is_constant=levels.is_constant)
    times = max(1, _WIDTH // picture.shape[1])
    enlarged = np.repeat(np.repeat(picture, times, axis=0), times, axis=1)
    return colours.coloured(enlarged, is_signed=levels.is_signed)


def captioned(levels: Levels, caption: str, scale: Scale, *, least_width: int = 0) -> Pixels:
    """The same on white, with `caption` above and below it what the colours mean."""
    maps = bare(levels)
    height, width = maps.shape[:2]
    font = _font()
    wide = max(width, _BAR[0] * 2, width_of(caption), least_width) + 2 * _MARGIN
    top = _MARGIN + 2 * _TEXT
    picture = Image.new("RGB", (wide, top + height + _MARGIN + _BAR[1] + 2 * _TEXT + _MARGIN), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((_MARGIN, _MARGIN), caption, font=font, fill=_INK)
    picture.paste(Image.fromarray(maps), (_MARGIN, top))
    _legend(picture, draw, font, top + height + _MARGIN, levels, scale)
    return np.asarray(picture)


def width_of(caption: str) -> int:
    """Pixels that `caption` takes."""
    return int(_font().getlength(caption)) + 1


@functools.cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(paths.resource("fonts", "Inter-Regular.otf")), _TEXT)


def _legend(
    picture: Image.Image,
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont,
    top: int,
    levels: Levels,
    scale: Scale,
) -> None:
    width, height = _BAR
    ramp = np.broadcast_to(np.rint(np.linspace(0, TOP, width)).astype(np.uint8), (height, width))
    picture.paste(Image.fromarray(colours.coloured(ramp, is_signed=levels.is_signed)), (_MARGIN, top))
    under = top + height + 4
    for text, place, anchor in _numbers(levels, scale):
        draw.text((_MARGIN + place * width, under), text, font=font, fill=_INK, anchor=anchor)
    notes = "each map on its own scale" if scale != "layer" and levels.levels.shape[1:] != (1, 1) else ""
    constant = int(levels.is_constant.sum())
    notes += f"{'; ' if notes else ''}{constant} constant (striped)" if constant else ""
    draw.text((_MARGIN + width + _MARGIN, top - 3), notes, font=font, fill=_INK)


def _numbers(levels: Levels, scale: Scale) -> list[tuple[str, float, str]]:
    """What stands under the bar: the text, where (0..1), and how it is set."""
    limits: Array = levels.limits
    if np.ptp(limits, axis=0).max() == 0:  # one scale for all
        low, high = f"{limits[0, 0]:.4g}", f"{limits[0, 1]:.4g}"
    elif scale == "stretch":
        low, high = "smallest", "largest"
    else:
        low, high = ("−largest" if levels.is_signed else "0"), "largest"
    middle = [("0", NEUTRAL / TOP, "ma")] if levels.is_signed and scale != "stretch" else []
    return [(low.replace("-", "−"), 0.0, "la"), *middle, (high, 1.0, "ra")]
