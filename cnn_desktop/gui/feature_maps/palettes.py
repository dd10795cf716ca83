"""The colours of levels as Qt wants them: 256 numbers; the last, the ground between the maps, is transparent."""

from __future__ import annotations

import functools
from typing import TypeAlias

import numpy as np

from cnn_desktop.core import colours
from cnn_desktop.core.messages import Colours
from cnn_desktop.core.mosaic import GUTTER

Palette: TypeAlias = tuple[int, ...]  # 256 colours as QRgb


@functools.cache
def palette(choice: Colours, theme_name: str, *, is_signed: bool) -> Palette:
    """`choice` for values from 0 up; signed ones get two colours that meet in the ground's own tone at zero."""
    table = colours.table(choice, is_signed=is_signed, is_on_dark=theme_name == "dark").astype(np.int64)
    packed = (255 << 24) | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2]
    packed[GUTTER] = 0
    return tuple(int(colour) for colour in packed)
