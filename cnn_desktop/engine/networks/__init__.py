"""The networks of the catalogue, one family a file.

Every network takes images as they are prepared (float32, 0..255, channels last), scales them itself, and
ends in a layer "logits" and a layer "probabilities".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import keras

from cnn_desktop.core import architectures
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import ArchitectureReady, Layer
from cnn_desktop.engine.networks import cifar10_vgg, lenet5, residual

Shape = tuple[int, int, int]
Builder = Callable[[Shape, int], keras.Model]

BUILDERS: Mapping[str, Builder] = MappingProxyType(
    {"residual": residual.build, "cifar10-vgg": cifar10_vgg.build, "lenet5": lenet5.build}
)


def build(key: str, shape: Shape, classes: int) -> Any:
    """A new `keras.Model` from images (batch, *shape) to probabilities (batch, classes).

    Raises UserError for an unknown key, fewer than two classes, or an image too small for the network.
    """
    entry = architectures.architecture(key)
    if classes < 2:
        raise UserError(f"A classifier needs at least two classes, not {classes}.", hint="Add another class.")
    if shape[0] < entry.smallest_image:
        raise UserError(
            f"{entry.title} needs images of at least {entry.smallest_image} pixels a side, not {shape[0]}.",
            hint=f"Choose an image size of {entry.smallest_image} or more.",
        )
    return BUILDERS[key](shape, classes)


def logits_of(model: Any) -> Any:
    """The same network up to the values before softmax, sharing its layers: the stable way to a loss."""
    return keras.Model(model.input, model.get_layer("logits").output, name=f"{model.name}_logits")


def describe(key: str, image_size: int, grey: bool, classes: int) -> ArchitectureReady:
    """The table of layers of a network, with output sizes and parameters."""
    model = build(key, (image_size, image_size, 1 if grey else 3), classes)
    layers = tuple(
        Layer(layer.name, type(layer).__name__, _size(layer), layer.count_params())
        for layer in model.layers
        if not isinstance(layer, keras.layers.InputLayer)
    )
    return ArchitectureReady(0, key, architectures.architecture(key).title, model.count_params(), layers)


def _size(layer: Any) -> tuple[int, ...]:
    return tuple(int(side) for side in layer.output.shape[1:])
