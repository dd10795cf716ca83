"""The networks of the presets `cifar10-fast` and `cifar10-best`: a residual network with a whitening first layer.

In the manner of airbench, Jordan 2024, arXiv:2404.00498: a fixed 2×2 convolution that whitens patches, three groups of
two convolutions with BatchNorm and GELU, max pooling, and logits scaled by 1/9 so that label smoothing 0.2 fits them.
"""

from __future__ import annotations

from typing import Any

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
        x = _group(x, width, name=f"group{group}")
    return layers.GlobalMaxPooling2D(name="maximum")(x)


def _group(x: Any, width: int, name: str) -> Any:
    for part in ("a", "b"):
        x = layers.Conv2D(
            width, 3, padding="same", use_bias=False, kernel_initializer="he_normal", name=f"{name}_{part}_conv"
        )(x)
        if part == "a":
            x = layers.MaxPooling2D(2, name=f"{name}_pool")(x)
            shortcut = x
        x = layers.BatchNormalization(momentum=0.6, scale=False, name=f"{name}_{part}_norm")(x)
        x = layers.Activation("gelu", name=f"{name}_{part}_gelu")(x)
    return layers.Add(name=f"{name}_add")([shortcut, x])
