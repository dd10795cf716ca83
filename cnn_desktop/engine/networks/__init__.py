"""The networks: layer stacks, networks in code, and pretrained backbones, all ended alike.

Every network takes images as they are prepared (float32, 0..255, channels last), scales them itself, and ends in a
layer "logits" and a layer "probabilities": softmax over the classes, or one sigmoid unit for the second of two.
"""

from __future__ import annotations

from typing import Any, assert_never

import keras

from cnn_desktop.core import architectures
from cnn_desktop.core.messages import ArchitectureReady, Layer
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine.networks import airbench, inputs, residual, stack
from cnn_desktop.engine.networks.inputs import Statistics


def build(plan: NetworkPlan, statistics: Statistics | None = None) -> Any:
    """A new `keras.Model` from images (batch, *plan.shape) to probabilities (batch, classes), or (batch, 1) by sigmoid.

    Without `statistics` of the training images, what depends on them holds placeholders until weights are loaded.
    Raises UserError where the network cannot be built for these images.
    """
    image = keras.Input(plan.shape, name="image")
    x = inputs.layer(plan.inputs, plan.shape, statistics)(image)
    scale = 1.0
    match architectures.architecture(plan.architecture).kind:
        case "stack" | "own":
            x = stack.apply(plan.rows or (), x, l2=plan.l2)
        case "code" if plan.architecture == "residual":
            x = residual.apply(x, plan)
        case "code":
            x, scale = airbench.apply(x, plan, statistics), airbench.LOGIT_SCALE
        case kind:
            assert_never(kind)
    return keras.Model(image, _classes(x, plan, scale), name=plan.architecture.replace("-", "_"))


def _classes(x: Any, plan: NetworkPlan, scale: float) -> Any:
    units, function = (1, "sigmoid") if plan.loss == "sigmoid" else (plan.classes, "softmax")
    regularizer = keras.regularizers.L2(plan.l2) if plan.l2 else None
    if scale == 1:
        x = keras.layers.Dense(units, kernel_regularizer=regularizer, name="logits")(x)
    else:
        x = keras.layers.Dense(units, use_bias=False, name="scores")(x)
        x = keras.layers.Rescaling(scale, name="logits")(x)
    return keras.layers.Activation(function, name="probabilities")(x)


def logits_of(model: Any) -> Any:
    """The same network up to the values before the last function, sharing its layers: the stable way to a loss."""
    return keras.Model(model.input, model.get_layer("logits").output, name=f"{model.name}_logits")


def describe(plan: NetworkPlan) -> ArchitectureReady:
    """The table of layers of a network, with output sizes and parameters."""
    model = build(plan)
    layers = tuple(
        Layer(layer.name, type(layer).__name__, _size(layer), layer.count_params())
        for layer in model.layers
        if not isinstance(layer, keras.layers.InputLayer)
    )
    title = architectures.architecture(plan.architecture).title
    return ArchitectureReady(0, plan.architecture, title, model.count_params(), layers)


def _size(layer: Any) -> tuple[int, ...]:
    return tuple(int(side) for side in layer.output.shape[1:])
