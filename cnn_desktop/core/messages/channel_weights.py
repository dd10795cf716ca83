"""How much a class depends on each channel of a layer, for one image."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels


@dataclass(frozen=True, slots=True, eq=False)
class WeighChannels:
    """Answered by `ChannelsWeighed`; the newest wins."""

    ticket: int
    run: Path
    layer: str
    class_name: str
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    pre: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ChannelsWeighed:
    """`weights` (channels,): by how much the logit of the class rises when every value of a channel rises by 1.

    Before global average pooling and one dense layer these are the weights of that layer.
    """

    ticket: int
    layer: str
    pre: bool
    class_name: str
    weights: Array


Request: TypeAlias = WeighChannels
Event: TypeAlias = ChannelsWeighed
