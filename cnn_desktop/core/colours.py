"""Colours for levels 0..254: even in lightness, told apart by every eye, neutral at zero where values are signed.

The one table of the window and of every picture that is saved. 255, what is no map, is the ground.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages.maps import Colours
from cnn_desktop.core.mosaic import GUTTER, TOP
from cnn_desktop.core.preparation import Pixels

COLOURS: tuple[tuple[Colours, str], ...] = (("viridis", "Viridis"), ("cividis", "Cividis"), ("greys", "Greys"))

_Rows: TypeAlias = tuple[tuple[int, int, int], ...]

# Every sixteenth of 255 entries; what lies between is at most 7 of 255 beside the original. Viridis and cividis of
# Matplotlib (CC0); the others are CET-L1, -CBD1 and -D6 of Peter Kovesi (CC-BY), the last two blue against yellow.
_SEQUENTIAL: dict[Colours, _Rows] = {
    "viridis": (
        (68, 1, 84), (72, 24, 106), (71, 45, 123), (66, 64, 134), (58, 82, 139), (51, 98, 141), (44, 113, 142),
        (38, 129, 142), (33, 144, 140), (31, 159, 136), (39, 173, 128), (61, 188, 115), (92, 200, 98), (129, 211, 76),
        (170, 219, 50), (212, 226, 26), (253, 231, 37),
    ),
    "cividis": (
        (0, 32, 77), (0, 44, 105), (5, 54, 110), (44, 66, 108), (64, 77, 107), (81, 88, 108), (96, 100, 111),
        (110, 111, 115), (124, 123, 120), (139, 135, 121), (155, 148, 119), (172, 161, 116), (188, 174, 111),
        (205, 188, 104), (223, 202, 94), (241, 217, 80), (255, 234, 70),
    ),
    "greys": (
        (0, 0, 0), (20, 20, 20), (33, 33, 33), (46, 46, 46), (59, 59, 59), (73, 73, 73), (88, 88, 88),
        (103, 103, 103), (118, 118, 118), (134, 134, 134), (151, 151, 151), (167, 167, 167), (184, 184, 184),
        (201, 201, 201), (218, 218, 218), (236, 236, 236), (255, 255, 255),
    ),
}  # fmt: skip
_SIGNED_ON_LIGHT: _Rows = (
    (58, 144, 254), (97, 156, 253), (125, 167, 251), (148, 179, 250), (169, 190, 248), (187, 202, 247), (205, 214, 245),
    (222, 227, 243), (237, 237, 236), (233, 227, 211), (226, 214, 184), (218, 202, 157), (210, 190, 133),
    (200, 178, 107), (190, 167, 80), (179, 155, 51), (168, 144, 8),
)  # fmt: skip
_SIGNED_ON_DARK: _Rows = (
    (15, 148, 250), (36, 130, 218), (44, 114, 188), (48, 98, 159), (48, 84, 130), (46, 69, 103), (42, 55, 76),
    (35, 41, 52), (33, 32, 32), (46, 40, 30), (64, 53, 32), (82, 66, 33), (100, 80, 33), (118, 93, 33), (138, 108, 32),
    (158, 123, 30), (179, 139, 26),
)  # fmt: skip


def table(
    colours: Colours = "viridis",
    *,
    is_signed: bool,
    is_on_dark: bool = False,
    ground: tuple[int, int, int] = (255, 255, 255),
) -> Pixels:
    """(256, 3) RGB: `colours` from 0 up; for signed values two that meet in the tone of the ground at zero."""
    rows = (_SIGNED_ON_DARK if is_on_dark else _SIGNED_ON_LIGHT) if is_signed else _SEQUENTIAL[colours]
    found = np.empty((256, 3), np.uint8)
    places = np.linspace(0, TOP, len(rows))
    for part in range(3):
        found[: TOP + 1, part] = np.rint(np.interp(np.arange(TOP + 1), places, [one[part] for one in rows]))
    found[GUTTER] = ground
    return found


def coloured(levels: Array, colours: Colours = "viridis", *, is_signed: bool) -> Pixels:
    """Levels (rows, columns) as RGB."""
    return np.asarray(table(colours, is_signed=is_signed)[levels], np.uint8)
