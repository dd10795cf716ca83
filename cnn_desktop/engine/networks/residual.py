"""A small residual network, the default. Source: He et al. 2015, arXiv:1512.03385, figure 2.

One block of two 3×3 convolutions a stage, four stages; large images are halved once more at the start.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

_LARGE = 96  # pixels; from here on the first convolution halves the image: a quarter of the work


def build(shape: tuple[int, int, int], classes: int) -> Any:
    """Images (side, side, 1 or 3), 0..255; about 700,000 parameters."""
    image = keras.Input(shape, name="image")
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescale")(image)
    x = _convolution(x, 32, stride=2 if shape[0] >= _LARGE else 1, name="stem")
    x = layers.Activation("relu", name="stem_relu")(x)
    for stage, (filters, stride) in enumerate(((32, 1), (64, 2), (128, 2), (160, 2)), start=1):
        x = _block(x, filters, stride, name=f"block{stage}")
    x = layers.GlobalAveragePooling2D(name="average")(x)  # (batch, 160)
    x = layers.Dropout(0.2, name="dropout")(x)
    x = layers.Dense(classes, name="logits")(x)
    return keras.Model(image, layers.Activation("softmax", name="probabilities")(x), name="residual")


def _block(x: Any, filters: int, stride: int, name: str) -> Any:
    shortcut = x
    if stride != 1 or x.shape[-1] != filters:
        shortcut = layers.Conv2D(filters, 1, strides=stride, use_bias=False, name=f"{name}_shortcut")(x)
        shortcut = layers.BatchNormalization(name=f"{name}_shortcut_norm", momentum=0.9)(shortcut)
    x = _convolution(x, filters, stride, name=f"{name}_a")
    x = layers.Activation("relu", name=f"{name}_a_relu")(x)
    x = _convolution(x, filters, 1, name=f"{name}_b")
    x = layers.Add(name=f"{name}_add")([shortcut, x])
    return layers.Activation("relu", name=f"{name}_relu")(x)


def _convolution(x: Any, filters: int, stride: int, name: str) -> Any:
    x = layers.Conv2D(
        filters, 3, strides=stride, padding="same", use_bias=False, kernel_initializer="he_normal", name=f"{name}_conv"
    )(x)
    return layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)  # 0.9: settles within a small epoch
