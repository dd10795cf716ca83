"""The maps of a layer as they follow a camera.

Frames come from the window in a file that both map (`core.frame_ring`), maps go back in another (`core.array_ring`,
packed by `core.live_maps`); only numbers cross the pipe. The newest frame wins: what was not looked at in time is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.messages.maps import Scale
from cnn_desktop.core.messages.pins import Pin
from cnn_desktop.core.messages.prediction import Prediction
from cnn_desktop.core.receptive_field import Pair
from cnn_desktop.core.surgery import Surgery


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLook:
    """What is looked at in every frame. `scale` and `is_signed` as in `ShowMaps`; the limits are held."""

    layer: str
    channel: int  # at full precision; the nearest where the layer has fewer
    pre: bool = False
    scale: Scale = "layer"
    is_signed: bool | None = None
    with_evidence: bool = False  # where the class was found
    surgery: Surgery = ()
    pins: tuple[Pin, ...] = ()


@dataclass(frozen=True, slots=True)
class StartLiveMaps:
    """Look into `run` with every frame of the ring `frames`, until another is started or it is stopped. Answered by
    `LiveMapsStarted`; then come `LiveMapsReady` and, now and then, `OverviewReady`, all with this ticket. Where looking
    fails later on, `RequestFailed` comes and nothing after it.
    """

    ticket: int
    run: Path
    frames: Path
    look: LiveLook


@dataclass(frozen=True, slots=True)
class ChangeLiveMaps:
    """Look at something else from the next frame on. Answered by `LiveMapsChanged`; nothing where none are on."""

    ticket: int
    look: LiveLook


@dataclass(frozen=True, slots=True)
class StopLiveMaps:
    """Answered by `LiveMapsStopped`."""

    ticket: int


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class LiveMapsStarted:
    ticket: int
    ring: Path  # for `core.array_ring.ArrayRing.open`, once


@dataclass(frozen=True, slots=True)
class LiveMapsReady:
    """Maps lie in the ring. The next ones are told of only when these were taken from there."""

    ticket: int
    number: int  # of the maps, as in the ring
    frame: int  # the number of the frame they are of
    captured: float  # when that was grabbed, `time.monotonic()`, which all processes of a machine share
    layer: str
    pre: bool
    channel: int
    is_signed: bool
    prediction: Prediction
    image_size: Pair  # (height, width) of the frame
    per_second: float
    evidence_of: str = ""  # a class; empty: there is no evidence in the ring
    evidence_problem: str = ""  # why there is none although it was wanted
    unaltered: Prediction | None = None  # the answer without surgery, where channels are altered
    pins: tuple[Pin, ...] = ()  # whose maps lie in the ring as well


@dataclass(frozen=True, slots=True)
class LiveMapsChanged:
    ticket: int


@dataclass(frozen=True, slots=True)
class LiveMapsStopped:
    ticket: int


Request: TypeAlias = StartLiveMaps | ChangeLiveMaps | StopLiveMaps
Event: TypeAlias = LiveMapsStarted | LiveMapsReady | LiveMapsChanged | LiveMapsStopped
