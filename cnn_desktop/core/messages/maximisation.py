"""The image that a channel, or a class, answers to most."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.messages.prediction import Prediction
from cnn_desktop.core.preparation import Pixels

STEPS = 256


@dataclass(frozen=True, slots=True)
class Maximise:
    """Make the image that one channel of a layer answers to most, or, with `class_name`, that class. Answered by
    `MaximiseProgress`… and `Maximised`.
    """

    ticket: int
    run: Path
    layer: str = ""
    channel: int = 0
    class_name: str = ""
    seed: int = 0
    steps: int = STEPS


@dataclass(frozen=True, slots=True, eq=False)
class SaveMaximised:
    """Write an image to `target` (.png). Answered by `MaximisedSaved`."""

    ticket: int
    target: Path
    pixels: Pixels  # (side, side, 1 or 3)
    caption: str
    is_bare: bool = False  # without the caption


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True, eq=False)
class MaximiseProgress:
    """At most ten of these a second. `value` is of the image as it was moved and turned in this step."""

    ticket: int
    done: int
    total: int
    pixels: Pixels  # (side, side, 1 or 3)
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class MaximisedImage:
    """`value`: the mean over its map of the channel, before its function, or the logit of the class (of two classes
    with one logit, for the first with its sign turned); `before`: that of the noise it began with.
    """

    layer: str
    channel: int
    class_name: str  # empty: it is of the channel
    pixels: Pixels  # (side, side, 1 or 3)
    value: float
    before: float
    steps: int
    seed: int
    prediction: Prediction  # what the network takes it for


@dataclass(frozen=True, slots=True)
class Maximised:
    ticket: int
    image: MaximisedImage


@dataclass(frozen=True, slots=True)
class MaximisedSaved:
    ticket: int
    target: Path


Request: TypeAlias = Maximise | SaveMaximised
Event: TypeAlias = MaximiseProgress | Maximised | MaximisedSaved
