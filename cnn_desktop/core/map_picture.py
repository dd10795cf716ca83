"""A layer's maps as a picture to take away: side by side in colours, with a numbered legend and a caption; or bare."""

from __future__ import annotations

import functools

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cnn_desktop.core import colours, mosaic, paths
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages.maps import Colours, Scale
from cnn_desktop.core.mosaic import NEUTRAL, TOP, Levels
from cnn_desktop.core.preparation import Pixels

_WIDTH = 1200  # pixels that the maps are enlarged to, in whole multiples
_MARGIN, _TEXT, _BAR = 24, 18, (280, 16)
_INK = (32, 33, 36)
_STRIPE = (128, 128, 128)  # over a constant map, whatever its colours


def bare(levels: Levels, choice: Colours = "viridis") -> Pixels:
    """The maps alone, each value a square of whole pixels: (height, width, 3) RGB. Constant ones are striped."""
    tiles = levels.levels
    count, rows, across = tiles.shape
    columns = mosaic.columns_for(count, (rows, across))
    picture = mosaic.atlas(tiles, columns)
    times = max(1, _WIDTH // picture.shape[1])
    enlarged = np.repeat(np.repeat(picture, times, axis=0), times, axis=1)
    painted = colours.coloured(enlarged, choice, is_signed=levels.is_signed)
    stripes = _stripes(rows * times, across * times)
    for place in np.flatnonzero(levels.is_constant):
        top, left = place // columns * (rows + 1) * times, place % columns * (across + 1) * times
        painted[top : top + rows * times, left : left + across * times][stripes] = _STRIPE
    return painted


def _stripes(height: int, width: int) -> Array:
    """(height, width) bool: a line of pixels in eight, or in as few as a small map has room for."""
    every = max(2, min(8, min(height, width) // 2))
    return np.asarray(np.add.outer(np.arange(height), np.arange(width)) % every == 0)


def captioned(
    levels: Levels, caption: str, scale: Scale, choice: Colours = "viridis", *, least_width: int = 0
) -> Pixels:
    """The same on white, with `caption` above and below it what the colours mean."""
    maps = bare(levels, choice)
    height, width = maps.shape[:2]
    font = _font()
    wide = max(width, _BAR[0] * 2, width_of(caption), least_width) + 2 * _MARGIN
    top = _MARGIN + 2 * _TEXT
    picture = Image.new("RGB", (wide, top + height + _MARGIN + _BAR[1] + 2 * _TEXT + _MARGIN), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((_MARGIN, _MARGIN), caption, font=font, fill=_INK)
    picture.paste(Image.fromarray(maps), (_MARGIN, top))
    under = top + height + _MARGIN
    ramp = np.broadcast_to(np.rint(np.linspace(0, TOP, _BAR[0])).astype(np.uint8), _BAR[::-1])
    bar = colours.coloured(ramp, choice, is_signed=levels.is_signed)
    picture.paste(Image.fromarray(bar), (_MARGIN, under))
    _legend(draw, font, under, levels, scale)
    return np.asarray(picture)


def width_of(caption: str) -> int:
    """Pixels that `caption` takes."""
    return int(_font().getlength(caption)) + 1


@functools.cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(paths.resource("fonts", "Inter-Regular.otf")), _TEXT)


def _legend(draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, top: int, levels: Levels, scale: Scale) -> None:
    """The numbers under the bar of colours, and beside it what is to be known."""
    width, height = _BAR
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
