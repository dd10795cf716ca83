"""The layers of a network.

A layer is named by its *key*: its name, with those of the models it is nested in before it (`backbone/conv`), and `#2`
behind it at its second call. A layer whose activation is part of it has two values a unit: before it (*pre*) and after.
All of it is at inference: dropout lets everything through, batch normalisation uses what it has learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.receptive_field import Node, Pair


@dataclass(frozen=True, slots=True)
class DescribeLayers:
    """The layers of a run's network. Answered by `LayersDescribed`."""

    ticket: int
    run: Path


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
    calls: tuple[str, ...] = ()  # keys of all calls of the layer, where there are several

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


Request: TypeAlias = DescribeLayers
Event: TypeAlias = LayersDescribed
