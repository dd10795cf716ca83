"""What the Feature maps tab says. Pure: no widget."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from cnn_desktop.core.messages import EffectiveFieldReady, LayerInfo, LayerOverview, MapsReady, Prediction
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.receptive_field import Box

MINUS = "−"


def number(value: float, digits: int = 4) -> str:
    """`value` with about `digits` figures that count: 0.8716, 12.35, −3.2 × 10⁻⁷."""
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("∞" if value > 0 else f"{MINUS}∞")
    if not 1e-3 <= abs(value) < 1e6:
        mantissa, exponent = f"{value:.{min(digits, 3) - 1}e}".split("e")
        return f"{mantissa} × 10{_raised(int(exponent))}".replace("-", MINUS)
    before = max(1, math.floor(math.log10(abs(value))) + 1)
    return f"{value:,.{max(0, digits - before if abs(value) >= 1 else digits)}f}".replace("-", MINUS)


def _raised(exponent: int) -> str:
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def size(output: tuple[int, ...]) -> str:
    """“56 × 56 × 144”."""
    return " × ".join(f"{side:,}" for side in output)


def share(value: float) -> str:
    return f"{100 * value:.0f} %" if value in (0.0, 1.0) or 0.005 <= value < 0.995 else f"{100 * value:.1f} %"


def layer_facts(layer: LayerInfo) -> str:
    """One line: size, type, window, parameters."""
    parts = [size(layer.output), kind(layer)]
    if layer.kernel:
        parts.append(f"{layer.kernel[0]} × {layer.kernel[1]}")
    if layer.step and layer.step != (1, 1):
        parts.append(f"stride {layer.step[0]}")
    if layer.parameters:
        parts.append(f"{layer.parameters:,} parameters")
    return " · ".join(parts)


_KINDS = {
    "Conv2D": "convolution", "DepthwiseConv2D": "depthwise convolution", "SeparableConv2D": "separable convolution",
    "Dense": "dense", "BatchNormalization": "batch normalisation", "MaxPooling2D": "largest of a window",
    "AveragePooling2D": "mean of a window", "GlobalAveragePooling2D": "mean of each map",
    "GlobalMaxPooling2D": "largest of each map", "ReLU": "ReLU", "Activation": "activation", "Add": "sum",
    "Concatenate": "side by side", "Dropout": "dropout (lets all through)", "Flatten": "flattened",
    "Rescaling": "rescaling", "Input": "the image as the network sees it", "ZeroPadding2D": "zeros around it",
    "Multiply": "product", "Softmax": "softmax",
}  # fmt: skip


def kind(layer: LayerInfo) -> str:
    """What the layer does, in a word or two."""
    said = _KINDS.get(layer.type, layer.type)
    return f"{said} + {layer.activation}" if layer.activation else said


def field(box: Box | None, side: int) -> str:
    """What a unit sees of the image."""
    if box is None:
        return "It sees nothing of the image."
    if box.width >= side and box.height >= side:
        return "It sees the whole image."
    return f"It sees {box.width:.0f} × {box.height:.0f} pixels."


def effective(ready: EffectiveFieldReady, box: Box | None, side: int) -> str:
    """What a unit sees, and how much of that really counts."""
    if ready.box is None:
        return f"{field(box, side)} Nothing moves it."
    seen = field(box, side).removesuffix(" pixels.").removesuffix(".")
    return f"{seen}, mostly {ready.box.width:.0f} × {ready.box.height:.0f}."


_JUDGED = {"sure": "Prediction", "unsure": "Not sure", "unlike": "Unlike its training images"}


def verdict(prediction: Prediction, true_class: str) -> str:
    """Over the classes. `true_class`: what the dataset says; empty where nobody knows."""
    return "Wrong" if true_class not in ("", prediction.class_name) else _JUDGED[prediction.judgement]


def truth(prediction: Prediction, true_class: str) -> str:
    """Under the verdict; empty where the answer is right, or nobody knows."""
    return f"It is {shown_name(true_class)}" if true_class not in ("", prediction.class_name) else ""


def pace(per_second: float, age_s: float) -> str:
    """“29 a second, 40 ms old”."""
    return f"{per_second:.0f} a second, {10 * max(1, round(100 * age_s))} ms old" if per_second else ""


def all_channels(
    maps: MapsReady, marks: LayerOverview | None, gains: Mapping[int, float], *, is_weighing: bool = False
) -> str:
    """Below the mosaic: how many there are, and what is odd about some of them. What was altered is no such thing."""
    channels = len(maps.levels)
    parts = [count(channels)]
    is_own = np.array([maps.pre or gains.get(channel) != 0 for channel in range(channels)])
    constant = int((maps.is_constant & is_own).sum()) if maps.levels.shape[1:] != (1, 1) else 0
    if not is_own.all():
        parts.append(f"{int((~is_own).sum()):,} silenced")
    if constant:
        parts.append(f"{constant:,} constant, hatched")
    if marks is not None and len(marks.is_silent) == channels:
        parts += [
            f"{int(which.sum()):,} {name}"
            for which, name in ((marks.is_silent & is_own, "silent"), (marks.is_saturated & is_own, "saturated"))
            if which.any()
        ]
    if is_weighing:
        parts.append("weighing them…")
    return "  ·  ".join(parts)


def mark(marks: LayerOverview | None, channel: int, gains: Mapping[int, float]) -> str:
    """Of one channel, for the image that is looked at."""
    gain = gains.get(channel, 1.0)
    if gain != 1:
        return f"× {gain:g}" if gain else "silenced"
    if marks is None or channel >= len(marks.is_silent):
        return ""
    return "silent" if marks.is_silent[channel] else "saturated" if marks.is_saturated[channel] else ""


def count(channels: int) -> str:
    return "1 channel" if channels == 1 else f"{channels:,} channels"
