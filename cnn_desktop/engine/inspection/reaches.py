"""How each Keras layer looks back at its input: its kernel, steps and padding as a `Reach`.

What the first layers do to pixel values (scaling, whitening) counts as looking at the same place, so that a field is
one of what the network makes of the image, and not the whole image from the start.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

from cnn_desktop.core.receptive_field import Pair, Reach
from cnn_desktop.engine.networks.layers import (
    CaffePreprocessing,
    PerImageStandardization,
    Step,
    StochasticPooling2D,
    ZCAWhitening,
)

SAME_PLACE = Reach()
WHOLE = Reach("whole")
UNKNOWN = Reach("whole", is_known=False)

_CONVOLUTIONS = (
    layers.Conv1D, layers.Conv2D, layers.DepthwiseConv1D, layers.DepthwiseConv2D,
    layers.SeparableConv1D, layers.SeparableConv2D,
)  # fmt: skip
_POOLINGS = (
    layers.MaxPooling1D, layers.MaxPooling2D, layers.AveragePooling1D, layers.AveragePooling2D, StochasticPooling2D,
)  # fmt: skip
_GLOBAL_POOLINGS = (
    layers.GlobalAveragePooling1D, layers.GlobalAveragePooling2D,
    layers.GlobalMaxPooling1D, layers.GlobalMaxPooling2D,
)  # fmt: skip
PREPARING = (
    layers.Rescaling, layers.Normalization, PerImageStandardization, ZCAWhitening, CaffePreprocessing,
)  # fmt: skip
_MERGES = (layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum)
_PLACE_BY_PLACE = (
    *PREPARING, *_MERGES, Step, layers.BatchNormalization, layers.UnitNormalization,
    layers.Dropout, layers.SpatialDropout1D, layers.SpatialDropout2D, layers.GaussianDropout, layers.GaussianNoise,
    layers.AlphaDropout, layers.ReLU, layers.LeakyReLU, layers.PReLU, layers.ELU, layers.Identity,
    layers.ActivityRegularization, layers.RandomFlip, layers.RandomRotation, layers.RandomZoom,
    layers.RandomTranslation, layers.RandomContrast, layers.RandomBrightness,
)  # fmt: skip
_OPERATIONS = frozenset(
    {
        "Add", "Subtract", "Multiply", "Divide", "TrueDivide", "DivideNoNan", "Power", "Square", "Sqrt", "Absolute",
        "Negative", "Maximum", "Minimum", "Clip", "Exp", "Log", "Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Celu",
        "Gelu", "Silu", "Sigmoid", "LogSigmoid", "HardSigmoid", "HardSilu", "Softplus", "Softsign", "Tanh", "HardTanh",
        "Cast", "Identity", "Where", "Sign", "Reciprocal", "Rsqrt",
    }
)  # fmt: skip


def reach_of(layer: Any, source: tuple[int, ...], output: tuple[int, ...]) -> Reach:
    """How `layer` looks at `source`, its first input, for `output`: both shapes without the batch axis."""
    match layer:
        case _ if isinstance(layer, _CONVOLUTIONS):
            return _window(layer.kernel_size, layer.strides, layer.padding, source, layer.dilation_rate)
        case _ if isinstance(layer, _POOLINGS):
            return _window(layer.pool_size, layer.strides, getattr(layer, "padding", "valid"), source)
        case layers.Conv2DTranspose():
            reach = _window(layer.kernel_size, layer.strides, layer.padding, output, layer.dilation_rate)
            return Reach("spread", reach.kernel, reach.stride, reach.dilation, reach.before)
        case layers.UpSampling2D() if layer.interpolation == "nearest":
            return Reach("spread", layer.size, layer.size)
        case layers.ZeroPadding2D():
            return Reach(before=(layer.padding[0][0], layer.padding[1][0]))
        case layers.Cropping2D():
            return Reach(before=(-layer.cropping[0][0], -layer.cropping[1][0]))
        case layers.Flatten() | layers.Reshape():
            return Reach("reshape")
        case _ if isinstance(layer, _GLOBAL_POOLINGS):
            return WHOLE
        case layers.Dense() | layers.Softmax() | layers.Activation() | layers.LayerNormalization():
            return _along_last_axis(layer, source)
        case layers.Concatenate():
            return SAME_PLACE if layer.axis in (-1, len(output)) else UNKNOWN
        case _ if isinstance(layer, _PLACE_BY_PLACE):
            return SAME_PLACE
        case _ if not isinstance(layer, layers.Layer):
            return _of_operation(layer, source, output)
        case _:
            return UNKNOWN


def window_of(layer: Any) -> tuple[Pair, Pair] | None:
    """Kernel and step of a layer with a window that moves; None for the others."""
    if isinstance(layer, (*_CONVOLUTIONS, layers.Conv2DTranspose)):
        return _pair(layer.kernel_size), _pair(layer.strides)
    if isinstance(layer, _POOLINGS):
        return _pair(layer.pool_size), _pair(layer.strides)
    return None


def _window(kernel: Any, strides: Any, padding: str, source: tuple[int, ...], dilation: Any = 1) -> Reach:
    kernel, stride, dilation = _pair(kernel), _pair(strides), _pair(dilation)
    before = (0, 0)
    if padding == "same":
        sides = source if len(source) == 3 else (source[0], 1)
        rows, columns = (_zeros_before(sides[axis], kernel[axis], stride[axis], dilation[axis]) for axis in (0, 1))
        before = rows, columns
    return Reach("window", kernel, stride, dilation, before) if padding in ("same", "valid") else UNKNOWN


def _zeros_before(size: int, kernel: int, stride: int, dilation: int) -> int:
    """Of “same”: as many zeros as ⌈size / stride⌉ windows need, the odd one behind."""
    windows = -(-size // stride)
    return max((windows - 1) * stride + (kernel - 1) * dilation + 1 - size, 0) // 2


def _along_last_axis(layer: Any, source: tuple[int, ...]) -> Reach:
    """Place by place in maps; over all of flat values, unless each is for itself."""
    if isinstance(layer, layers.Activation) and layer.activation is not keras.activations.softmax:
        return SAME_PLACE
    axis = getattr(layer, "axis", -1)
    axes = list(axis) if isinstance(axis, (list, tuple)) else [axis]
    if axes not in ([-1], [len(source)]):
        return UNKNOWN
    return SAME_PLACE if len(source) > 1 else WHOLE


def _of_operation(operation: Any, source: tuple[int, ...], output: tuple[int, ...]) -> Reach:
    name = type(operation).__name__
    if name in _OPERATIONS:
        return SAME_PLACE
    if name in ("Mean", "Max", "Sum") and len(output) < len(source):
        return WHOLE
    if name in ("Reshape", "Squeeze", "ExpandDims"):
        return Reach("reshape")
    if name in ("GetItem", "Flip") and output[:-1] == source[:-1]:  # channels are chosen or turned
        return SAME_PLACE
    return UNKNOWN


def _pair(value: Any) -> Pair:
    if isinstance(value, int):
        return value, value
    numbers = tuple(int(one) for one in value)
    return (numbers[0], 1) if len(numbers) == 1 else (numbers[0], numbers[1])
