"""What the page that compares A with B knows, as one value; and the rows of its ranking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from cnn_desktop.core.messages import AlikeRanked, LayersRanked, MomentsDescribed, PairReady, PairScale, Side
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.models.feature_maps_state import ChosenImage

Kind: TypeAlias = Literal["images", "runs", "weights", "epochs"]
Measure: TypeAlias = Literal["difference", "angle", "cka"]
LayerOrder: TypeAlias = Literal["most", "depth"]

KINDS: tuple[Kind, ...] = ("images", "runs", "weights", "epochs")


@dataclass(frozen=True, slots=True)
class Row:
    """A layer of A beside one of B. `apart`: 0..1 and more, how far the bar goes; `figure` is what is written."""

    layers: tuple[str, str]
    apart: float
    figure: float


@dataclass(frozen=True, slots=True, eq=False)
class ComparingState:
    """`run` and `image` are A's. `missing`: what has to be chosen before there is something to compare."""

    run: Path | None = None
    image: ChosenImage | None = None
    kind: Kind = "images"
    other_image: ChosenImage | None = None
    other_run: Path | None = None
    moments: MomentsDescribed | None = None
    epochs: tuple[int, int] = (0, 0)
    pinned: int = 0  # the number of the image in the time-lapse
    measure: Measure = "difference"
    order: LayerOrder = "most"
    scale: PairScale = "layer"
    pre: bool = False  # before the activation, where a layer has one of its own
    ranked: LayersRanked | None = None
    alike: AlikeRanked | None = None
    layers: tuple[str, str] | None = None  # of the pair that is wanted
    pair: PairReady | None = None
    is_busy: bool = False
    done: int = 0
    total: int = 0
    problem: Problem | None = None

    @property
    def missing(self) -> str:
        if self.run is None:
            return "Choose a network first."
        match self.kind:
            case "epochs":
                return "" if self.moments and len(self.moments.epochs) > 1 else NO_EPOCHS
            case _ if self.image is None:
                return "Choose an image first."
            case "images":
                return "" if self.other_image else "Choose a second image, for B."
            case "runs":
                return "" if self.other_run else "Choose a second run, for B."
            case "weights":
                return self.moments.no_last if self.moments else "Looking at what the run keeps…"

    @property
    def sides(self) -> tuple[Side, Side] | None:
        """What the engine is asked about; None where something is missing."""
        if self.missing or self.run is None:
            return None
        if self.kind == "epochs":
            first, second = (Side(self.run, epoch=epoch, image=self.pinned) for epoch in self.epochs)
            return first, second
        if self.image is None:
            return None
        first = self._side(self.run, self.image)
        match self.kind:
            case "images" if self.other_image is not None:
                return first, self._side(self.run, self.other_image)
            case "runs" if self.other_run is not None:
                return first, self._side(self.other_run, self.image)
            case _:
                return first, replace(first, weights="last")

    def _side(self, run: Path, image: ChosenImage) -> Side:
        return Side(run, image.file, image.pixels, pre=self.pre)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Those that tell something; CKA needs two networks."""
        return ("difference", "angle") if self.kind in ("images", "epochs") else ("difference", "angle", "cka")

    @property
    def rows(self) -> tuple[Row, ...]:
        """The ranking, as far as it is known."""
        found = _by_cka(self.alike) if self.measure == "cka" else _by_pair(self.ranked, self.measure)
        return tuple(sorted(found, key=lambda row: -row.apart)) if self.order == "most" else found


NO_EPOCHS = (
    "This run has no time-lapse of two epochs: pin images before a training (Train, Advanced, Watch) to have one."
)


def _by_pair(ranked: LayersRanked | None, measure: Measure) -> tuple[Row, ...]:
    pairs = ranked.pairs if ranked else ()
    values = ((pair.layer, pair.difference if measure == "difference" else pair.angle) for pair in pairs)
    return tuple(Row((layer, layer), value, value) for layer, value in values)


def _by_cka(alike: AlikeRanked | None) -> tuple[Row, ...]:
    """Each layer of A with the one of B that has its name, or else with the most similar one."""
    if alike is None:
        return ()
    first, second = alike.layers
    places = {layer: place for place, layer in enumerate(second)}
    rows = []
    for place, layer in enumerate(first):
        other = places.get(layer, int(np.argmax(alike.alike[place])))
        value = float(alike.alike[place, other])
        rows.append(Row((layer, second[other]), 1 - value, value))
    return tuple(rows)
