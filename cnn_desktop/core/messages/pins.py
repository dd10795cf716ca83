"""Channels that stay in view while one looks at other layers and images."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.surgery import Surgery

MOST_PINS = 6


@dataclass(frozen=True, slots=True)
class Pin:
    """A channel of a layer, before or after its activation; how a layer is named: `core.messages.layers`."""

    layer: str
    channel: int
    pre: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ShowPinned:
    """The pinned channels of one image. Answered by `PinnedReady`; the newest wins."""

    ticket: int
    run: Path
    pins: tuple[Pin, ...]
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    surgery: Surgery = ()


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True, eq=False)
class PinnedMap:
    """`levels` (rows, columns) uint8: 0..254 from `low` to `high`, a scale of its own; 0 is 127 where it is signed."""

    pin: Pin
    levels: Array
    low: float
    high: float
    mean: float
    maximum: float
    is_signed: bool
    is_constant: bool


@dataclass(frozen=True, slots=True, eq=False)
class PinnedReady:
    """In the order that they were asked in."""

    ticket: int
    maps: tuple[PinnedMap, ...]


Request: TypeAlias = ShowPinned
Event: TypeAlias = PinnedReady
