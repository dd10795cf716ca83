"""The first layer of every network: from pixels 0..255 to the values it likes. Part of the saved model.

What depends on the training images is measured once, before training, and lies in the layer from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, assert_never

import keras
import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.network import Inputs
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.networks.layers import PerImageStandardization, ZCAWhitening

DATASET = "standardise_by_dataset"  # the layer whose settings hold what was measured
WHITENING_EPSILON = 0.1  # of the mean variance: keeps what is mostly noise from being blown up
_MOST_IMAGES = 20_000  # enough for a mean; a covariance of 3,072 values has settled by then
_PATCHES = 200_000
_BLOCK = 256  # images


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the first layer must know of the training images, on the scale 0..255."""

    mean: Array  # (channels,)
    deviation: Array  # (channels,)
    pixels: Pixels  # the images it was measured on, for what only some networks need


def measure(pixels: Pixels) -> Statistics:
    """Statistics of training images (n, side, side, channels) uint8; of evenly spaced ones where they are many."""
    some = pixels[:: max(1, len(pixels) // _MOST_IMAGES)]
    side, channels = some.shape[2:]
    blocks = [some[start : start + _BLOCK].reshape(-1, side, channels) for start in range(0, len(some), _BLOCK)]
    found = np.array([cv2.meanStdDev(block) for block in blocks])[..., 0]  # (blocks, 2, channels); exact for bytes
    shares = np.array([len(block) for block in blocks])[:, None] / (len(some) * some.shape[1])
    mean, squares = (shares * found[:, 0]).sum(axis=0), (shares * (found[:, 0] ** 2 + found[:, 1] ** 2)).sum(axis=0)
    return Statistics(mean, np.maximum(np.sqrt(np.maximum(squares - mean**2, 0)), 1.0), some)


def layer(how: Inputs, shape: tuple[int, int, int], statistics: Statistics | None) -> Any:
    """The first layer. Without statistics it has the right shape only: `kept_network` finds its values."""
    channels = shape[2]
    match how:
        case "rescale":
            return keras.layers.Rescaling(1 / 127.5, offset=-1, name="rescale")
        case "standardise":
            return PerImageStandardization(name="standardise")
        case "dataset":
            mean = statistics.mean if statistics else np.full(channels, 127.5)
            deviation = statistics.deviation if statistics else np.full(channels, 64.0)
            # for every channel x → (x - mean) / deviation, as one scale and one offset
            return keras.layers.Rescaling((1 / deviation).tolist(), offset=(-mean / deviation).tolist(), name=DATASET)
        case "whiten":
            whitening = ZCAWhitening(name="whiten")
            whitening.build((None, *shape))
            if statistics:
                whitening.set_weights(zca(statistics.pixels))
            return whitening
        case _:
            assert_never(how)


def zca(pixels: Pixels) -> list[Array]:
    """Mean (values,) and matrix (values, values) that whiten flattened images of 0..255."""
    flat = pixels.reshape(len(pixels), -1).astype(np.float32)
    mean = flat.mean(axis=0)
    covariance = np.cov(flat - mean, rowvar=False).astype(np.float64)
    variance, basis = np.linalg.eigh(covariance)
    floor = WHITENING_EPSILON * max(float(variance.mean()), 1e-6)
    matrix = (basis / np.sqrt(np.maximum(variance, 0) + floor)) @ basis.T
    return [mean, matrix.astype(np.float32)]


def patch_whitening(pixels: Pixels, kernel: int) -> Array:
    """Kernels (kernel, kernel, channels, 2·values) that whiten small patches of images scaled to -1..1.

    The eigenvectors of the patches' covariance, each divided by its deviation, and their negatives.
    Source: Jordan 2024, arXiv:2404.00498, section 3.2.
    """
    channels = pixels.shape[-1]
    some = pixels[: max(1, _PATCHES // (pixels.shape[1] - kernel + 1) ** 2)].astype(np.float32) / 127.5 - 1
    windows = np.lib.stride_tricks.sliding_window_view(some, (kernel, kernel), axis=(1, 2))
    flat = windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, kernel * kernel * channels)
    variance, basis = np.linalg.eigh(flat.T.astype(np.float64) @ flat / len(flat))
    filters = (basis / np.sqrt(variance + 1e-2 * variance.mean() + 1e-8)).T  # (values, values), a filter a row
    both = np.concatenate([filters, -filters])
    return np.asarray(both.T.reshape(kernel, kernel, channels, len(both)), np.float32)
