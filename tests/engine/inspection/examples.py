"""Networks to look into: every preset with random weights that let an image through, and ones with odd graphs."""

from __future__ import annotations

from functools import cache

import keras
import numpy as np
from keras import layers

from cnn_desktop.core.architectures import BY_KEY, OWN
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine import networks
from cnn_desktop.engine.inspection.recording import Recorder

PRESETS = [key for key in BY_KEY if key != OWN]
SIDE = {"vgg16": 32, "efficientnet-b0": 64, "mobilenet-v2": 64, "mobilenet-v1": 64, "resnet-50": 64}  # pixels


def preset(key, image_size=None, **options):
    entry = BY_KEY[key]
    plan = NetworkPlan(
        **{
            "architecture": key,
            "image_size": image_size or SIDE.get(key, max(entry.smallest_image, 20)),
            "grey": entry.grey,
            "classes": 2 if entry.loss == "sigmoid" else 5,
            "loss": entry.loss,
            "inputs": entry.inputs,
        }
        | options
    )
    return stirred(networks.build(plan))


def stirred(model, seed=0):
    """Random weights, normalisation and biases among them, so that nothing is right by being zero or one."""
    random = np.random.default_rng(seed)
    for weight in model.weights:
        name, shape = weight.name, tuple(weight.shape)
        if name in ("gamma", "moving_variance"):
            weight.assign(random.uniform(0.7, 1.3, shape))
        elif name in ("beta", "moving_mean", "bias"):
            weight.assign(random.normal(0, 0.1, shape))
        elif "kernel" in name:
            depthwise = len(shape) == 4 and shape[3] == 1
            fan_in = np.prod(shape[:2]) if depthwise else np.prod(shape[:-1])
            weight.assign(random.normal(0, np.sqrt(1.5 / fan_in), shape))
    return model


def nested():
    """A backbone inside a network, and inside that another."""
    inner = keras.Sequential(
        [keras.Input((9, 9, 4)), layers.Conv2D(6, 3, activation="relu", name="conv")], name="inner"
    )
    image = keras.Input((20, 20, 3))
    x = layers.Conv2D(4, 3, strides=2, name="conv")(image)
    backbone = keras.Model(image, inner(x), name="backbone")
    outside = keras.Input((20, 20, 3))
    x = layers.GlobalAveragePooling2D(name="average")(backbone(layers.Rescaling(1 / 255, name="scale")(outside)))
    return stirred(keras.Model(outside, layers.Dense(3, activation="softmax", name="head")(x)))


def shared():
    """One layer in two branches, with operations between."""
    image = keras.Input((12, 12, 3))
    conv = layers.Conv2D(4, 3, padding="same", activation="tanh", name="conv")
    mirrored = keras.ops.flip(image, axis=-1)
    x = layers.Concatenate(name="both")([conv(image), conv(mirrored)]) * 0.5
    return stirred(keras.Model(image, layers.Dense(3, name="head")(layers.Flatten(name="flatten")(x))))


def twice():
    """A layer and a small network, each fed with what it put out itself."""
    image = keras.Input((12, 12, 3))
    again = layers.Conv2D(3, 3, padding="same", activation="relu", name="again")
    part = keras.Sequential([keras.Input((12, 12, 3)), layers.Conv2D(3, 3, padding="same", name="conv")], name="part")
    x = keras.ops.add(part(part(again(again(image)))), image)
    return stirred(keras.Model(image, layers.Dense(3, name="head")(layers.GlobalMaxPooling2D(name="maximum")(x))))


ODD = {"nested": nested, "shared": shared, "twice": twice}
EVERY = [*PRESETS, *ODD]


@cache
def network(name):
    return ODD[name]() if name in ODD else preset(name)


@cache
def recorder(name) -> Recorder:
    model = network(name)
    return Recorder(model, model.input_shape[1:])


def image(shape, seed=3):
    """(1, *shape) uint8: coarse random patches, as a picture has them."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (1, -(-shape[0] // 4), -(-shape[1] // 4), shape[2]))
    fine = np.repeat(np.repeat(coarse, 4, 1), 4, 2)[:, : shape[0], : shape[1]]
    return np.clip(fine + random.integers(-20, 21, fine.shape), 0, 255).astype(np.uint8)
