"""Receipts of layers that keep each value at its place, or move it: normalisation, functions, sums, reshaping."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from cnn_desktop.core import mosaic
from cnn_desktop.core.activations import softmax
from cnn_desktop.core.evaluation import Array
from cnn_desktop.engine.inspection.receipts.account import Account, Place, Work, applied
from cnn_desktop.engine.networks.layers import CaffePreprocessing, PerImageStandardization, Step

_SUMS = {
    "Add": ("+", np.add), "Subtract": ("−", np.subtract), "Multiply": ("×", np.multiply), "Divide": ("÷", np.divide),
    "TrueDivide": ("÷", np.divide), "Maximum": ("or, if larger,", np.maximum),
    "Minimum": ("or, if smaller,", np.minimum), "Power": ("to the power of", np.power),
}  # fmt: skip


def batch_normalisation(work: Work, account: Account, place: Place) -> Account:
    """(x − mean) / √(variance + ε) · γ + β, with the mean and variance learned in training."""
    channel = place.channel
    mean, variance = work.weight("moving_mean"), work.weight("moving_variance")
    assert mean is not None
    assert variance is not None
    value = account.value - mean[channel]
    account.add("− mean", value, mean[channel])
    deviation = np.sqrt(variance[channel] + work.layer.epsilon)
    account.add("÷ √(variance + ε)", value / deviation, deviation)
    return _scaled(work, account, channel)


def layer_normalisation(work: Work, account: Account, place: Place) -> Account:
    """As batch normalisation, but the mean and variance are those of the channels at this place."""
    beside = work.input()[place.row, place.column].astype(np.float64)
    deviation = np.sqrt(beside.var() + work.layer.epsilon)
    value = account.value - beside.mean()
    account.add("− mean of the channels here", value, beside.mean())
    account.add("÷ √(their variance + ε)", value / deviation, deviation)
    return _scaled(work, account, place.channel)


def _scaled(work: Work, account: Account, channel: int) -> Account:
    gamma, beta = work.weight("gamma"), work.weight("beta")
    if gamma is not None:
        account.add("× γ", account.value * gamma[channel], gamma[channel])
    if beta is not None:
        account.add("+ β", account.value + beta[channel], beta[channel])
    return account


def normalisation(work: Work, account: Account, place: Place) -> Account:
    """By a mean and variance that were set beforehand."""
    mean, variance = (_by_channel(getattr(work.layer, name), place.channel) for name in ("mean", "variance"))
    value, deviation = account.value - mean, max(np.sqrt(variance), keras.config.epsilon())
    account.add("− mean", value, mean)
    return account.add("÷ deviation", value / deviation, deviation)


def rescaling(work: Work, account: Account, place: Place) -> Account:
    """The value times the scale, and the offset added."""
    scale, offset = (_by_channel(getattr(work.layer, name), place.channel) for name in ("scale", "offset"))
    account.add("× scale", account.value * scale, scale)
    return account.add("+ offset", account.value + offset, offset) if offset else account


def standardisation(work: Work, account: Account, place: Place) -> Account:
    """By the mean and deviation of this image."""
    x = work.input().astype(np.float64)
    value, deviation = account.value - x.mean(), max(x.std(), x.size**-0.5)
    account.add("− mean of this image", value, x.mean())
    return account.add("÷ its deviation", value / deviation, deviation)


def caffe(work: Work, account: Account, place: Place) -> Account:
    """Red and blue change places, then the mean colour of ImageNet goes off."""
    x = float(work.input()[place.row, place.column, 2 - place.channel])
    mean = (103.939, 116.779, 123.68)[place.channel]
    account.lines.clear()
    return account.add(f"channel {2 - place.channel} of the image", x).add("− mean of ImageNet", x - mean, mean)


def function(work: Work, account: Account, place: Place) -> Account:
    """A layer, or an operation, that is a function of each value for itself; or softmax, of all channels here."""
    layer, x = work.layer, account.value
    if isinstance(layer, layers.Softmax) or getattr(layer, "activation", None) is keras.activations.softmax:
        beside = work.input()
        row, column = (place.row, place.column) if beside.shape[:2] != (1, 1) else (0, 0)
        return account.add("softmax: eᶻ / Σ eᶻ", softmax(beside[row, column].astype(np.float64))[place.channel])
    match layer:
        case layers.Activation():
            return account.add(*applied(layer.activation, x))
        case layers.ReLU():
            return account.add(*_rectified(layer, x))
        case layers.LeakyReLU():
            slope = float(layer.negative_slope)
            return account.add(f"× {slope:g} below 0", x if x > 0 else slope * x)
        case layers.ELU():
            return account.add("elu", x if x > 0 else float(layer.alpha) * np.expm1(x))
        case layers.PReLU():
            alpha = work.weight("alpha")
            assert alpha is not None
            slope = place.of(mosaic.as_maps(alpha))
            return account.add(f"× {slope:g} below 0", x if x > 0 else slope * x, slope)
        case Step():
            return account.add("1 above 0, else 0", float(x > 0))
        case _:
            name = type(layer).__name__
            return account.add(name.lower(), float(np.asarray(layer.call(tf.constant([x], tf.float64)))[0]))


def _rectified(layer: layers.ReLU, x: float) -> tuple[str, float]:
    most, slope, threshold = layer.max_value, float(layer.negative_slope), float(layer.threshold)
    value = x if x >= threshold else slope * (x - threshold)
    name = "relu" if most is None else f"relu up to {float(most):g}"
    return name, value if most is None else min(value, float(most))


def unchanged(work: Work, account: Account, place: Place) -> Account:
    """What varies or drops values in training lets them through at prediction."""
    return account.add("passed on, as at every prediction", account.value)


def merged(work: Work, place: Place, names: list[str]) -> Account:
    """Several inputs, value by value. `names` are the layers they come from."""
    kind = type(work.layer).__name__
    operands: list[Any] = work.inputs()
    if not isinstance(work.layer, layers.Layer):  # `x * 2`: one of them may be a number
        given = tf.nest.flatten(work.call.given[0])
        operands = [_operand(work, one) for one in given]
        names = [names[0] if tf.is_tensor(one) and len(names) == 1 else "" for one in given] if names else []
    values = [place.of(one) for one in operands]
    account = Account("value by value")
    for number, value in enumerate(values):
        name = names[number] if number < len(names) and names[number] else "a number"
        if not number:
            account.add(name, value, value)
            continue
        sign, operation = _SUMS["Add" if kind == "Average" else kind]
        account.add(f"{sign} {name}", operation(account.value, value), value)
    return account.add(f"÷ {len(values)}", account.value / len(values), len(values)) if kind == "Average" else account


def _operand(work: Work, given: Any) -> Array:
    values = np.asarray(work.raw(given) if tf.is_tensor(given) and _is_recorded(work, given) else given, np.float64)
    return mosaic.as_maps(values) if values.ndim else values.reshape(1, 1, 1)


def _is_recorded(work: Work, tensor: Any) -> bool:
    return any(tensor is one for one in work.call.inputs)


def joined(work: Work, place: Place, names: list[str]) -> Account:
    """Concatenation of channels: whose value it is."""
    channel = place.channel
    for number, x in enumerate(work.inputs()):
        if channel < x.shape[2]:
            name = names[number] if number < len(names) else "its input"
            account = Account("taken over", source=number)
            return account.add(f"channel {channel} of {name}", Place(place.row, place.column, channel).of(x))
        channel -= x.shape[2]
    raise IndexError(place)


def moved(work: Work, place: Place) -> Account:
    """Reshaping, padding, cutting, turning, enlarging: found by sending numbered places through the layer."""
    raw = work.raw(work.call.inputs[0])
    numbered = tf.reshape(tf.range(1.0, raw.size + 1.0, dtype=tf.float64), (1, *raw.shape))
    arguments, options = tf.nest.map_structure(
        lambda one: numbered if one is work.call.inputs[0] else one, work.call.given
    )
    sent = np.asarray(work.layer.call(*arguments, **{k: v for k, v in options.items() if k != "training"}))
    number = round(place.of(mosaic.as_maps(sent[0])))
    if number == 0:
        return Account("padding").add("zero beside the map", 0.0)
    where = np.unravel_index(number - 1, raw.shape)
    told = ", ".join(str(int(at)) for at in where)
    return Account("taken over").add(f"the value at ({told})", float(raw[where]))


def _by_channel(given: Any, channel: int) -> float:
    values = np.asarray(given, np.float64).reshape(-1)
    return float(values[channel if values.size > 1 else 0])


IN_PLACE = (
    (layers.BatchNormalization, batch_normalisation),
    (layers.LayerNormalization, layer_normalisation),
    (layers.Normalization, normalisation),
    (layers.Rescaling, rescaling),
    (PerImageStandardization, standardisation),
    (CaffePreprocessing, caffe),
    ((layers.Activation, layers.Softmax, layers.ReLU, layers.LeakyReLU, layers.ELU, layers.PReLU, Step), function),
    (
        (
            layers.Dropout, layers.SpatialDropout1D, layers.SpatialDropout2D, layers.GaussianDropout,
            layers.GaussianNoise, layers.AlphaDropout, layers.Identity, layers.ActivityRegularization,
            layers.RandomFlip, layers.RandomRotation, layers.RandomZoom, layers.RandomTranslation,
            layers.RandomContrast, layers.RandomBrightness,
        ),
        unchanged,
    ),
)  # fmt: skip
MERGES = frozenset({"Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Divide", "TrueDivide", "Power"})
MOVES = frozenset(
    {
        "Flatten", "Reshape", "Permute", "RepeatVector", "Cropping2D", "ZeroPadding2D", "UpSampling2D",
        "GetItem", "Flip", "Transpose", "Squeeze", "ExpandDims", "Roll",
    }
)  # fmt: skip
