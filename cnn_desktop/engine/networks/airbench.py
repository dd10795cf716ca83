"""The networks of the presets `cifar10-fast` and `cifar10-best`: a residual network with a whitening first layer.

In the manner of airbench, Jordan 2024, arXiv:2404.00498: a fixed 2×2 convolution that whitens patches, three groups of
two convolutions with BatchNorm and GELU, max pooling, and logits scaled by 1/9 so that label smoothing 0.2 fits them.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers

from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine.networks import inputs
from cnn_desktop.engine.networks.inputs import Statistics

_WIDTHS = {"cifar10-fast": (32, 128, 128), "cifar10-best": (64, 256, 256)}
LOGIT_SCALE = 1 / 9
_KERNEL = 2


def apply(x: Any, plan: NetworkPlan, statistics: Statistics | None) -> Any:
    """Features (batch, width) of images scaled to -1..1 (batch, side, side, channels)."""
    whitening = layers.Conv2D(
        2 * _KERNEL * _KERNEL * plan.shape[2], _KERNEL, padding="valid", name="whiten_patches", trainable=False
    )
    x = whitening(x)  # side - 1
    if statistics:
        kernel = inputs.patch_whitening(statistics.pixels, _KERNEL)
        whitening.set_weights([kernel, whitening.get_weights()[1]])
    x = layers.Activation("gelu", name="whiten_gelu")(x)
    for group, width in enumerate(_WIDTHS[plan.architecture], start=1):
        x = _group(x, width, plan.l2, name=f"group{group}")
    return layers.GlobalMaxPooling2D(name="maximum")(x)


def _group(x: Any, width: int, l2: float, name: str) -> Any:
    """Halve the image, then add what a second convolution makes of it."""
    x = _convolution(x, width, l2, f"{name}_a")
    x = layers.MaxPooling2D(2, name=f"{name}_pool")(x)
    x = shortcut = _activated(x, f"{name}_a")
    x = _activated(_convolution(x, width, l2, f"{name}_b"), f"{name}_b")
    return layers.Add(name=f"{name}_add")([shortcut, x])


def _convolution(x: Any, width: int, l2: float, name: str) -> Any:
    return layers.Conv2D(
        width,
        3,
        padding="same",
        use_bias=False,
        kernel_initializer=PartlyIdentity(),
        kernel_regularizer=keras.regularizers.L2(l2) if l2 else None,
        name=f"{name}_conv",
    )(x)


def _activated(x: Any, name: str) -> Any:
    x = layers.BatchNormalization(momentum=0.6, scale=False, name=f"{name}_norm")(x)
    return layers.Activation("gelu", name=f"{name}_gelu")(x)


@keras.saving.register_keras_serializable("cnn_desktop")
class PartlyIdentity(keras.initializers.Initializer):  # type: ignore[misc]
    """Kernels that pass their input on: the first filters are the identity, the rest are drawn. Source: as above."""

    def __call__(self, shape: tuple[int, ...], dtype: Any = None) -> Any:
        height, width, channels, filters = shape
        kernel = np.array(keras.initializers.HeUniform()(shape, dtype))
        same = min(channels, filters)
        kernel[:, :, :, :same] = 0
        kernel[height // 2, width // 2, range(same), range(same)] = 1
        return kernel
