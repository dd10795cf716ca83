"""Score-CAM: the maps of a layer, each weighed by what the logit gains where only that map lets the image through.

Needs no gradient. A map is enlarged, scaled to 0..1 and multiplied with the image; its weight is what the logit then
has over that of a black image. One map is one pass: those that vary most come first, so that a cancel or a look in
between has most of it. Of the logit, and neither softmax over the weights nor ReLU over the sum, which hide how much
speaks for the class and what speaks against it.
Source: Wang et al. 2020, arXiv:1910.01279, definitions 2 and 3.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.attribution.network import Explained, Explanation, Watch, unwatched

_BATCH = 32


def score_cam(
    network: Explained, seen: Pixels, class_index: int, layer: str | None = None, *, watch: Watch = unwatched
) -> Explanation:
    """As `grad_cam`. A map that is the same everywhere lets nothing through, and has no weight."""
    key = network.layer(layer)
    maps, _, logit = network.maps(seen, class_index, key)
    image = seen.astype(np.float32)
    spread = maps.std(axis=(0, 1))
    order = [int(channel) for channel in np.argsort(-spread, kind="stable") if spread[channel] > 0]
    logits = network.many_logits(seen, class_index, len(order))
    (black,) = logits(np.zeros_like(image)[None])
    values = np.zeros(maps.shape[:2], np.float64)
    for start in range(0, len(order), _BATCH):
        some = order[start : start + _BATCH]
        shown = np.stack([image * _mask(maps[..., channel], image.shape[0])[..., None] for channel in some])
        weights = logits(shown) - black
        values += maps[..., some] @ weights.astype(np.float64)
        watch(start + len(some), len(order), partial(np.asarray, values, np.float32))
    return Explanation(np.asarray(values, np.float32), key, logit)


def _mask(one: Array, side: int) -> Array:
    """(side, side) 0..1."""
    scaled = (one - one.min()) / (one.max() - one.min())
    return np.asarray(cv2.resize(scaled, (side, side), interpolation=cv2.INTER_LINEAR), np.float32)
