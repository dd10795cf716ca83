"""The midpoint rule whose steps are shortest where a function has most corners.

The way from 0 to 1 is cut into intervals; each has the slopes at its middle and the heights at its ends. So it is known
what an interval misses: how far the function rose over it, less what the rule says. Those that miss most are cut into
three: the old middle is that of the middle third, and nothing is computed twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from cnn_desktop.core.evaluation import Array

Slopes: TypeAlias = Callable[[Array], Array]  # at places (n,) of 0..1: (n, h, w) float32, whose sum is the slope
Heights: TypeAlias = Callable[[Array], Array]  # at places (n,): (n,)

_NOTHING = 0.01  # of what the worst interval misses: not worth a cut


class AdaptiveSteps:
    """The integral as far as it is known is `total` (h, w) float64, always of the whole way."""

    def __init__(self, slopes: Slopes, heights: Heights, middles: Array, maps: Sequence[Array]) -> None:
        """`maps` are the slopes at `middles`, those of equal intervals in any order."""
        count = len(middles)
        number = np.rint(np.asarray(middles) * count - 0.5).astype(np.int64)
        edges = np.asarray(heights(np.arange(count + 1) / count), np.float64)
        self._slopes_at, self._heights_at = slopes, heights
        self._maps = list(maps)
        self._starts, self._widths = number / count, np.full(count, 1 / count)
        self._low, self._high = edges[number], edges[number + 1]
        self._slopes = _sums(self._maps)
        self.total = np.asarray(sum(one.astype(np.float64) for one in self._maps) / count)

    def __len__(self) -> int:
        return len(self._maps)

    @property
    def missed(self) -> Array:
        """(n,) what the rule lacks over each interval."""
        return np.asarray(self._high - self._low - self._widths * self._slopes)

    @property
    def error(self) -> float:
        """What the whole sum lacks, or would lack if no two intervals made up for each other by chance."""
        missed = self.missed
        return max(abs(float(missed.sum())), float(np.sqrt((missed**2).sum())))

    def refine(self, count: int) -> None:
        """Cut the intervals that miss most, at most `count`, into three: two slopes and two heights each."""
        missed = np.abs(self.missed)
        worst = np.argsort(-missed, kind="stable")[:count]
        worst = worst[missed[worst] >= _NOTHING * missed[worst[0]]]
        starts, third = self._starts[worst], self._widths[worst] / 3
        lower, upper = np.split(np.asarray(self._heights_at(np.concatenate([starts + third, starts + 2 * third]))), 2)
        maps = self._slopes_at(np.concatenate([starts + third / 2, starts + 2.5 * third]))
        for place, width, first, last in zip(worst, third, maps, maps[len(worst) :], strict=False):
            self.total += width * (first.astype(np.float64) + last - 2.0 * self._maps[place])
        ends = self._high[worst]
        self._starts = np.concatenate([self._starts, starts, starts + 2 * third])
        self._low = np.concatenate([self._low, self._low[worst], upper])
        self._high = np.concatenate([self._high, lower, ends])
        self._widths = np.concatenate([self._widths, third, third])
        self._slopes = np.concatenate([self._slopes, _sums(maps)])
        self._maps.extend(maps)
        self._starts[worst] += third  # what was the whole is the middle third now
        self._widths[worst], self._low[worst], self._high[worst] = third, lower, upper


def _sums(maps: Sequence[Array] | Array) -> Array:
    return np.array([one.sum(dtype=np.float64) for one in maps])
