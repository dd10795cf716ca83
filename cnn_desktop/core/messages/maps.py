"""What the layers make of an image: all channels of one, one number of all, one channel, its kernel; and files of them.

How a layer is named: `core.messages.layers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages.prediction import Prediction
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.receptive_field import Pair
from cnn_desktop.core.surgery import Surgery

Scale: TypeAlias = Literal["channel", "layer", "stretch"]
Colours: TypeAlias = Literal["viridis", "cividis", "greys"]


@dataclass(frozen=True, slots=True, eq=False)
class ShowMaps:
    """All channels of one layer for an image, of `file` or of `pixels`. Answered by `MapsReady`; the newest wins.

    `scale`: each channel for itself, all on one scale, or each from its minimum to its maximum. The first two keep zero
    neutral: they run from 0, or from −a to a where there are negative values (`is_signed` None: where there are).
    `limits` of an earlier answer hold its scale, for video.
    """

    ticket: int
    run: Path
    layer: str
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    pre: bool = False
    scale: Scale = "channel"
    is_signed: bool | None = None
    limits: Array | None = None  # (channels, 2)
    surgery: Surgery = ()


@dataclass(frozen=True, slots=True, eq=False)
class ShowOverview:
    """One number a channel, for all layers. Answered by `OverviewReady`; the newest wins."""

    ticket: int
    run: Path
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    surgery: Surgery = ()


@dataclass(frozen=True, slots=True, eq=False)
class ShowChannel:
    """One map at full precision. Answered by `ChannelReady`; the newest wins."""

    ticket: int
    run: Path
    layer: str
    channel: int
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    pre: bool = False
    surgery: Surgery = ()


@dataclass(frozen=True, slots=True)
class ShowKernels:
    """The weights of one channel of a layer. Answered by `KernelsReady`; the newest wins."""

    ticket: int
    run: Path
    layer: str
    channel: int


@dataclass(frozen=True, slots=True, eq=False)
class SaveMaps:
    """Write the maps of a layer, or one `channel` of it, to `target`: a picture (.png), arrays (.npy, .npz) or a table
    (.csv), by its ending. Answered by `MapsSaved`.

    What follows `channel` is of pictures: they show what the window shows.
    """

    ticket: int
    run: Path
    layer: str
    target: Path
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    pre: bool = False
    surgery: Surgery = ()
    channel: int | None = None
    scale: Scale = "channel"
    is_signed: bool | None = None  # as in `ShowMaps`
    colours: Colours = "viridis"
    order: Array | None = None  # (channels,): those that are shown first; None: by number
    name: str = ""  # of an image that is no file, for the caption
    is_bare: bool = False  # without legend and caption


@dataclass(frozen=True, slots=True)
class SaveFolderMaps:
    """Write the values of a layer for all images of `folder` to `target` (.npz): `maps` (images, rows, columns,
    channels) and `files`. Answered by `SaveFolderMapsProgress`… and `FolderMapsSaved`.
    """

    ticket: int
    run: Path
    layer: str
    folder: Path
    target: Path
    pre: bool = False


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True, eq=False)
class ChannelStatistics:
    """Of each channel (channels,): over the places of its map, for one image."""

    minimum: Array
    mean: Array
    maximum: Array
    zeros: Array  # share, 0..1


@dataclass(frozen=True, slots=True, eq=False)
class MapsReady:
    """`levels` (channels, rows, columns) uint8: 0..254 from the lower to the upper of the channel's `limits`.

    `core.mosaic` puts them together. Signed maps have 0 at level 127. A constant map holds one value, so it has no
    pattern to show.
    """

    ticket: int
    layer: str
    pre: bool
    levels: Array
    limits: Array  # (channels, 2) float32
    is_constant: Array  # (channels,) bool
    is_signed: bool
    statistics: ChannelStatistics
    prediction: Prediction
    seen: Pixels  # (side, side, 1 or 3): the image as it was prepared
    image_size: Pair  # (height, width) of the image before that
    unaltered: Prediction | None = None  # the answer without surgery, where channels are altered
    own: ChannelStatistics | None = None  # of the channels without surgery, where any are altered

    def is_like(self, other: MapsReady) -> bool:
        """Whether both are of the same layer, and differ in values only."""
        of_these, of_others = ((one.layer, one.pre, one.is_signed, one.levels.shape) for one in (self, other))
        return of_these == of_others


@dataclass(frozen=True, slots=True, eq=False)
class LayerOverview:
    """One layer in the strip of the whole network. `levels` (channels,) uint8, each mean on the scale of its layer."""

    layer: str
    levels: Array
    is_silent: Array  # (channels,) bool: nowhere above 0, for this image, where the layer cuts what is below 0
    is_saturated: Array  # (channels,) bool: everywhere at the end of its function


@dataclass(frozen=True, slots=True, eq=False)
class OverviewReady:
    ticket: int
    layers: tuple[LayerOverview, ...]
    prediction: Prediction


@dataclass(frozen=True, slots=True, eq=False)
class ChannelReady:
    """`counts` (bins,) and `edges` (bins + 1,) are the histogram."""

    ticket: int
    layer: str
    channel: int
    pre: bool
    values: Array  # (rows, columns) float32
    minimum: float
    mean: float
    maximum: float
    zeros: float  # share
    counts: Array
    edges: Array


@dataclass(frozen=True, slots=True, eq=False)
class KernelsReady:
    """`kernel` (rows, columns, inputs) float32; of a dense layer (1, 1, inputs). None: the layer has no weights.

    `picture` is the kernel as RGB, where it looks at the image itself: one scale for the whole layer, zero at 128.
    `folded` is the kernel with the batch normalisation behind it taken in, where there is one.
    """

    ticket: int
    layer: str
    channel: int
    kernel: Array | None
    bias: float | None
    largest: float  # |weight| of the layer
    order: Array  # (inputs,): the inputs, those with the largest weights first
    picture: Pixels | None = None
    folded: Array | None = None
    folded_bias: float | None = None


@dataclass(frozen=True, slots=True)
class MapsSaved:
    ticket: int
    target: Path


@dataclass(frozen=True, slots=True)
class SaveFolderMapsProgress:
    """At most ten of these a second."""

    ticket: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FolderMapsSaved:
    ticket: int
    target: Path
    images: int
    refused: tuple[tuple[str, str], ...]  # file and reason


Request: TypeAlias = ShowMaps | ShowOverview | ShowChannel | ShowKernels | SaveMaps | SaveFolderMaps
Event: TypeAlias = (
    MapsReady | OverviewReady | ChannelReady | KernelsReady | MapsSaved | SaveFolderMapsProgress | FolderMapsSaved
)  # fmt: skip
