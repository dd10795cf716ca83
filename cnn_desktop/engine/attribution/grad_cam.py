"""Grad-CAM: the maps of a layer, each weighed by how much the class depends on it, summed up.

Source: Selvaraju et al. 2017, arXiv:1610.02391, eq. 1 and 2; without the ReLU of eq. 2, so that evidence against the
class stays to be seen.
"""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.attribution.network import Explained, Explanation


def weights_of(gradient: Array) -> Array:
    """(channels,) how much the class depends on each map: eq. 1, for a gradient (h, w, channels)."""
    return np.asarray(gradient.mean(axis=(0, 1)), np.float32)


def grad_cam(network: Explained, seen: Pixels, class_index: int, layer: str | None = None) -> Explanation:
    """`seen`: (side, side, channels) as prepared. `layer`: None for the last one with maps, whose size `values` has."""
    key = network.layer(layer)
    maps, gradient, logit = network.maps(seen, class_index, key)
    weights = weights_of(gradient)
    offset = network.offset(key, class_index)
    is_hires_cam = bool(np.allclose(gradient, weights, atol=1e-7))  # then it keeps the promise of that
    total = logit - offset if offset is not None and is_hires_cam else None
    return Explanation(np.asarray(maps @ weights, np.float32), key, logit, total)
