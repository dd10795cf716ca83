"""What crosses the pipe between the program and its child, around the requests and events of `core.messages`.

Everything goes over the one pipe, in order: a stop can only meet the jobs that were asked before it, and nothing is
shared that a child killed at the wrong moment could leave locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from cnn_desktop.core.messages import (
    ClassifyPixels,
    DescribeArchitecture,
    DescribeGroups,
    Detach,
    Event,
    Examine,
    Explain,
    LoadPicture,
    Locate,
    OpenCamera,
    PreviewAugmentation,
    Request,
    ScanDataset,
    Shutdown,
)

# a newer one ends the older ones of its kind early
NEWEST_WINS = (
    ScanDataset,
    DescribeGroups,
    LoadPicture,
    DescribeArchitecture,
    PreviewAugmentation,
    ClassifyPixels,
    Examine,
    Locate,
    Explain,
    OpenCamera,
)


@dataclass(frozen=True, slots=True)
class Job:
    """A request, numbered in the order of asking."""

    number: int
    request: Request


@dataclass(frozen=True, slots=True)
class Stop:
    """Every job asked so far is to end."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The job at work is to wait."""


@dataclass(frozen=True, slots=True)
class Proceed:
    """The job that waits is to go on."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The job of this number is over, however it ended."""

    number: int


@dataclass(frozen=True, slots=True)
class StopHeard:
    """The job of this number knows that it is to end; what it has to save may take its time."""

    number: int


@dataclass(frozen=True, slots=True)
class StillAlive:
    """The job at work goes on, although it has had nothing to tell."""


@dataclass(frozen=True, slots=True)
class Detached:
    """The last frame of a child that finishes its work alone."""


ToChild: TypeAlias = Job | Stop | Pause | Proceed | Detach | Shutdown
FromChild: TypeAlias = Event | Answered | StopHeard | StillAlive | Detached
