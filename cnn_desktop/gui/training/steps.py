"""Where the arrow keys lead in a number field: the next sensible value, up or down. Pure functions."""

from __future__ import annotations

import math

from cnn_desktop.gui.training.fields import Step


def by(step: float) -> Step:
    """The next multiple of `step`, never under 0."""

    def go(value: float, direction: int) -> float:
        steps = value / step
        near = round(steps)
        if abs(steps - near) < 1e-9:
            return max(0.0, (near + direction) * step)
        return max(0.0, (math.ceil(steps) if direction > 0 else math.floor(steps)) * step)

    return go


def by_octaves(value: float, direction: int) -> float:
    """The next power of two."""
    octave = math.log2(max(1.0, value))
    return 2.0 ** max(0, math.floor(octave) + 1 if direction > 0 else math.ceil(octave) - 1)


def by_decades(value: float, direction: int) -> float:
    """The next of …, 0.001, 0.002, 0.005, 0.01, …"""
    if value <= 0:
        return 1e-3
    steps = [digit * 10.0**power for power in range(-7, 3) for digit in (1, 2, 5)]
    above = [step for step in steps if step > value * 1.0001]
    below = [step for step in steps if step < value * 0.9999]
    return (above or [value])[0] if direction > 0 else (below or [value])[-1]


def by_decades_or_nothing(value: float, direction: int) -> float:
    """As `by_decades`, with 0 below 0.00001."""
    if value <= 0:
        return 1e-5 if direction > 0 else 0.0
    return 0.0 if direction < 0 and value <= 1e-5 else by_decades(value, direction)
