"""Networks whose explanation is known, and images for them."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers

from cnn_desktop.engine.attribution import Explained

SIDE = 16


def noise(side=SIDE, channels=3, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (side, side, channels), np.uint8)


def ended(image, x, units=3, function="softmax"):
    logits = layers.Dense(units, name="logits")(x)
    return keras.Model(image, layers.Activation(function, name="probabilities")(logits))


def pooled(units=3, function="softmax"):
    """Convolutions, global average pooling, a dense layer."""
    keras.utils.set_random_seed(3)
    image = keras.Input((SIDE, SIDE, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1)(image)
    x = layers.Conv2D(8, 3, strides=2, activation="relu", name="first")(x)
    x = layers.Conv2D(6, 3, activation="relu", name="last")(x)
    return ended(image, layers.GlobalAveragePooling2D()(x), units, function)


def flat():
    keras.utils.set_random_seed(4)
    image = keras.Input((SIDE, SIDE, 3))
    x = layers.Conv2D(4, 3, strides=4, activation="relu", name="last")(image / 255.0)
    return ended(image, layers.Flatten()(x))


def linear():
    keras.utils.set_random_seed(5)
    image = keras.Input((SIDE, SIDE, 3))
    return ended(image, layers.Flatten()(image / 255.0))


def looks_at_a_corner(side=SIDE, patch=4):
    """Class “bright”: what is bright in the upper left corner; class “dark”: the opposite."""
    image = keras.Input((side, side, 1))
    x = layers.Conv2D(1, patch, strides=patch, use_bias=False, name="last")(image / 255.0)
    x = layers.Flatten()(x)
    model = ended(image, x, 2)
    model.get_layer("last").set_weights([np.full((patch, patch, 1, 1), 1 / patch**2)])
    kernel = np.zeros(((side // patch) ** 2, 2))
    kernel[0] = 4, -4
    model.get_layer("logits").set_weights([kernel, np.zeros(2)])
    return Explained(model, ("bright", "dark"))


def network(model, classes="abc"):
    return Explained(model, tuple(classes))
