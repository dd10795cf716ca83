"""Pairs of images that may be neighbours in time: numbers that follow each other in a name, or the time of capture.

Whether they really show the same thing, the picture says: names such as `cat.1.jpg`, `cat.2.jpg` say nothing alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from cnn_desktop.core.evaluation import Array

LIKE_ENOUGH = 0.5  # of fingerprints: chance brings less, of the few pairs that are neighbours
MOST_APART_S = 3.0  # between two frames of a burst
_MOST_BETWEEN = 2  # numbers missing between two names
_MOST_AT_ONCE = 8  # that share a second; a default date would tie whole folders

_LAST_NUMBER = re.compile(r"^(.*?)([0-9]{1,12})([^0-9]*)$", re.DOTALL)


def neighbours(files: Sequence[str], times: Sequence[float | None]) -> Array:
    """(m, 2) places in `files`, each pair once, by name or by time."""
    pairs = {*_by_name(files), *_by_time(times)}
    return np.array(sorted(pairs), np.int64).reshape(-1, 2)


def _by_name(files: Sequence[str]) -> list[tuple[int, int]]:
    """Names alike but for their last number, and that one or two apart; in whichever folder they lie."""
    series: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for place, file in enumerate(files):
        found = _LAST_NUMBER.match(file.rpartition("/")[2])
        if found:
            series[found[1], found[3]].append((int(found[2]), place))
    pairs = []
    for numbered in series.values():
        numbered.sort()
        for at, (number, place) in enumerate(numbered):
            for later, other in numbered[at + 1 : at + 1 + _MOST_AT_ONCE]:
                if later - number > 1 + _MOST_BETWEEN:
                    break
                pairs.append((min(place, other), max(place, other)))
    return pairs


def _by_time(times: Sequence[float | None]) -> list[tuple[int, int]]:
    known = sorted((time, place) for place, time in enumerate(times) if time is not None)
    pairs = []
    for at, (time, place) in enumerate(known):
        for later, other in known[at + 1 : at + 1 + _MOST_AT_ONCE]:
            if later - time > MOST_APART_S:
                break
            pairs.append((min(place, other), max(place, other)))
    return pairs
