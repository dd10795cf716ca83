"""Curves and the reliability diagram as inline SVG; colours are those of the page's style, light or dark."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cnn_desktop.core.messages.training import EpochDone
from cnn_desktop.core.report.markup import percent, plain
from cnn_desktop.core.results.reliability import Reliability

_WIDE, _HIGH = 460, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 22, 24, 36


class Plane:
    """From values to places in a drawing, `wide` × `high`, whose values reach over `x` and `y`."""

    def __init__(self, x: tuple[float, float], y: tuple[float, float], wide: int = _WIDE, high: int = _HIGH) -> None:
        self._x, self._y, self.wide, self.high = x, y, wide, high

    def x(self, value: float) -> float:
        low, high = self._x
        return round(_LEFT + (value - low) / (high - low) * (self.wide - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        low, high = self._y
        return round(self.high - _BOTTOM - (value - low) / (high - low) * (self.high - _TOP - _BOTTOM), 1)

    def line(self, kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
        return f'<line class="{kind}" x1="{self.x(x1)}" y1="{self.y(y1)}" x2="{self.x(x2)}" y2="{self.y(y2)}"/>'

    def axes(self, across: Sequence[tuple[float, str]], up: Sequence[tuple[float, str]], title: str) -> str:
        parts = [self.line("grid", self._x[0], value, self._x[1], value) for value, _ in up]
        parts += [f'<text x="{_LEFT - 6}" y="{self.y(value) + 4}" class="end">{text}</text>' for value, text in up]
        below = self.high - _BOTTOM + 16
        parts += [f'<text x="{self.x(value)}" y="{below}" class="middle">{text}</text>' for value, text in across]
        middle = (self.wide + _LEFT - _RIGHT) / 2
        return "".join([*parts, f'<text x="{middle}" y="{self.high - 4}" class="middle muted">{title}</text>'])

    def drawing(self, name: str, body: str) -> str:
        size = f'viewBox="0 0 {self.wide} {self.high}"'
        return f'<svg {size} role="img" aria-label="{plain(name)}"><title>{plain(name)}</title>{body}</svg>'


def curves(history: Sequence[EpochDone], best_epoch: int) -> str:
    """Accuracy and loss over the epochs, side by side; the kept epoch marked."""
    legend = (
        '<p class="legend"><svg viewBox="0 0 28 8"><line class="training" x1="0" y1="4" x2="28" y2="4"/></svg>'
        " training "
        '<svg viewBox="0 0 28 8"><line class="validation" x1="0" y1="4" x2="28" y2="4"/></svg> validation</p>'
    )
    both = "".join(_curve(history, measure, best_epoch) for measure in ("accuracy", "loss"))
    return f'{legend}<div class="pair">{both}</div>'


def _curve(history: Sequence[EpochDone], measure: str, best_epoch: int) -> str:
    training = [getattr(one, measure) for one in history]
    validation = [getattr(one, f"val_{measure}") for one in history]
    is_share = measure == "accuracy"
    low = math.floor(10 * min(training + validation)) / 10 if is_share else 0.0
    top = 1.0 if is_share else 1.05 * max(*training, *validation, 1e-6)
    last = len(history)
    bottom = min(low, 0.9)
    plane = Plane((0.5, last + 0.5), (bottom, top))
    up = [(value, f"{100 * value:.0f} %" if is_share else f"{value:.3g}") for value in _ticks(bottom, top)]
    across = [(epoch, f"{epoch}") for epoch in _epochs(last)]
    parts = [plane.axes(across, up, f"epoch · {measure}")]
    if best_epoch:
        parts.append(plane.line("best", best_epoch, bottom, best_epoch, top))
        parts.append(f'<text x="{plane.x(best_epoch)}" y="{_TOP - 6}" class="middle muted">kept</text>')
    for kind, values in (("training", training), ("validation", validation)):
        points = " ".join(f"{plane.x(epoch)},{plane.y(value)}" for epoch, value in enumerate(values, start=1))
        parts.append(f'<polyline class="{kind}" points="{points}"/>')
        parts.append(f'<circle class="{kind}" r="2.5" cx="{plane.x(last)}" cy="{plane.y(values[-1])}"/>')
    return plane.drawing(f"{measure.capitalize()} of training and validation, epoch by epoch", "".join(parts))


def reliability_diagram(found: Reliability) -> str:
    """Confidence across, share that is right up, each with its 95 % interval; on the diagonal they agree."""
    plane = Plane((0, 1), (0, 1), 340, 320)
    shares = [(value / 5, f"{20 * value} %") for value in range(6)]
    parts = [plane.axes(shares, shares, "confidence · how many of them are right"), plane.line("best", 0, 0, 1, 1)]
    for one in found.bins:
        low, high = one.interval
        told = f"{one.n:,} images, {percent(one.confidence)} sure, {percent(one.accuracy)} right"
        parts.append(plane.line("whisker", one.confidence, low, one.confidence, high))
        radius = round(2.5 + 4 * math.sqrt(one.n / found.n), 1)
        at = f'cx="{plane.x(one.confidence)}" cy="{plane.y(one.accuracy)}"'
        parts.append(f'<circle class="bin" r="{radius}" {at}><title>{told}</title></circle>')
    return plane.drawing("Confidence against the share that is right", "".join(parts))


def _ticks(low: float, high: float) -> list[float]:
    """Four to eight round values."""
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one * power for one in (1, 2, 5, 10) if one * power >= rough)
    first = math.ceil(low / step - 1e-9)
    return [round(number * step, 10) for number in range(first, math.floor(high / step + 1e-9) + 1)]


def _epochs(last: int) -> list[int]:
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100, 1_000, 10_000, 100_000) if last <= 10 * one)
    return sorted({1, *range(step, last + 1, step)})
