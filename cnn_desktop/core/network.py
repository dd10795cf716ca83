"""Everything that decides a network before it has seen an image, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from cnn_desktop.core import architectures
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.stack import known
from cnn_desktop.core.stack.arithmetic import require_fit
from cnn_desktop.core.stack.layers import ACTIVATIONS, POOLINGS, ActivationName, PoolingKind, Row

Inputs: TypeAlias = Literal["rescale", "standardise", "dataset", "whiten"]
Loss: TypeAlias = Literal["softmax", "sigmoid"]
Method: TypeAlias = Literal["all", "fast", "fine-tune"]

INPUTS: tuple[Inputs, ...] = get_args(Inputs)
LOSSES: tuple[Loss, ...] = get_args(Loss)
METHODS: tuple[Method, ...] = get_args(Method)
MOST_WHITENED = 3_200  # values of an image: 32×32 RGB; the matrix grows with their square


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPlan:
    """Which network, on which images, to how many classes, with which choices. None: the network's own way.

    Raises UserError at birth for choices that do not go together.
    """

    architecture: str
    image_size: int  # pixels a side
    grey: bool = False
    classes: int
    layers: tuple[Row, ...] | None = None  # of a network of one's own
    activation: ActivationName | None = None
    pooling: PoolingKind | None = None
    normalise: bool | None = None
    dropout: float | None = None
    l2: float = 0.0  # weight of the sum of squared kernels in the loss
    inputs: Inputs = "rescale"
    loss: Loss = "softmax"
    weights: str = "none"  # of a pretrained network: "imagenet", "none" (random), or a file
    method: Method = "all"  # what is trained: all layers, only the new ones (fast), or the last blocks (fine-tune)

    def __post_init__(self) -> None:
        entry = architectures.architecture(self.architecture)
        if self.image_size < entry.smallest_image:
            raise UserError(
                f"{entry.title} needs images of at least {entry.smallest_image} pixels a side, not {self.image_size}.",
                hint=f"Choose an image size of {entry.smallest_image} or more.",
            )
        if self.classes < 2:
            raise UserError(f"A classifier needs at least two classes, not {self.classes}.", hint="Add another class.")
        if self.loss == "sigmoid" and self.classes != 2:
            raise UserError(
                f"One sigmoid unit tells two classes apart, not {self.classes}.", hint="Choose softmax as the output."
            )
        self._check_pretrained(entry)
        if self.inputs == "whiten" and self.image_size**2 * (1 if self.grey else 3) > MOST_WHITENED:
            raise UserError(
                f"Images of {self.image_size} pixels are too large to whiten.",
                hint="Whiten images of up to 32 pixels (56 in grey), or choose “dataset” as the input preparation.",
            )
        for name in ("activation", "pooling", "normalise", "dropout"):
            if getattr(self, name) is not None and name not in entry.options:
                advice = "Change its layers" if entry.kind == "own" else "Leave it as it is, or choose another network"
                raise UserError(f"{entry.title} has no choice of {name}.", hint=f"{advice}.")
        architectures.require_layers(entry, self.layers)
        if self.rows is not None:
            require_fit(self.rows, self.shape, self.classes, self.loss)

    def _check_pretrained(self, entry: architectures.Architecture) -> None:
        if entry.kind == "pretrained":
            if self.inputs != "rescale":
                raise UserError(
                    f"{entry.title}: its weights expect the input preparation that they were trained with, "
                    f"not “{self.inputs}”.",
                    hint="Choose “rescale”, which stands for it here.",
                )
            if self.weights == "none" and self.method != "all":
                raise UserError(
                    f"{entry.title}: without pretrained weights there is nothing to hold on to, "
                    f"so “{self.method}” would train on noise.",
                    hint="Choose the method “all”, or pretrained weights.",
                )
        elif self.weights != "none" or self.method != "all":
            raise UserError(
                f"{entry.title} has no pretrained weights.",
                hint="Choose a pretrained network, or leave weights and method alone.",
            )

    @property
    def shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of a prepared image."""
        return self.image_size, self.image_size, 1 if self.grey else 3

    @property
    def rows(self) -> tuple[Row, ...] | None:
        """The layer stack with the choices made; None where the network is none."""
        entry = architectures.architecture(self.architecture)
        if entry.kind not in ("stack", "own"):
            return None
        return known.with_options(
            self.layers or entry.rows,
            activation=self.activation,
            pooling=self.pooling,
            normalise=self.normalise,
            dropout=self.dropout,
        )


__all__ = ["ACTIVATIONS", "INPUTS", "LOSSES", "METHODS", "POOLINGS", "Inputs", "Loss", "Method", "NetworkPlan"]
