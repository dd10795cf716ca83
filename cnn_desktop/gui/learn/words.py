"""How lessons write numbers, and how they read those that people write. Pure: no widget."""

from __future__ import annotations

import math

import numpy as np

from cnn_desktop.core.errors import UserError
from cnn_desktop.gui.feature_maps import words

MINUS, TIMES, DOT = "−", "×", "·"
LARGEST = 1_000_000  # that is taken as a number of a picture, a kernel or a logit


def short(value: float, digits: int = 4) -> str:
    """`value` as a cell shows it: about `digits` figures that count, and no zeros behind the last one there is."""
    if value == int(value) if math.isfinite(value) and abs(value) < LARGEST else False:
        return f"{int(value):,}".replace("-", MINUS)
    said = words.number(value, digits)
    is_all = "." in said and MINUS not in said[1:] and "×" not in said and _float(said) == value
    return said.rstrip("0") if is_all else said


def exact(value: float) -> str:
    """Every figure there is: what a tooltip shows."""
    if not math.isfinite(value):
        return words.number(value)
    return f"{int(value)}".replace("-", MINUS) if value == int(value) else repr(float(value)).replace("-", MINUS)


def plain(value: float) -> str:
    """`value` as it is written into a field: `number_in` reads it again."""
    return np.format_float_positional(value, precision=6, fractional=False, trim="-").replace("-", MINUS)


def factor(value: float) -> str:
    """`value` within a product: what is negative stands in brackets."""
    return f"({short(value)})" if value < 0 else short(value)


def _float(said: str) -> float:
    return float(said.replace(MINUS, "-").replace(",", ""))


def number_in(text: str, low: float = -LARGEST, high: float = LARGEST, *, is_whole: bool = False) -> float:
    """The number that `text` says, with a comma or a point. Raises UserError, in a sentence, where it says none."""
    said = text.strip()
    try:
        value = float(said.replace(MINUS, "-").replace(",", "."))
    except ValueError:
        value = math.nan
    kind = "a whole number" if is_whole else "a number"
    if not math.isfinite(value) or (is_whole and value != int(value)):
        raise UserError(
            f"“{said}” is not {kind}." if said else "Nothing is written there.",
            hint=f"Write {kind}, such as {'3' if is_whole else '−2 or 0.5'}.",
        )
    if not low <= value <= high:
        raise UserError(f"{short(value)} is out of range.", hint=f"Write {kind} from {short(low)} to {short(high)}.")
    return value
