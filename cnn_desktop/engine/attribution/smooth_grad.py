"""SmoothGrad: what the logit would gain if a pixel were brighter, as the mean over slightly noisy copies of the image.

The gradient of one image alone jumps from pixel to pixel. With its sign: below 0 a brighter pixel speaks against the
class. The noise is seeded: asked twice, it answers the same.
Source: Smilkov et al. 2017, arXiv:1706.03825, section 2.1.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.attribution.integrated_gradients import refuse_layer
from cnn_desktop.engine.attribution.network import Explained, Explanation, Watch, unwatched

COPIES = 48
NOISE = 0.15  # its standard deviation, as a share of the distance of the image's darkest to its brightest value
_BATCH = 16
_WHITE = 255


def smooth_grad(
    network: Explained,
    seen: Pixels,
    class_index: int,
    layer: str | None = None,
    *,
    noise: float = NOISE,
    watch: Watch = unwatched,
) -> Explanation:
    """`values` have the size of the image, for a change from black to white; a pixel's colours are summed.

    Raises UserError for a `layer`.
    """
    refuse_layer(layer, "smooth-grad")
    image = seen.astype(np.float32)
    dice = np.random.default_rng(0)
    deviation = noise * float(np.ptp(image))
    total = np.zeros(image.shape[:2], np.float64)
    for start in range(0, COPIES, _BATCH):
        shaken = dice.normal(image, deviation, (min(_BATCH, COPIES - start), *image.shape)).astype(np.float32)
        slopes, _ = network.slopes(shaken, class_index)
        total += slopes.sum(axis=(0, -1)) * _WHITE
        done = start + len(shaken)
        watch(done, COPIES, partial(_mean, total, done))
    (logit,) = network.logits(image[None], class_index)
    return Explanation(_mean(total, COPIES), "", float(logit))


def _mean(total: Array, count: int) -> Array:
    return np.asarray(total / count, np.float32)
