"""What the channels of a layer answer to the images of a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels, Preparation
from cnn_desktop.core.receptive_field import Node
from cnn_desktop.core.selectivity import Selectivity, selectivity


@dataclass(frozen=True, slots=True)
class ScanChannels:
    """What the channels of a layer answer to the images of a folder. Answered by `ScanChannelsProgress`… and
    `ChannelsScanned`.

    What was scanned before, with the same weights and images, is answered at once. `also`: other layers that are
    looked at in the same pass, after their activation; what they answer is kept, for whoever asks next.
    """

    ticket: int
    run: Path
    dataset: Path
    layer: str
    pre: bool = False
    only_if_known: bool = False  # nothing is computed: what is not known is told by `ChannelsNotScanned`
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PatchWish:
    """What the unit at `row`, `column` of a layer sees of the image in `file`."""

    file: Path
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class CropPatches:
    """Pictures of what units saw, `side` pixels wide and high. Answered by `PatchesCropped`; the newest wins.

    `nodes` as `LayersDescribed` brings them: no network is needed, nor TensorFlow.
    """

    ticket: int
    layer: str
    wishes: tuple[PatchWish, ...]
    nodes: tuple[Node, ...]
    preparation: Preparation
    side: int


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class ScanChannelsProgress:
    """At most ten of these a second."""

    ticket: int
    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class ScannedChannels:
    """What the channels (c) of one layer answered to `images` images, of k `classes` where the folder tells of any."""

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
    typical: Array  # (c, m) indices into `files`: of some hundred images, those whose maximum is nearest the median
    typical_values: Array  # (c, m)
    typical_places: Array  # (c, m, 2)
    classes: tuple[str, ...]  # by the folders; empty: fewer than two
    class_images: Array  # (k,)
    class_means: Array  # (k, c): mean over the images of a class of what lies above 0, itself a mean over places
    class_deviations: Array  # (k, c): of the same, from image to image

    @property
    def is_dead(self) -> Array:
        """(c,) bool."""
        return self.maximum <= 0

    @property
    def selectivity(self) -> Selectivity | None:
        """How far each channel prefers one class. None: the folder tells of no classes."""
        if not self.classes:
            return None
        return selectivity(self.class_images, self.class_means, self.class_deviations)

    @property
    def most_alive(self) -> float:
        """Of the images like these, at most this share wakes a channel that none of them woke: 95 % certain."""
        return min(1.0, 3 / max(self.images, 1))


@dataclass(frozen=True, slots=True)
class ChannelsScanned:
    ticket: int
    channels: ScannedChannels
    is_cached: bool


@dataclass(frozen=True, slots=True)
class ChannelsNotScanned:
    """Only where that was asked. `images` are in the folder."""

    ticket: int
    images: int


@dataclass(frozen=True, slots=True, eq=False)
class PatchesCropped:
    """`patches` (side, side, 3), as they were wished; None: the file cannot be read, or the unit sees nothing of it."""

    ticket: int
    patches: tuple[Pixels | None, ...]


Request: TypeAlias = ScanChannels | CropPatches
Event: TypeAlias = ScanChannelsProgress | ChannelsScanned | ChannelsNotScanned | PatchesCropped
