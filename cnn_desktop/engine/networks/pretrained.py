"""Networks that have seen ImageNet before: `keras.applications` on our own input, and which of their blocks are last.

Flat: their layers are layers of ours, so that each can be looked at. Each brings its own preprocessing of pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

import keras
from keras import layers

from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine.networks.layers import CaffePreprocessing

FEATURES = "average"  # the layer whose output the head learns from
DEFAULT_DROPOUT = 0.2


@dataclass(frozen=True, slots=True)
class Backbone:
    """One network of `keras.applications`, without its end."""

    name: str  # as in sentences
    make: Callable[..., Any]  # takes input_tensor, and alpha where `widths` names some
    prepare: Callable[[], Any] | None  # a layer from pixels 0..255 to what it likes; None: it does that itself
    mark: str  # a layer that no other one has
    last_blocks: tuple[str, ...]  # how the names of the layers begin that fine-tuning trains
    tops: tuple[str, ...] = ("predictions",)  # layers behind the features, in files that hold them
    widths: Mapping[int, float] = field(default_factory=dict)  # channels of `mark` → Keras's alpha
    squared_deviation: tuple[float, float, float] | None = None  # see `weights.load`


def _to_one() -> Any:
    return layers.Rescaling(1 / 127.5, offset=-1, name="rescale")


BACKBONES: Mapping[str, Backbone] = MappingProxyType(
    {
        "mobilenet-v2": Backbone(
            name="MobileNetV2",
            make=keras.applications.MobileNetV2,
            prepare=_to_one,
            mark="block_16_project",
            last_blocks=("block_13", "block_14", "block_15", "block_16", "Conv_1"),
            tops=("predictions", "Logits"),
            widths={112: 0.35, 160: 0.5, 240: 0.75, 320: 1.0, 416: 1.3, 448: 1.4},
        ),
        "mobilenet-v1": Backbone(
            name="MobileNet",
            make=keras.applications.MobileNet,
            prepare=_to_one,
            mark="conv_pw_13",
            last_blocks=("conv_dw_12", "conv_pw_12", "conv_dw_13", "conv_pw_13"),
            tops=("conv_preds", "predictions"),
            widths={256: 0.25, 512: 0.5, 768: 0.75, 1024: 1.0},
        ),
        "efficientnet-b0": Backbone(
            name="EfficientNet-B0",
            make=keras.applications.EfficientNetB0,
            prepare=None,
            mark="block7a_project_conv",
            last_blocks=("block6", "block7", "top_"),
            squared_deviation=(0.229, 0.224, 0.225),
        ),
        "resnet-50": Backbone(
            name="ResNet-50",
            make=keras.applications.ResNet50,
            prepare=partial(CaffePreprocessing, name="caffe_preprocessing"),
            mark="conv5_block3_3_conv",
            last_blocks=("conv5_",),
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
