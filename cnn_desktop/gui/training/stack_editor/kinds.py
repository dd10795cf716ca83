"""The kinds of layers as the editor offers them: icon, what each is for, and its settings with what they do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cnn_desktop.core.stack import words
from cnn_desktop.core.stack.layers import (
    ACTIVATIONS,
    POOLINGS,
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling,
    Normalisation,
    Pooling,
    Row,
)
from cnn_desktop.gui.training.fields import Step


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a layer. `slot`: the first and the last of the four places that it takes in its row."""

    name: str  # of the field of the row
    title: str
    unit: str
    hint: str
    slot: tuple[int, int]
    step: Step = field(default=lambda value, direction: value + direction)
    choices: Mapping[str, str] = field(default_factory=dict)  # what is kept: what is shown; of a number, none


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of layer."""

    row: type[Row]
    icon: str
    about: str
    settings: tuple[Setting, ...] = ()
    aside: str = ""  # in place of settings, where there are none

    @property
    def title(self) -> str:
        return words.TITLES[self.row]


def _octaves(value: float, direction: int) -> float:
    """The next power of two."""
    octave = math.log2(max(1.0, value))
    return float(2.0 ** max(0, math.floor(octave) + 1 if direction > 0 else math.ceil(octave) - 1))


def _twentieths(value: float, direction: int) -> float:
    return min(0.95, max(0.0, round(value * 20 + direction) / 20))


def _from(least: int) -> Step:
    return lambda value, direction: max(least, value + direction)


_STRIDE = "How far the window moves at each step. With 2, the output is half as wide and high."

KINDS: tuple[Kind, ...] = (
    Kind(
        Convolution,
        "frame-corners",
        "Each filter is a small window that slides over the image, and answers where it finds what it has learned.",
        (
            Setting(
                "filters",
                "Filters",
                "filters",
                "How many patterns it learns; each gives one channel of the output.",
                (0, 0),
                _octaves,
            ),
            Setting(
                "kernel",
                "Kernel",
                "kernel",
                "Side of the window in pixels. 3 is usual; two of 3 see as much as one of 5, with fewer parameters.",
                (1, 1),
                _from(1),
            ),
            Setting("stride", "Stride", "stride", _STRIDE, (2, 2), _from(1)),
            Setting(
                "padding",
                "Padding",
                "padding",
                "Zeros around the image. With half the kernel, rounded down, the output is as large as the input; "
                "with 0 it shrinks at every convolution.",
                (3, 3),
                _from(0),
            ),
        ),
    ),
    Kind(
        Activation,
        "activity",
        "Bends each value. Without it, a stack of layers could do no more than a single one.",
        (
            Setting(
                "function",
                "Function",
                "",
                "ReLU, which keeps what is above zero, is the one to start with.",
                (0, 1),
                choices=MappingProxyType({name: words.FUNCTIONS[name] for name in ACTIVATIONS}),
            ),
        ),
    ),
    Kind(
        Pooling,
        "corners-in",
        "Keeps one value of each window: the image gets smaller, and what was found may lie a little to the side.",
        (
            Setting(
                "kind",
                "Value kept",
                "",
                "The largest, the average, or one drawn by its size (stochastic, also good against overfitting).",
                (0, 0),
                choices=MappingProxyType({name: words.POOLINGS[name] for name in POOLINGS}),
            ),
            Setting("size", "Window", "window", "Side of the window in pixels. 2 is usual.", (1, 1), _from(1)),
            Setting("stride", "Stride", "stride", _STRIDE, (2, 2), _from(1)),
        ),
    ),
    Kind(
        Normalisation,
        "sliders-horizontal",
        "Batch normalisation: brings every channel to a common scale, so that deep networks learn faster.",
        aside="every channel to mean 0 and deviation 1",
    ),
    Kind(
        Dropout,
        "circle-dashed",
        "While training, sets values to zero at random, so that nothing is learned by heart.",
        (Setting("rate", "Rate", "of values", "The share that is zero. 0.25 to 0.5 is usual.", (0, 1), _twentieths),),
    ),
    Kind(
        Flatten,
        "rows",
        "Puts all values of all channels in one row, for the dense layers.",
        aside="all values in one row",
    ),
    Kind(
        GlobalPooling,
        "arrows-in",
        "Keeps one value of each channel, however large the image: few parameters, and any image size.",
        (
            Setting(
                "kind",
                "Value kept",
                "",
                "The average or the largest of the whole channel.",
                (0, 0),
                choices=MappingProxyType({name: words.POOLINGS[name] for name in ("average", "max")}),
            ),
        ),
    ),
    Kind(
        Dense,
        "share-network",
        "Every value it gives is a weighted sum of all values before it. Most parameters are here.",
        (Setting("units", "Units", "units", "How many values it gives.", (0, 0), _octaves),),
    ),
)

BY_ROW: Mapping[type[Row], Kind] = MappingProxyType({kind.row: kind for kind in KINDS})


def kind_of(row: Row) -> Kind:
    return BY_ROW[type(row)]
