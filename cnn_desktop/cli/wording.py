"""How the command line says numbers and tables to people."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted, shown_name

DOUBTS = {"sure": "", "unsure": "not sure", "unlike": "unlike the training images"}  # by judgement


def percent(share: float) -> str:
    """`93.1 %`."""
    return f"{100 * share:.1f} %"


def accuracy(split: str, n: int, value: float, interval: tuple[float, float]) -> str:
    """An accuracy never goes without its split, its number of images and its 95 % interval."""
    low, high = interval
    return (
        f"{split:<11} {percent(value):>7} of {counted(n, 'image')} right"
        f"  (95 % interval {100 * low:.1f}–{100 * high:.1f} %)"
    )


def duration(seconds: float) -> str:
    """`12 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def table(rows: Sequence[Sequence[str]], *, left: int = 1, indent: str = "  ") -> list[str]:
    """Lines of aligned columns: the first `left` flush left, the others flush right."""
    rows = [[shown_name(cell) for cell in row] for row in rows]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = []
        for column, cell in enumerate(row):
            gap = " " * (widths[column] - _width(cell))
            cells.append(cell + gap if column < left else gap + cell)
        lines.append((indent + "  ".join(cells)).rstrip())
    return lines


def shortened(lines: Sequence[str], most: int = 20) -> list[str]:
    """At most `most` lines, and a word about the others."""
    if len(lines) <= most:
        return list(lines)
    return [*lines[:most], f"  … and {len(lines) - most:,} more; --json lists all"]


def told(error: UserError) -> str:
    """Message and hint on one line."""
    return f"{error.message} {error.hint}".rstrip()


def _width(text: str) -> int:
    """Columns on a terminal."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.category(character) in ("Mn", "Me", "Cf") for character in text)
