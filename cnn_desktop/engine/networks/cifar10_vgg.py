"""The VGG-like network for CIFAR-10 of Bakytnur, Abilova, Tasbolatuly, figure 2, layer by layer.

Three pairs of 3×3 convolutions with ReLU, each pair ended by max pooling and dropout; a hidden dense layer.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers


def build(shape: tuple[int, int, int], classes: int) -> Any:
    """Images (side, side, 1 or 3), 0..255; 2,395,434 parameters for 32×32×3 and ten classes."""
    image = keras.Input(shape, name="image")
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescale")(image)
    for block, filters in enumerate((32, 64, 128), start=1):
        for number in (1, 2):
            x = layers.Conv2D(filters, 3, padding="same", kernel_initializer="he_normal", name=f"conv{block}_{number}")(
                x
            )
            x = layers.Activation("relu", name=f"relu{block}_{number}")(x)
        x = layers.MaxPooling2D(2, name=f"pool{block}")(x)  # side/2, side/4, side/8
        x = layers.Dropout(0.25, name=f"dropout{block}")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(1024, kernel_initializer="he_normal", name="dense")(x)
    x = layers.Activation("relu", name="relu_dense")(x)
    x = layers.Dropout(0.5, name="dropout_dense")(x)
    x = layers.Dense(classes, name="logits")(x)
    return keras.Model(image, layers.Activation("softmax", name="probabilities")(x), name="cifar10_vgg")
