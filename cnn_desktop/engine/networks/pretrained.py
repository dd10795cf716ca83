"""Networks that have seen ImageNet before: `keras.applications` on our own input, and which of their blocks are last.

Flat: their layers are layers of ours, so that each can be looked at. Each brings its own preprocessing of pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import keras
from keras import layers

from cnn_desktop.core.backbones import DEFAULT_DROPOUT, KNOWN, KnownBackbone
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine.networks.layers import CaffePreprocessing

FEATURES = "average"  # the layer whose output the head learns from


@dataclass(frozen=True, slots=True)
class Backbone:
    """How a known network is built. `known`: what it is."""

    known: KnownBackbone
    prepare: Callable[[], Any] | None  # a layer from pixels 0..255 to what it likes; None: it does that itself
    tops: tuple[str, ...] = ("predictions",)  # layers behind the features, in files that hold them
    squared_deviation: tuple[float, float, float] | None = None  # see `weights.load`

    @property
    def name(self) -> str:
        return self.known.name

    @property
    def make(self) -> Callable[..., Any]:
        """Takes input_tensor, and alpha where `widths` names some."""
        make: Callable[..., Any] = getattr(keras.applications, self.known.maker)
        return make

    @property
    def mark(self) -> str:
        return self.known.mark

    @property
    def widths(self) -> Mapping[int, float]:
        return self.known.widths

    @property
    def last_blocks(self) -> tuple[str, ...]:
        return self.known.last_blocks


def _to_one() -> Any:
    return layers.Rescaling(1 / 127.5, offset=-1, name="rescale")


BACKBONES: Mapping[str, Backbone] = MappingProxyType(
    {
        "mobilenet-v2": Backbone(KNOWN["mobilenet-v2"], prepare=_to_one, tops=("predictions", "Logits")),
        "mobilenet-v1": Backbone(KNOWN["mobilenet-v1"], prepare=_to_one, tops=("conv_preds", "predictions")),
        "efficientnet-b0": Backbone(KNOWN["efficientnet-b0"], prepare=None, squared_deviation=(0.229, 0.224, 0.225)),
        "resnet-50": Backbone(
            KNOWN["resnet-50"],
            prepare=partial(CaffePreprocessing, name="caffe_preprocessing"),
            tops=("predictions", "probs", "fc1000"),
        ),
    }
)


def apply(image: Any, plan: NetworkPlan, width: float) -> Any:
    """Features (batch, channels), with dropout behind them, of images (batch, side, side, channels) of 0..255.

    Grey images go into all three channels. `width` has no meaning where the backbone comes in one width only.
    """
    backbone = BACKBONES[plan.architecture]
    x = image
    if plan.grey:
        x = layers.Concatenate(name="grey_to_rgb")([x, x, x])
    if backbone.prepare:
        x = backbone.prepare()(x)
    choices = {"alpha": width} if backbone.widths else {}
    x = backbone.make(input_tensor=x, include_top=False, weights=None, pooling=None, **choices).output
    x = layers.GlobalAveragePooling2D(name=FEATURES)(x)
    return dropout(x, plan)


def dropout(features: Any, plan: NetworkPlan) -> Any:
    """What stands between features and classes, in the whole network and in its head alone."""
    rate = DEFAULT_DROPOUT if plan.dropout is None else plan.dropout
    return layers.Dropout(rate, name="dropout")(features) if rate else features


def train_only_last_blocks(model: Any, architecture: str) -> None:
    """Hold every layer but those of the last blocks and the head; BatchNormalization everywhere, its statistics too.

    A BatchNormalization that is not trainable works as at prediction: few images would spoil what it knows.
    """
    last = (*BACKBONES[architecture].last_blocks, "logits")
    for layer in model.layers:
        layer.trainable = layer.name.startswith(last) and not isinstance(layer, layers.BatchNormalization)
