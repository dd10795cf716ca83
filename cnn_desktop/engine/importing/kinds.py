"""The layers that a foreign model may be made of: which settings each may have, and which weights it then holds.

An allow-list. A layer that is not here is refused by name; nothing is looked up by a name out of a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.engine.importing.arrays import HINT
from cnn_desktop.engine.importing.settings import (
    Check,
    activation,
    axes,
    axis,
    none_or,
    numbers,
    one_of,
    pair,
    real,
    shape,
    whole,
    yes_or_no,
)

Settings: TypeAlias = Mapping[str, Any]
Shape: TypeAlias = tuple[int, ...]  # of one image's values: (height, width, channels), or (values,)
Weights: TypeAlias = tuple[tuple[str, Shape], ...]  # name and shape, in the order of Keras


def _no_weights(settings: Settings, given: Shape) -> Weights:
    return ()


@dataclass(frozen=True)
class Kind:
    """`settings` are those that change what the layer computes; `weights` says what it must find in the file."""

    settings: Mapping[str, Check] = field(default_factory=dict)
    weights: Callable[[Settings, Shape], Weights] = _no_weights


# Settings that only training knows, or that are decided here.
_WITHOUT_MEANING = frozenset((
    "name", "trainable", "dtype", "batch_input_shape", "batch_size", "autocast", "seed", "noise_shape", "momentum",
    "input_dim", "input_length", "sparse", "ragged", "optional", "input_dtype", "synchronized", "rate",
    "data_format", "renorm_momentum", "renorm_clipping", "fused",
))  # fmt: skip
_LEARNING = ("_initializer", "_regularizer", "_constraint")
TRAINING_ONLY = frozenset((  # let everything through once the network is trained
    "SpatialDropout1D", "SpatialDropout2D", "AlphaDropout", "GaussianDropout", "GaussianNoise",
    "ActivityRegularization", "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast",
    "RandomBrightness",
))  # fmt: skip
_SIZES = pair(whole(most=1024))
_WINDOW: dict[str, Check] = {"pool_size": _SIZES, "strides": none_or(_SIZES), "padding": one_of("valid", "same")}
_CONVOLUTION: dict[str, Check] = {
    "kernel_size": _SIZES, "strides": _SIZES, "padding": one_of("valid", "same"), "dilation_rate": _SIZES,
    "activation": activation, "use_bias": yes_or_no,
}  # fmt: skip
_BORDER: Check = lambda value: tuple(pair(whole(0, 1024))(side) for side in pair(lambda side: side)(value))  # noqa: E731


def _convolution(settings: Settings, given: Shape) -> Weights:
    filters = settings["filters"]
    kernel = (*settings["kernel_size"], given[-1] // settings.get("groups", 1), filters)
    return (("kernel", kernel), *_bias(settings, filters))


def _depthwise(settings: Settings, given: Shape) -> Weights:
    multiplier = settings["depth_multiplier"]
    kernel = (*settings["kernel_size"], given[-1], multiplier)
    return (("depthwise_kernel", kernel), *_bias(settings, given[-1] * multiplier))


def _separable(settings: Settings, given: Shape) -> Weights:
    multiplier, filters = settings["depth_multiplier"], settings["filters"]
    return (
        ("depthwise_kernel", (*settings["kernel_size"], given[-1], multiplier)),
        ("pointwise_kernel", (1, 1, given[-1] * multiplier, filters)),
        *_bias(settings, filters),
    )


def _dense(settings: Settings, given: Shape) -> Weights:
    return (("kernel", (given[-1], settings["units"])), *_bias(settings, settings["units"]))


def _bias(settings: Settings, values: int) -> Weights:
    return (("bias", (values,)),) if settings.get("use_bias", True) else ()


def _batch_normalization(settings: Settings, given: Shape) -> Weights:
    measured = (("moving_mean", (given[-1],)), ("moving_variance", (given[-1],)))
    return (*_scale_and_shift(settings, given), *measured)


def _scale_and_shift(settings: Settings, given: Shape) -> Weights:
    names = (("gamma", "scale"), ("beta", "center"))
    return tuple((name, (given[-1],)) for name, switch in names if settings.get(switch, True))


def _slopes(settings: Settings, given: Shape) -> Weights:
    shared = settings.get("shared_axes") or ()
    return (("alpha", tuple(1 if number in shared else size for number, size in enumerate(given, start=1))),)


def _measured(settings: Settings, given: Shape) -> Weights:
    return () if settings.get("mean") is not None else (("mean", (given[-1],)), ("variance", (given[-1],)))


_NORMALISING: dict[str, Check] = {"axis": axis, "epsilon": real, "center": yes_or_no, "scale": yes_or_no}

KINDS: Mapping[str, Kind] = {
    "Conv2D": Kind(_CONVOLUTION | {"filters": whole(), "groups": whole()}, _convolution),
    "DepthwiseConv2D": Kind(_CONVOLUTION | {"depth_multiplier": whole(most=1024)}, _depthwise),
    "SeparableConv2D": Kind(_CONVOLUTION | {"filters": whole(), "depth_multiplier": whole(most=1024)}, _separable),
    "Dense": Kind({"units": whole(), "activation": activation, "use_bias": yes_or_no}, _dense),
    "BatchNormalization": Kind(_NORMALISING, _batch_normalization),
    "LayerNormalization": Kind(_NORMALISING, _scale_and_shift),
    "Activation": Kind({"activation": activation}),
    "ReLU": Kind({"max_value": none_or(real), "negative_slope": real, "threshold": real}),
    "LeakyReLU": Kind({"negative_slope": real}),
    "ELU": Kind({"alpha": real}),
    "PReLU": Kind({"shared_axes": none_or(axes)}, _slopes),
    "Softmax": Kind({"axis": axis}),
    "MaxPooling2D": Kind(_WINDOW),
    "AveragePooling2D": Kind(_WINDOW),
    "GlobalAveragePooling2D": Kind({"keepdims": yes_or_no}),
    "GlobalMaxPooling2D": Kind({"keepdims": yes_or_no}),
    "Flatten": Kind(),
    "Reshape": Kind({"target_shape": shape}),
    "Dropout": Kind(),
    "ZeroPadding2D": Kind({"padding": _BORDER}),
    "Cropping2D": Kind({"cropping": _BORDER}),
    "UpSampling2D": Kind({"size": _SIZES, "interpolation": one_of("nearest", "bilinear")}),
    "Add": Kind(),
    "Subtract": Kind(),
    "Multiply": Kind(),
    "Average": Kind(),
    "Maximum": Kind(),
    "Minimum": Kind(),
    "Concatenate": Kind({"axis": axis}),
    "Rescaling": Kind({"scale": numbers, "offset": numbers}),
    "Normalization": Kind({"axis": axis, "mean": none_or(numbers), "variance": none_or(numbers)}, _measured),
}
_OLD_NAMES = {"LeakyReLU": {"alpha": "negative_slope"}}  # settings that Keras 2 called otherwise


def checked_settings(kind: str, name: str, values: Mapping[str, Any], notes: list[str]) -> Settings:
    """What `kind` needs of `values`, checked. What was repaired is added to `notes`.

    Raises UserError for a value out of bounds, and for a setting whose meaning is not known here.
    """
    kept: dict[str, Any] = {}
    checks, renamed = KINDS[kind].settings, _OLD_NAMES.get(kind, {})
    if values.get("data_format") not in (None, "channels_last"):
        raise UserError(
            f"The layer {quoted(name)} takes colours before rows and columns (“channels first”).",
            hint="Save the model with channels last, as Keras does by itself.",
        )
    for key, value in values.items():
        setting = renamed.get(key, key)
        if setting in checks:
            try:
                kept[setting] = checks[setting](value)
            except ValueError as error:
                raise UserError(
                    f"The layer {quoted(name)} ({kind}) has a “{key}” that does not fit: expected was {error}.",
                    hint=HINT,
                ) from error
        elif kind == "DepthwiseConv2D" and key == "groups" and value == 1:
            note = "“groups” was taken out of its depthwise convolutions: newer versions of Keras refuse it."
            if note not in notes:
                notes.append(note)
        elif value not in (None, False) and not _is_without_meaning(kind, key):
            raise UserError(
                f"The layer {quoted(name)} ({kind}) has a setting “{key[:40]}” that is not known here.",
                hint="Save the model again with a current version of Keras.",
            )
    return kept


def _is_without_meaning(kind: str, key: str) -> bool:
    if kind == "DepthwiseConv2D" and key in ("filters", "kernel_initializer"):
        return True
    return key in _WITHOUT_MEANING or key.endswith(_LEARNING)
