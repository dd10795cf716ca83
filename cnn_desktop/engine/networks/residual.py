"""A small residual network, the default. Source: He et al. 2015, arXiv:1512.03385, figure 2.

One block of two 3×3 convolutions a stage, four stages; large images are halved once more at the start.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine.networks.layers import activation

_LARGE = 96  # pixels; from here on the first convolution halves the image: a quarter of the work


def apply(x: Any, plan: NetworkPlan) -> Any:
    """Features (batch, 160) of scaled images (batch, side, side, channels); about 750,000 parameters."""
    function = plan.activation or "relu"
    regularizer = keras.regularizers.L2(plan.l2) if plan.l2 else None
    blocks = _Blocks(function, regularizer)
    x = blocks.convolution(x, 32, stride=2 if plan.image_size >= _LARGE else 1, name="stem")
    x = activation(function, f"stem_{function}")(x)
    for stage, (filters, stride) in enumerate(((32, 1), (64, 2), (128, 2), (160, 2)), start=1):
        x = blocks.block(x, filters, stride, name=f"block{stage}")
    x = layers.GlobalAveragePooling2D(name="average")(x)  # (batch, 160)
    rate = 0.2 if plan.dropout is None else plan.dropout
    return layers.Dropout(rate, name="dropout")(x) if rate else x


class _Blocks:
    """What all blocks share: the activation and the weight decay."""

    def __init__(self, function: str, regularizer: Any) -> None:
        self._function, self._regularizer = function, regularizer

    def block(self, x: Any, filters: int, stride: int, name: str) -> Any:
        """Two convolutions beside a shortcut, which is a 1×1 convolution where the shape changes."""
        shortcut = x
        if stride != 1 or x.shape[-1] != filters:
            shortcut = layers.Conv2D(
                filters,
                1,
                strides=stride,
                use_bias=False,
                kernel_regularizer=self._regularizer,
                name=f"{name}_shortcut",
            )(x)
            shortcut = layers.BatchNormalization(momentum=0.9, name=f"{name}_shortcut_norm")(shortcut)
        x = self.convolution(x, filters, stride, name=f"{name}_a")
        x = activation(self._function, f"{name}_a_{self._function}")(x)
        x = self.convolution(x, filters, 1, name=f"{name}_b")
        x = layers.Add(name=f"{name}_add")([shortcut, x])
        return activation(self._function, f"{name}_{self._function}")(x)

    def convolution(self, x: Any, filters: int, stride: int, name: str) -> Any:
        """A 3×3 convolution, normalised."""
        x = layers.Conv2D(
            filters,
            3,
            strides=stride,
            padding="same",
            use_bias=False,
            kernel_initializer="he_normal",
            kernel_regularizer=self._regularizer,
            name=f"{name}_conv",
        )(x)
        return layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)  # 0.9: settles within a small epoch
