"""Networks: their layers, and the weights that are published for some."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.network import NetworkPlan


@dataclass(frozen=True, slots=True)
class DescribeArchitecture:
    """Build a network to list its layers. Answered by `ArchitectureReady`."""

    ticket: int
    plan: NetworkPlan


@dataclass(frozen=True, slots=True)
class DownloadWeights:
    """Fetch the published weights of a pretrained network; consent has been given.

    Answered by `DownloadProgress`… and `WeightsReady`.
    """

    ticket: int
    architecture: str


@dataclass(frozen=True, slots=True)
class Layer:
    """One row of the table of layers. `output` is without the batch axis."""

    name: str
    type: str  # the Keras class
    output: tuple[int, ...]
    parameters: int


@dataclass(frozen=True, slots=True)
class ArchitectureReady:
    ticket: int
    key: str
    title: str
    parameters: int
    layers: tuple[Layer, ...]
    width: float = 1.0  # share of the channels that a pretrained network is built with, as its weights file has it


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """At most ten of these a second."""

    ticket: int
    done: int  # bytes
    total: int


@dataclass(frozen=True, slots=True)
class WeightsReady:
    ticket: int
    architecture: str
    file: Path
    written_down: str = ""  # what is remembered of it, where nobody names a sum; a sentence


Request: TypeAlias = DescribeArchitecture | DownloadWeights
Event: TypeAlias = ArchitectureReady | DownloadProgress | WeightsReady
