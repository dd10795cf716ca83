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
from cnn_desktop.core.pretrained import IMAGENET
from cnn_desktop.engine.networks import airbench, inputs, pretrained, residual, stack, weights
from cnn_desktop.engine.networks.inputs import Statistics


def build(plan: NetworkPlan, statistics: Statistics | None = None) -> Any:
    """A new `keras.Model` from images (batch, *plan.shape) to probabilities (batch, classes), or (batch, 1) by sigmoid.

    Without `statistics` of the training images, what depends on them holds placeholders until weights are loaded.
    A pretrained network holds the weights that its plan names. Raises UserError where the network cannot be built for
    these images, or its weights are not to be had.
    """
    file, width = weights.resolve(plan)
    model = assemble(plan, statistics, width)
    if file is not None:
        weights.load(model, plan.architecture, file)
    return model


def assemble(plan: NetworkPlan, statistics: Statistics | None, width: float) -> Any:
    """The network of `plan` with random weights; `width` is for pretrained ones."""
    image = keras.Input(plan.shape, name="image")
    scale = 1.0
    match architectures.architecture(plan.architecture).kind:
        case "stack" | "own":
            x = stack.apply(plan.rows or (), _first_layer(image, plan, statistics), l2=plan.l2)
        case "code" if plan.architecture == "residual":
            x = residual.apply(_first_layer(image, plan, statistics), plan)
        case "code":
            x = airbench.apply(_first_layer(image, plan, statistics), plan, statistics)
            scale = airbench.LOGIT_SCALE
        case "pretrained":
            x = pretrained.apply(image, plan, width)
        case kind:
            assert_never(kind)
    return keras.Model(image, _classes(x, plan, scale), name=plan.architecture.replace("-", "_"))


def _first_layer(image: Any, plan: NetworkPlan, statistics: Statistics | None) -> Any:
    return inputs.layer(plan.inputs, plan.shape, statistics)(image)


def head(plan: NetworkPlan, channels: int) -> Any:
    """The end of a pretrained network alone, from features (batch, channels); its weights are not the network's."""
    features = keras.Input((channels,), name="features")
    return keras.Model(features, _classes(pretrained.dropout(features, plan), plan, 1.0), name="head")


def _classes(x: Any, plan: NetworkPlan, scale: float) -> Any:
    units, function = (1, "sigmoid") if plan.loss == "sigmoid" else (plan.classes, "softmax")
    regularizer = keras.regularizers.L2(plan.l2) if plan.l2 else None
    if scale == 1:
        x = keras.layers.Dense(units, kernel_regularizer=regularizer, name="logits")(x)
    else:
        x = keras.layers.Dense(units, use_bias=False, kernel_regularizer=regularizer, name="scores")(x)
        x = keras.layers.Rescaling(scale, name="logits")(x)
    return keras.layers.Activation(function, name="probabilities")(x)


def logits_of(model: Any) -> Any:
    """The same network up to the values before the last function, sharing its layers: the stable way to a loss."""
    return keras.Model(model.input, model.get_layer("logits").output, name=f"{model.name}_logits")


def features_of(model: Any) -> Any:
    """The values (batch, n) that the classes are told apart by: the input of the last dense layer. None without one."""
    by_name = {layer.name: layer for layer in model.layers}
    ends = [by_name[name] for name in ("scores", "logits") if name in by_name]
    dense = [layer for layer in reversed(model.layers) if isinstance(layer, keras.layers.Dense)]
    features = (ends or dense or [None])[0]
    return features.input if features is not None and len(features.input.shape) == 2 else None


def with_features(model: Any) -> Any:
    """The same network, answering its outputs and behind them its features: (batch, outputs + n)."""
    features = features_of(model)
    if features is None:
        return model
    answers = keras.layers.Concatenate(name="answers")([model.output, features])
    return keras.Model(model.input, answers, name=f"{model.name}_answers")


def describe(plan: NetworkPlan) -> ArchitectureReady:
    """The table of layers of a network, with output sizes and parameters. Needs no weights, but a file if one is named.

    Raises UserError as `build`.
    """
    width = 1.0 if plan.weights == IMAGENET else weights.resolve(plan)[1]
    model = assemble(plan, None, width)
    layers = tuple(
        Layer(layer.name, type(layer).__name__, _size(layer), layer.count_params())
        for layer in model.layers
        if not isinstance(layer, keras.layers.InputLayer)
    )
    title = architectures.architecture(plan.architecture).title + (f", width {width:g}" if width != 1 else "")
    return ArchitectureReady(0, plan.architecture, title, model.count_params(), layers, width)


def _size(layer: Any) -> tuple[int, ...]:
    return tuple(int(side) for side in layer.output.shape[1:])
