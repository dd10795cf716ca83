"""Small backbones with random weights, saved as Keras publishes its own: layer by layer into HDF5."""

from __future__ import annotations

from pathlib import Path

import h5py
import keras
import numpy as np

MAKE = {
    "mobilenet-v2": keras.applications.MobileNetV2,
    "mobilenet-v1": keras.applications.MobileNet,
    "efficientnet-b0": keras.applications.EfficientNetB0,
    "resnet-50": keras.applications.ResNet50,
}


LAST = {
    "mobilenet-v2": "out_relu",
    "mobilenet-v1": "conv_pw_13_relu",
    "efficientnet-b0": "top_activation",
    "resnet-50": "conv5_block3_out",
}


def backbone(key: str = "mobilenet-v1", *, seed: int = 1, **choices):
    """A network of `keras.applications` at 32 pixels with random weights that let an image through to its end."""
    model = MAKE[key](**{"include_top": False, "weights": None, "input_shape": (32, 32, 3), **choices})
    random = np.random.default_rng(seed)
    for layer in model.layers:
        for weight in layer.weights:
            if weight.name == "kernel":
                fan_in = np.prod(weight.shape[:3]) if "dw" not in layer.name else np.prod(weight.shape[:2])
                weight.assign(random.normal(0, np.sqrt(2 / fan_in), weight.shape))
            elif weight.name in ("gamma", "moving_variance"):
                weight.assign(random.uniform(0.8, 1.2, weight.shape))
            elif weight.name in ("beta", "moving_mean"):
                weight.assign(random.normal(0, 0.1, weight.shape))
    return model


def last_maps(model, key: str):
    """`model` of `keras.applications` up to what its features are averaged from."""
    return keras.Model(model.input, model.get_layer(LAST[key]).output)


def write(model, file: Path) -> Path:
    """Save `model` in the format of Keras's cache."""
    with h5py.File(file, "w") as content:
        content.attrs["layer_names"] = [layer.name.encode() for layer in model.layers]
        for layer in model.layers:
            group = content.create_group(layer.name)
            variables = [*layer.trainable_weights, *layer.non_trainable_weights]
            group.attrs["weight_names"] = [f"{layer.name}/{one.name}:0".encode() for one in variables]
            for one in variables:
                group.create_dataset(f"{layer.name}/{one.name}:0", data=one.numpy())
    return file


def tiny(folder: Path, *, alpha: float = 0.25, seed: int = 1) -> Path:
    """The weights of a MobileNet of a quarter's width: 0.9 MB."""
    return write(backbone(alpha=alpha, seed=seed), folder / f"tiny_{alpha:g}.h5")
