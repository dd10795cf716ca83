"""HiRes-CAM: each value of a layer's maps weighed by how much the class depends on that very value.

Where everything behind the layer is linear, the sum is the logit without its bias: nothing is made up.
Source: Draelos and Carin 2020, arXiv:2011.08891.
"""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.attribution.network import Explained, Explanation


def hires_cam(network: Explained, seen: Pixels, class_index: int, layer: str | None = None) -> Explanation:
    """As `grad_cam`."""
    key = network.layer(layer)
    maps, gradient, logit = network.maps(seen, class_index, key)
    offset = network.offset(key, class_index)
    total = None if offset is None else logit - offset
    return Explanation(np.asarray((maps * gradient).sum(axis=-1), np.float32), key, logit, total)
