"""Receipts of layers that look at a window, or at all of their input: convolutions, pooling, dense layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import layers

from cnn_desktop.core import mosaic
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.receptive_field import Reach
from cnn_desktop.engine.inspection.reaches import reach_of
from cnn_desktop.engine.inspection.receipts.account import Account, Place, Work
from cnn_desktop.engine.networks.layers import StochasticPooling2D, ZCAWhitening


def convolution(work: Work, place: Place) -> Account:
    """Convolution, also in groups."""
    depth, filters = work.layer.kernel.shape[-2:]
    first = place.channel // (filters // work.layer.groups) * depth
    account = _window(work, place, "convolution", work.input()[:, :, first : first + depth])
    kernel = work.weight("kernel", (..., place.channel))
    assert kernel is not None
    return _weighed(account, kernel.reshape(kernel.shape[0], -1, depth), _bias(work, place.channel))


def depthwise(work: Work, place: Place) -> Account:
    """Depthwise convolution: each channel for itself."""
    kernel = _kernel(work, "kernel")  # (rows, columns, channels, multiplier)
    channel, copy = divmod(place.channel, kernel.shape[3])
    account = _window(work, place, "depthwise convolution", work.input()[:, :, channel : channel + 1])
    return _weighed(account, kernel[:, :, channel : channel + 1, copy], _bias(work, place.channel))


def separable(work: Work, place: Place) -> Account:
    """Depthwise, then 1×1: together one kernel, Σ over the copies of a channel of depthwise · pointwise."""
    depthwise_kernel = _kernel(work, "depthwise_kernel")  # (rows, columns, channels, multiplier)
    pointwise = _kernel(work, "pointwise_kernel")[0, 0, :, place.channel]
    together = (depthwise_kernel * pointwise.reshape(depthwise_kernel.shape[2:])).sum(axis=-1)
    account = _window(work, place, "separable convolution", work.input())
    return _weighed(account, together, _bias(work, place.channel))


def transposed(work: Work, place: Place) -> Account:
    """Transposed convolution: every input spreads its kernel over the output; here, those that reach this place."""
    x, kernel = work.input(), _kernel(work, "kernel")  # (rows, columns, filters, channels)
    reach = reach_of(work.layer, x.shape, work.output_shape)
    account = Account("transposed convolution")
    axes = []
    for axis, at in enumerate((place.row, place.column)):
        ahead = at + reach.before[axis] - np.arange(reach.kernel[axis]) * reach.dilation[axis]
        source = ahead // reach.stride[axis]
        meets = (ahead % reach.stride[axis] == 0) & (source >= 0) & (source < x.shape[axis])
        axes.append((np.where(meets, source, 0), meets))
    (rows, in_rows), (columns, in_columns) = axes
    account.inside = np.logical_and.outer(in_rows, in_columns)
    account.top, account.left = int(rows[in_rows].min(initial=0)), int(columns[in_columns].min(initial=0))
    account.window = np.where(account.inside[..., None], x[np.ix_(rows, columns)], 0).astype(np.float64)
    return _weighed(account, kernel[:, :, place.channel, :], _bias(work, place.channel))


def dense(work: Work, place: Place) -> Account:
    """Weighted sum of all values of its input, or of all channels at the same place."""
    x, kernel = work.input(), work.weight("kernel", (slice(None), place.channel))
    assert kernel is not None
    row, column = (place.row, place.column) if x.shape[:2] != (1, 1) else (0, 0)
    account = Account("dense", top=row, left=column, inside=np.ones((1, 1), bool))
    account.window = x[row : row + 1, column : column + 1].astype(np.float64)
    return _weighed(account, kernel[None, None], _bias(work, place.channel))


def whitening(work: Work, place: Place) -> Account:
    """Every pixel less its mean, weighed by one row of the matrix."""
    x = work.input().astype(np.float64)
    output = int(np.ravel_multi_index((place.row, place.column, place.channel), x.shape))
    mean, matrix = work.weight("mean"), work.weight("matrix", (slice(None), output))
    assert mean is not None
    assert matrix is not None
    account = Account("whitening: pixels less their mean", inside=np.ones(x.shape[:2], bool))
    account.window = x - mean.reshape(x.shape)
    return _weighed(account, matrix.reshape(x.shape), None)


def pooling(work: Work, place: Place) -> Account:
    """The largest of a window, its mean, or what is expected of drawing one by its share."""
    x = work.input()[:, :, place.channel : place.channel + 1]
    if _is_global(work.layer):
        account = Account("", window=x.astype(np.float64), inside=np.ones(x.shape[:2], bool))
    else:
        account = _window(work, place, "", x)
    assert account.window is not None
    assert account.inside is not None
    values = account.window[account.inside]
    name = type(work.layer).__name__
    if isinstance(work.layer, StochasticPooling2D):
        return _drawn(account, values)
    if "Max" in name:
        account.kind = "largest of a window"
        return account.add(f"largest of {values.size} values", values.max())
    account.kind = "mean of a window"
    account.add(f"sum of {values.size} values", values.sum())
    return account.add(f"÷ {values.size}", values.mean(), values.size)


def _drawn(account: Account, values: Array) -> Account:
    """Zeiler and Fergus 2013, eq. 6: Σ a · a/Σa, values below 0 counting as 0."""
    account.kind = "what is expected of drawing from a window by share"
    values = np.maximum(values, 0)
    total, squares = float(values.sum()), float((values**2).sum())
    account.add("Σ a²", squares)
    return account.add("÷ Σ a", squares / total if total else 0.0, total)


def _weighed(account: Account, kernel: Array, bias: float | None) -> Account:
    """Products, their sum, and the bias."""
    assert account.window is not None
    account.kernel = kernel
    total = float((account.window * kernel).sum())
    account.add(f"sum of {kernel.size:,} products", total)
    return account if bias is None else account.add("+ bias", total + bias, bias)


def _window(work: Work, place: Place, kind: str, x: Array) -> Account:
    """What of `x` (rows, columns, inputs) lies under the window of the unit at `place`; padding counts 0."""
    source = mosaic.as_maps(work.raw(work.call.inputs[0])).shape
    reach: Reach = reach_of(work.layer, source, work.output_shape)
    top = place.row * reach.stride[0] - reach.before[0]
    left = place.column * reach.stride[1] - reach.before[1]
    kernel = reach.kernel if x.shape[1] > 1 or len(work.output_shape) == 3 else (reach.kernel[0], 1)
    rows = top + np.arange(kernel[0]) * reach.dilation[0]
    columns = left + np.arange(kernel[1]) * reach.dilation[1]
    in_rows, in_columns = (rows >= 0) & (rows < x.shape[0]), (columns >= 0) & (columns < x.shape[1])
    inside = np.logical_and.outer(in_rows, in_columns)
    values = x[np.ix_(rows.clip(0, x.shape[0] - 1), columns.clip(0, x.shape[1] - 1))]
    window = np.where(inside[..., None], values, 0).astype(np.float64)
    return Account(kind, top=top, left=left, dilation=reach.dilation, window=window, inside=inside)


def _kernel(work: Work, name: str) -> Array:
    """(rows, columns, …, …): of a convolution along one axis, one column."""
    kernel = work.weight(name)
    assert kernel is not None
    return kernel if kernel.ndim == 4 else kernel[:, None]


def _bias(work: Work, channel: int) -> float | None:
    bias = work.weight("bias", channel) if work.layer.use_bias else None
    return None if bias is None else float(bias)


def _is_global(layer: Any) -> bool:
    return type(layer).__name__.startswith("Global")


WRITERS = (
    (layers.Conv2DTranspose, transposed),  # before Conv2D, should it ever be one of its kinds
    ((layers.SeparableConv1D, layers.SeparableConv2D), separable),
    ((layers.DepthwiseConv1D, layers.DepthwiseConv2D), depthwise),
    ((layers.Conv1D, layers.Conv2D), convolution),
    (layers.Dense, dense),
    (ZCAWhitening, whitening),
    (
        (
            layers.MaxPooling1D, layers.MaxPooling2D, layers.AveragePooling1D, layers.AveragePooling2D,
            layers.GlobalMaxPooling1D, layers.GlobalMaxPooling2D,
            layers.GlobalAveragePooling1D, layers.GlobalAveragePooling2D, StochasticPooling2D,
        ),
        pooling,
    ),
)  # fmt: skip
