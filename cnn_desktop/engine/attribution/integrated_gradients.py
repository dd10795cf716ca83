"""Integrated gradients: how much each pixel adds to the logit on the way from a black image to this one.

The sum over all pixels is the difference of the two logits; `completeness_error` tells how far it falls short.
Midpoint rule: at 25 steps 2 % short where the rule of end points was 5 %. Functions with corners, above all ReLU6 in
deep networks, need more: the steps are doubled until little is missing.
Source: Sundararajan et al. 2017, arXiv:1703.01365, eq. 1 and 3.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.attribution.network import Explained, Explanation, Watch, unwatched

FEWEST, MOST = 32, 512  # steps
MISSING = 0.01  # of the difference that the sum may lack; as a part of 1, where the difference is smaller
_BATCH = 16


def integrated_gradients(
    network: Explained,
    seen: Pixels,
    class_index: int,
    layer: str | None = None,
    *,
    steps: int | None = None,
    watch: Watch = unwatched,
) -> Explanation:
    """`values` have the size of the image: the colours of a pixel are summed. Raises UserError for a `layer`.

    `steps` None: as many as it takes, up to `MOST`.
    """
    refuse_layer(layer, "integrated-gradients")
    image = seen.astype(np.float32)
    black, logit = network.logits(np.stack([np.zeros_like(image), image]), class_index)
    total = float(logit - black)
    count = steps or FEWEST
    before = 0  # steps of earlier rounds
    while True:
        values = _summed(network, image, class_index, count, before, watch)
        found = Explanation(values, "", float(logit), total, count)
        missing = abs(found.completeness_error or 0.0)
        if steps or 2 * count > MOST or missing <= MISSING * max(1.0, abs(total)):
            return found
        before, count = before + count, 2 * count


def _summed(network: Explained, image: Array, class_index: int, count: int, before: int, watch: Watch) -> Array:
    """Each batch is spread over the whole way, so that what has been summed is a picture of all of it."""
    total = np.zeros_like(image)
    batches = -(-count // _BATCH)
    done = 0
    for first in range(batches):
        middles = (np.arange(first, count, batches, dtype=np.float32) + 0.5) / count
        slopes, _ = network.slopes(image[None] * middles[:, None, None, None], class_index)
        total += slopes.sum(axis=0)
        done += len(middles)
        watch(before + done, before + count, partial(_spread, image, total, done))
    return _spread(image, total, count)


def _spread(image: Array, slopes: Array, count: int) -> Array:
    return np.asarray((image * slopes / count).sum(axis=-1), np.float32)


def refuse_layer(layer: str | None, method: str) -> None:
    """For methods that look at the image itself."""
    if layer is not None:
        raise UserError(f"“{method}” looks at the image itself, not at a layer.", hint="Leave the layer out.")
