"""The layer between logits and probabilities that makes a finished run as sure as it may be."""

from __future__ import annotations

from typing import Any

import keras

TEMPERATURE = "temperature"  # the layer that divides the logits by it


def calibrated(network: Any, temperature: float) -> Any:
    """`network` with its logits divided by `temperature`; shares its weights, and answers the same classes."""
    cooled = keras.layers.Rescaling(1 / temperature, name=TEMPERATURE)(network.get_layer("logits").output)
    last = network.get_layer("probabilities")
    return keras.Model(network.input, type(last).from_config(last.get_config())(cooled), name=network.name)
