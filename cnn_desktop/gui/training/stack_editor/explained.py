"""The arithmetic of one row, written out with its numbers. Pure text."""

from __future__ import annotations

import math

from cnn_desktop.core.stack.arithmetic import Figures, Shape
from cnn_desktop.core.stack.layers import Convolution, Dense, Flatten, Normalisation, Pooling, Row
from cnn_desktop.core.stack.words import amount, size


def arithmetic(row: Row, before: Shape, figures: Figures, image: int) -> tuple[tuple[str, str], ...]:
    """What is reckoned, and how: (“Output”, “⌊(64 − 3 + 2·0) / 1⌋ + 1 = 62”). Empty where the row cannot be."""
    if figures.error:
        return ()
    lines: list[tuple[str, str]] = []
    match row:
        case Convolution():
            room = f"{before[0]} − {row.kernel} + 2·{row.padding}"
            lines.append(("Output", _windows(room, row.stride, figures.output[0])))
            weights = f"{row.kernel}·{row.kernel}·{before[2]}"
            lines.append(("Parameters", f"({weights} + 1) · {row.filters} = {figures.parameters:,}"))
            places = size(figures.output[:2]).replace("×", "·")
            lines.append(("Multiply-adds", f"{weights}·{row.filters} · {places} = {amount(figures.multiply_adds)}"))
        case Pooling():
            lines.append(("Output", _windows(f"{before[0]} − {row.size}", row.stride, figures.output[0])))
        case Normalisation():
            lines.append(("Parameters", f"4 · {before[-1]} = {figures.parameters:,}"))
        case Flatten():
            lines.append(("Output", f"{size(before).replace('×', ' · ')} = {math.prod(before):,}"))
        case Dense():
            lines.append(("Parameters", f"({before[0]:,} + 1) · {row.units:,} = {figures.parameters:,}"))
        case _:
            pass
    return (*lines, ("Receptive field", sees(figures, image)))


def sees(figures: Figures, image: int) -> str:
    """What one output value sees of the image."""
    side = figures.receptive_field
    return "the whole image" if side >= image else f"{side} × {side} of {image} × {image} pixels"


def _windows(room: str, stride: int, result: int) -> str:
    return f"⌊({room}) / {stride}⌋ + 1 = {result}"
