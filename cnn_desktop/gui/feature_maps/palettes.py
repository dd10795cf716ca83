"""Colours for levels: perceptually even, safe for colour-blind eyes, neutral at zero where values are signed.

A palette is 256 entries: 0 … 254 are levels, 255 is the ground between the maps, and is transparent.
"""

from __future__ import annotations

import functools
from typing import Literal, TypeAlias

import numpy as np

from cnn_desktop.core.evaluation import Array

Palette: TypeAlias = tuple[int, ...]  # 256 colours as QRgb
Choice: TypeAlias = Literal["viridis", "cividis", "greys"]

LEVELS = 255
GROUND = 255  # the level that shows what lies beneath
CHOICES: tuple[tuple[Choice, str], ...] = (("viridis", "Viridis"), ("cividis", "Cividis"), ("greys", "Greys"))

# Of Peter Kovesi's maps: even in lightness, blue against yellow, which every eye tells apart.
_SIGNED = {"light": "CET-CBD1", "dark": "CET-D6"}
_NAMES: dict[Choice, str] = {"viridis": "viridis", "cividis": "cividis", "greys": "CET-L1"}


def palette(choice: Choice, theme_name: str, *, is_signed: bool) -> Palette:
    """`choice` for values from 0 up; signed ones get two colours that meet in the ground's own tone at zero."""
    return _table(_SIGNED[theme_name] if is_signed else _NAMES[choice])


@functools.cache
def _table(name: str) -> Palette:
    import pyqtgraph  # 0.2 s: not before the first map

    colours: Array = pyqtgraph.colormap.get(name).getLookupTable(nPts=LEVELS).astype(np.int64)
    packed = (255 << 24) | (colours[:, 0] << 16) | (colours[:, 1] << 8) | colours[:, 2]
    return (*(int(colour) for colour in packed), 0)
