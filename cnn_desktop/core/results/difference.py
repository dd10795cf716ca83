"""Is one run better than another, or is it chance? On the same images by McNemar's test, else by intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array, wilson_interval

CHANCE = 0.05  # a difference that chance brings more seldom is taken for real
FEWEST_SHARED = 20  # images; below, the intervals of all images say more


@dataclass(frozen=True, slots=True, eq=False)
class Rights:
    """What a comparison needs of one run on one split: which images it answered right. Equal `files` are one image."""

    files: Array  # (n,) str, relative to the dataset
    truth: Array  # (n,) str: the true class
    is_right: Array  # (n,) bool

    @property
    def n(self) -> int:
        return len(self.files)

    @property
    def right(self) -> int:
        return int(self.is_right.sum())


@dataclass(frozen=True, slots=True)
class Paired:
    """Two runs on the same images: only those count that one has right and the other wrong."""

    n: int  # images that both answered
    became_right: tuple[str, ...]  # files that the first has wrong and the second right
    became_wrong: tuple[str, ...]
    first_right: int

    @property
    def gain(self) -> float:
        """Accuracy of the second less that of the first, on these images."""
        return (len(self.became_right) - len(self.became_wrong)) / self.n

    @property
    def p_value(self) -> float:
        return mcnemar(len(self.became_right), len(self.became_wrong))

    @property
    def is_more_than_chance(self) -> bool:
        return self.p_value < CHANCE


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Two runs on different images: their shares of right answers, and the interval of the difference."""

    first: tuple[int, int]  # right, images
    second: tuple[int, int]

    @property
    def gain(self) -> float:
        return _share(self.second) - _share(self.first)

    @property
    def interval(self) -> tuple[float, float]:
        """Of the gain, 95 %, from the two Wilson intervals. Source: Newcombe 1998, method 10."""
        first, second = _share(self.first), _share(self.second)
        (low1, high1), (low2, high2) = wilson_interval(*self.first), wilson_interval(*self.second)
        down = math.hypot(second - low2, high1 - first)
        up = math.hypot(high2 - second, first - low1)
        return self.gain - down, self.gain + up

    @property
    def is_more_than_chance(self) -> bool:
        low, high = self.interval
        return low > 0 or high < 0


def difference(first: Rights, second: Rights, *, same_dataset: bool) -> Paired | Unpaired:
    """Of the `second` run to the `first`. Images whose class changed between the two runs are left out of the pairs."""
    if same_dataset:
        pairs = _paired(first, second)
        if pairs.n >= min(FEWEST_SHARED, first.n, second.n) and pairs.n:
            return pairs
    return Unpaired((first.right, first.n), (second.right, second.n))


def mcnemar(gained: int, lost: int) -> float:
    """How often chance alone would bring a split as uneven as this, or more so: exact, two-sided. Source: McNemar 1947.

    1 where there is no image that only one of the two has right.
    """
    n, fewer = gained + lost, min(gained, lost)
    if gained == lost:
        return 1.0
    log_half, log_n = n * math.log(2), math.lgamma(n + 1)
    terms = [log_n - math.lgamma(k + 1) - math.lgamma(n - k + 1) - log_half for k in range(fewer + 1)]
    return min(1.0, 2 * math.fsum(map(math.exp, terms)))


def _paired(first: Rights, second: Rights) -> Paired:
    shared, in_first, in_second = np.intersect1d(first.files, second.files, return_indices=True)
    same = first.truth[in_first] == second.truth[in_second]
    shared, before, after = shared[same], first.is_right[in_first][same], second.is_right[in_second][same]
    return Paired(
        n=len(shared),
        became_right=tuple(map(str, shared[~before & after])),
        became_wrong=tuple(map(str, shared[before & ~after])),
        first_right=int(before.sum()),
    )


def _share(right_of_n: tuple[int, int]) -> float:
    right, n = right_of_n
    return right / n if n else 0.0
