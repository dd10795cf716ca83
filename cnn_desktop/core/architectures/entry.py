"""One entry of the catalogue: what a network is, which choices it takes, and its recipe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.stack.layers import Row

Kind: TypeAlias = Literal["stack", "code", "own", "pretrained"]

LEAST_FIRST_SIZE = 16  # pixels: the residual networks halve an image three times
OWN = "own"  # the key of a network that is no entry's: its layers come with the configuration

_STACK_OPTIONS = frozenset({"activation", "pooling", "normalise", "dropout"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """One network of the catalogue. What has the name of a field of `TrainingConfig` is its recipe: the value in
    force where the user chose none; None there means the network's own way.
    """

    key: str
    group: str  # the heading it stands under in a list
    title: str
    choose_when: str
    source: str
    kind: Kind = "stack"
    rows: tuple[Row, ...] = ()  # of a stack
    options: frozenset[str] = _STACK_OPTIONS  # which choices about the network itself it takes
    smallest_image: int  # pixels a side

    image_size: int | None = None  # pixels a side; None: suggested from the dataset
    first_size: int | None = None  # pixels of the first batches, where images grow
    grey: bool = False
    polarity: str = "as-is"
    centring: str = "none"
    resize: str = "pad"
    inputs: str = "rescale"
    optimizer: str = "adam"
    learning_rate: float = 1e-3  # peak
    schedule: str = "cosine"
    batch_size: int = 32
    epochs: int = 30
    patience: int = 6
    augmentation: str = "light"
    vary: Augmentation | None = None  # in place of what `augmentation` stands for
    loss: str = "softmax"
    label_smoothing: float = 0.0
    l2: float = 0.0
    weights: str = "none"
    method: str = "all"
