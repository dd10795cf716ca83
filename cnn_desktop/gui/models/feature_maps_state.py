"""What the Feature maps tab knows, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.messages import LayerInfo, LayersDescribed, Scale
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.progress import Problem

Phase: TypeAlias = Literal["no-run", "reading", "no-image", "working", "ready", "failed"]
ScaleChoice: TypeAlias = Literal["channel", "layer", "symmetric", "stretch"]


@dataclass(frozen=True, slots=True, eq=False)
class ChosenImage:
    """A file, or pixels that are nobody's file."""

    name: str
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    is_drawn: bool = False  # by hand: `pixels` follow the pen
    is_of_run: bool = False  # taken from the images of the run by itself: another run brings another

    @classmethod
    def of_file(cls, file: Path, *, is_of_run: bool = False) -> ChosenImage:
        return cls(file.name, file, is_of_run=is_of_run)


@dataclass(frozen=True, slots=True, eq=False)
class MapsState:
    """`layer` is the one wanted; what arrived may for a moment be of the one before."""

    phase: Phase = "no-run"
    run: Path | None = None
    network: LayersDescribed | None = None
    image: ChosenImage | None = None
    is_live: bool = False  # a camera is looked at, in place of an image
    layer: str = ""
    pre: bool = False
    scale: ScaleChoice = "layer"
    problem: Problem | None = None

    @property
    def info(self) -> LayerInfo | None:
        """Of the wanted layer."""
        return self.info_of(self.layer)

    def classes_of(self, key: str) -> tuple[str, ...]:
        """What the channels of a layer stand for, one class each; none but those of the answers do."""
        if self.network is None:
            return ()
        keys = [layer.key for layer in self.network.layers]
        info, first = self.info_of(key), self.network.logits
        is_answer = info is not None and first in keys and keys.index(key) >= keys.index(first)
        classes = self.network.classes
        return classes if is_answer and info is not None and info.channels == len(classes) else ()

    def info_of(self, key: str) -> LayerInfo | None:
        layers = self.network.layers if self.network else ()
        return next((layer for layer in layers if layer.key == key), None)


def engine_scale(choice: ScaleChoice) -> tuple[Scale, bool | None]:
    """What `ShowMaps` calls a choice: its `scale` and `is_signed`."""
    match choice:
        case "symmetric":
            return "layer", True
        case "channel" | "layer" | "stretch":
            return choice, None


def first_layer(network: LayersDescribed) -> str:
    """What is shown first: the maps of the first kernels."""
    with_maps = [layer for layer in network.layers if len(layer.output) == 3 and layer.type != "Input"]
    with_kernels = [layer for layer in with_maps if layer.parameters and layer.kernel]
    return (with_kernels or with_maps or list(network.layers))[0].key
