"""Looking inside a network: its layers, their maps for an image, their kernels, and how each number comes about.

A layer is named by its *key*: its name, with those of the models it is nested in before it (`backbone/conv`), and `#2`
behind it at its second call. A layer whose activation is part of it has two values a unit: before it (*pre*) and after.
All of it is at inference: dropout lets everything through, batch normalisation uses what it has learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages.prediction import Prediction
from cnn_desktop.core.preparation import Pixels, Preparation
from cnn_desktop.core.receptive_field import Node, Pair

Scale: TypeAlias = Literal["channel", "layer", "stretch"]


@dataclass(frozen=True, slots=True)
class DescribeLayers:
    """The layers of a run's network. Answered by `LayersDescribed`."""

    ticket: int
    run: Path


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


@dataclass(frozen=True, slots=True, eq=False)
class ShowOverview:
    """One number a channel, for all layers. Answered by `OverviewReady`; the newest wins."""

    ticket: int
    run: Path
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB


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


@dataclass(frozen=True, slots=True)
class ShowKernels:
    """The weights of one channel of a layer. Answered by `KernelsReady`; the newest wins."""

    ticket: int
    run: Path
    layer: str
    channel: int


@dataclass(frozen=True, slots=True, eq=False)
class ExplainPixel:
    """How one number of a map comes about. Answered by `PixelExplained`; the newest wins."""

    ticket: int
    run: Path
    layer: str
    row: int
    column: int
    channel: int
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    pre: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SaveMaps:
    """Write the maps of a layer, or one `channel` of it, to `target`: a picture (.png), arrays (.npy, .npz) or a table
    (.csv), by its ending. Answered by `MapsSaved`.
    """

    ticket: int
    run: Path
    layer: str
    target: Path
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    pre: bool = False
    channel: int | None = None
    scale: Scale = "channel"  # of a picture
    is_bare: bool = False  # a picture without legend and caption


@dataclass(frozen=True, slots=True)
class ScanChannels:
    """What the channels of a layer answer to the images of a folder. Answered by `ScanChannelsProgress`… and
    `ChannelsScanned`.

    What was scanned before, with the same weights and images, is answered at once.
    """

    ticket: int
    run: Path
    dataset: Path
    layer: str
    pre: bool = False


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """One layer, or one call of it, in the order of computing."""

    key: str
    name: str
    type: str  # the Keras class, or the name of an operation; “Input” for the image as the network sees it
    block: str  # the heading it stands under; empty: none
    output: tuple[int, ...]  # without the batch axis
    parameters: int  # of a layer that is called twice: at its first call
    inputs: tuple[str, ...]  # keys
    activation: str  # that is part of it; empty: none. Only with one there is *pre*
    kernel: Pair | None  # of a window that moves over its input
    step: Pair | None  # of that window
    receptive_field: Pair | None  # pixels, before the border cuts it; None: the whole image
    stride: Pair | None  # pixels between the fields of two neighbours

    @property
    def channels(self) -> int:
        return self.output[-1]

    @property
    def size(self) -> Pair:
        """(rows, columns) of a map; (1, 1) for flat values, of which each is a channel."""
        match self.output:
            case (rows, columns, _):
                return rows, columns
            case (rows, _):
                return rows, 1
            case _:
                return 1, 1


@dataclass(frozen=True, slots=True)
class LayersDescribed:
    """`nodes` are for `core.receptive_field`: what a unit sees is computed where it is asked."""

    ticket: int
    run: Path
    layers: tuple[LayerInfo, ...]
    nodes: tuple[Node, ...]
    classes: tuple[str, ...]
    preparation: Preparation
    parameters: int
    logits: str  # key of the layer, or of its *pre*, that holds the values before the last function
    logits_pre: bool


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
class ReceiptLine:
    """One step of a receipt: what is done, with which number, and what it comes to."""

    label: str
    term: float | None
    value: float
    layer: str = ""  # whose step it is


@dataclass(frozen=True, slots=True, eq=False)
class Receipt:
    """How one number comes about, in float64 from the layer's own input.

    `window` (rows, columns, inputs) is what is looked at in the maps of `source`, its first place at `top`, `left`
    with `dilation` between two; `inside` (rows, columns) is False where that is padding. `kernel` has the shape of the
    window, or is None where nothing is weighed. `lines` run down to `value`; Keras came to `keras`. `span` is the
    distance of the layer's smallest to its largest value for this image.
    """

    layer: str
    pre: bool
    row: int
    column: int
    channel: int
    kind: str  # in words: “convolution”, “largest of a window”, …
    source: str
    top: int
    left: int
    dilation: Pair
    window: Array | None
    inside: Array | None
    kernel: Array | None
    lines: tuple[ReceiptLine, ...]
    value: float
    keras: float
    span: float

    @property
    def residual(self) -> float:
        return self.value - self.keras

    @property
    def share(self) -> float:
        """The residual as a share of the layer's range; of its largest line, where the layer holds one value."""
        return abs(self.residual) / (self.span or max(abs(line.value) for line in self.lines) or 1.0)

    @property
    def is_closed(self) -> bool:
        """Whether it comes to what Keras has, as far as 32 bits allow."""
        return self.share <= 1e-4


@dataclass(frozen=True, slots=True)
class PixelExplained:
    ticket: int
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class MapsSaved:
    ticket: int
    target: Path


@dataclass(frozen=True, slots=True)
class ScanChannelsProgress:
    """At most ten of these a second."""

    ticket: int
    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class ScannedChannels:
    """What the channels (c) of one layer answered to `images` images. `dead` never rose above 0."""

    layer: str
    pre: bool
    images: int
    refused: tuple[tuple[str, str], ...]  # file and reason
    minimum: Array  # (c,)
    mean: Array
    deviation: Array
    maximum: Array
    active: Array  # share of all places above 0
    saturated: Array  # share of all places at the end of the function; 0 where it has none
    files: tuple[str, ...]  # relative to the dataset
    top: Array  # (c, n) indices into `files`, the highest maximum first
    top_values: Array  # (c, n)
    top_places: Array  # (c, n, 2): row and column of the maximum

    @property
    def is_dead(self) -> Array:
        """(c,) bool."""
        return self.maximum <= 0

    @property
    def most_alive(self) -> float:
        """Of the images like these, at most this share wakes a channel that none of them woke: 95 % certain."""
        return min(1.0, 3 / max(self.images, 1))


@dataclass(frozen=True, slots=True)
class ChannelsScanned:
    ticket: int
    channels: ScannedChannels
    is_cached: bool
