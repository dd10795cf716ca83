"""The time-lapse of a run: what it made of its watched images, epoch by epoch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages.maps import MapsReady
from cnn_desktop.core.messages.training import EpochDone
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.time_lapse import WatchedLayer

FilmScale: TypeAlias = Literal["run", "epoch"]  # one scale for all epochs, or each its own


@dataclass(frozen=True, slots=True)
class OpenTimeLapse:
    """What a run kept. Answered by `TimeLapseOpened`."""

    ticket: int
    run: Path


@dataclass(frozen=True, slots=True)
class ShowFilm:
    """The maps of one layer for one image, at every epoch that was kept. Answered by `FilmReady`; the newest wins."""

    ticket: int
    run: Path
    layer: str
    image: int
    scale: FilmScale = "run"


@dataclass(frozen=True, slots=True)
class SaveFilm:
    """Write that as an animation, .gif or .mp4 by the ending of `target`. Answered by `SaveFilmProgress`… and
    `FilmSaved`.
    """

    ticket: int
    run: Path
    layer: str
    image: int
    target: Path
    scale: FilmScale = "run"


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True, eq=False)
class FilmKernels:
    """The weights of layer `layer` as pictures (epochs, outputs, rows, columns, 3) uint8 RGB; None: no colours to show.

    One scale for all epochs: mid grey is zero, and `largest` full.
    """

    layer: str
    pictures: Pixels
    largest: float


@dataclass(frozen=True, slots=True, eq=False)
class TimeLapseOpened:
    """`answers` (epochs, images, classes) float32. `shortened`: in a sentence, what was left out; empty: nothing."""

    ticket: int
    run: Path
    images: tuple[str, ...]  # relative to the dataset
    seen: Pixels  # (images, rows, columns, 1 or 3)
    classes: tuple[str, ...]
    layers: tuple[WatchedLayer, ...]
    epochs: tuple[int, ...]
    answers: Array
    kernels: FilmKernels | None
    history: tuple[EpochDone, ...]
    shortened: str


@dataclass(frozen=True, slots=True, eq=False)
class FilmReady:
    """One `MapsReady` for each of `epochs`."""

    ticket: int
    layer: str
    image: int
    scale: FilmScale
    epochs: tuple[int, ...]
    moments: tuple[MapsReady, ...]


@dataclass(frozen=True, slots=True)
class SaveFilmProgress:
    """At most ten of these a second."""

    ticket: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FilmSaved:
    ticket: int
    target: Path


Request: TypeAlias = OpenTimeLapse | ShowFilm | SaveFilm
Event: TypeAlias = TimeLapseOpened | FilmReady | SaveFilmProgress | FilmSaved
