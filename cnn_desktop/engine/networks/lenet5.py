"""LeNet-5. Source: LeCun, Bottou, Bengio, Haffner 1998, Proceedings of the IEEE 86(11), figure 2.

As it is built today: every map of C3 sees every map of S2, subsampling is average pooling, and the
radial basis output is a dense layer with softmax. 28×28 images are padded to the paper's 32×32 by C1.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers


def build(shape: tuple[int, int, int], classes: int) -> Any:
    """Images (side, side, 1 or 3), 0..255; 61,706 parameters for 28×28 grey and ten classes."""
    image = keras.Input(shape, name="image")
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescale")(image)
    x = layers.Conv2D(6, 5, padding="same", activation="tanh", name="c1")(x)  # side
    x = layers.AveragePooling2D(2, name="s2")(x)  # side/2
    x = layers.Conv2D(16, 5, activation="tanh", name="c3")(x)  # side/2 - 4
    x = layers.AveragePooling2D(2, name="s4")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(120, activation="tanh", name="c5")(x)
    x = layers.Dense(84, activation="tanh", name="f6")(x)
    x = layers.Dense(classes, name="logits")(x)
    return keras.Model(image, layers.Activation("softmax", name="probabilities")(x), name="lenet5")
