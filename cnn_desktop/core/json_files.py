"""Read JSON that somebody else may have written: of a bounded size and depth, every number a finite one.

A run folder or a file of settings may come from anywhere. Whatever is wrong with it is a ValueError; what the values
mean is for whoever asks.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from cnn_desktop.core import reading

MOST_BYTES = 1 << 24  # a configuration has 2 KB; the longest list of classes that is of use, 1 MB
MOST_BYTES_OF_IMAGES = 1 << 29  # of a list of images: a million of them take 200 MB
DEEPEST = 32  # lists in lists


def read(file: Path, most_bytes: int = MOST_BYTES) -> Any:
    """What `file` says. Raises OSError where it cannot be read, ValueError where it is damaged or beyond its bounds."""
    return parse(reading.read_bounded(file, most_bytes))


def parse(text: bytes | str) -> Any:
    """What `text` says. Raises ValueError where it is no JSON, nested too deeply, or holds what is no number."""
    try:
        values = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    _check_depth(values)
    return values


def _check_depth(values: Any) -> None:
    """Level by level: text cannot hide brackets, and nothing here calls itself."""
    level: list[Any] = [values]
    depth = 0
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        level = [below for one in level for below in (one.values() if isinstance(one, dict) else one)]


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no number")
    return number
