"""A and B: two images, two runs or two epochs, and in which layers they part.

How a layer is named: `core.messages.layers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages.maps import MapsReady
from cnn_desktop.core.messages.prediction import Prediction
from cnn_desktop.core.preparation import Pixels

Weights: TypeAlias = Literal["best", "last"]
PairScale: TypeAlias = Literal["layer", "channel"]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One of the two that are compared: a network, and an image of `file` or of `pixels`.

    `weights`: those the run keeps as its model, or those after its last epoch. With `epoch`, no network computes: it is
    what the run's time-lapse kept of its image number `image` after that epoch. `pre`: before the activation, of the
    layers that have one of their own; a time-lapse keeps no such values.
    """

    run: Path
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    weights: Weights = "best"
    epoch: int | None = None
    image: int = 0
    pre: bool = False


@dataclass(frozen=True, slots=True)
class DescribeMoments:
    """Which states of a run can be compared. Answered by `MomentsDescribed`."""

    ticket: int
    run: Path


@dataclass(frozen=True, slots=True)
class RankLayers:
    """How far apart both are in each layer that both have. Answered by `LayersRanked`; the newest wins."""

    ticket: int
    first: Side
    second: Side


@dataclass(frozen=True, slots=True)
class ShowPair:
    """The maps of a layer of the first and one of the second, on one scale. Answered by `PairReady`; the newest wins.

    `scale`: all channels of both on one, or one for each channel, where both have as many.
    """

    ticket: int
    first: Side
    second: Side
    layers: tuple[str, str]
    scale: PairScale = "layer"


@dataclass(frozen=True, slots=True)
class RankAlike:
    """How alike the layers of two networks order `images` images of the first one's run, whatever their shapes.

    Before the activation where `first` says so, of the layers of both that have one of their own.
    Answered by `RankAlikeProgress`… and `AlikeRanked`.
    """

    ticket: int
    first: Side
    second: Side
    images: int


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class MomentsDescribed:
    """`best` and `last`: epochs, 0 where the run does not know. `no_last`: why its last weights are not to be had, in
    a sentence; empty where they are. `epochs` of `images` (relative to the dataset) are in the time-lapse.
    """

    ticket: int
    run: Path
    best: int
    last: int
    no_last: str
    epochs: tuple[int, ...]
    images: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LayerPair:
    """A layer that both have, by the same name and in the same shape. See `core.differences` for the two figures."""

    layer: str
    shape: tuple[int, ...]  # without the batch axis
    difference: float  # 0..1
    angle: float  # 0..2


@dataclass(frozen=True, slots=True, eq=False)
class LayersRanked:
    """`pairs` in the order of computing. `apart`: the layers of either that the other has not, or in another shape."""

    ticket: int
    pairs: tuple[LayerPair, ...]
    apart: tuple[str, ...]
    answers: tuple[Prediction, Prediction]
    seen: tuple[Pixels, Pixels]  # (side, side, 1 or 3) each: the images as they were prepared


@dataclass(frozen=True, slots=True, eq=False)
class PairReady:
    """`differences` (channels,) by `core.differences`; None where the shapes are not the same."""

    ticket: int
    layers: tuple[str, str]
    maps: tuple[MapsReady, MapsReady]
    differences: Array | None


@dataclass(frozen=True, slots=True)
class RankAlikeProgress:
    """At most ten of these a second."""

    ticket: int
    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class AlikeRanked:
    """`alike` (layers of the first, layers of the second): linear CKA, debiased, over `images` images."""

    ticket: int
    layers: tuple[tuple[str, ...], tuple[str, ...]]
    alike: Array
    images: int


Request: TypeAlias = DescribeMoments | RankLayers | ShowPair | RankAlike
Event: TypeAlias = MomentsDescribed | LayersRanked | PairReady | RankAlikeProgress | AlikeRanked
