"""Layer-CAM: as HiRes-CAM, but only where more of a map would mean more of the class; finer at early layers.

Says nothing about what speaks against a class, by its definition.
Source: Jiang et al. 2021, “LayerCAM: exploring hierarchical class activation maps”, eq. 5 and 6.
"""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.attribution.network import Explained, Explanation


def layer_cam(network: Explained, seen: Pixels, class_index: int, layer: str | None = None) -> Explanation:
    """As `grad_cam`; no value is below 0."""
    key = network.layer(layer)
    maps, gradient, logit = network.maps(seen, class_index, key)
    values = (np.maximum(gradient, 0) * maps).sum(axis=-1)
    return Explanation(np.asarray(np.maximum(values, 0), np.float32), key, logit)
