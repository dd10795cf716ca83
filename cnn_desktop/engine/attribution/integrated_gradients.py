"""Integrated gradients: how much each pixel adds to the logit on the way from a black image to this one.

The sum over all pixels is the difference of the two logits; `completeness_error` tells how far it falls short.
Midpoint rule: at 25 steps 2 % short where the rule of end points was 5 %. Deep networks bend most where the image is
almost black, so the steps are shortened there, by what they miss (`adaptive_steps`): some 150 come as close as 2,048
equal ones. Summed up in 64 bits.
Source: Sundararajan et al. 2017, arXiv:1703.01365, eq. 1 and 3.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.attribution.adaptive_steps import AdaptiveSteps
from cnn_desktop.engine.attribution.network import Explained, Explanation, Watch, unwatched

FEWEST, MOST = 32, 512  # steps
MISSING = 0.01  # of the difference that the sum may lack; as a part of 1, where the difference is smaller
_BATCH = 16
_MEMORY = 256 << 20  # bytes of slopes that are kept, to be shared out among shorter steps


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

    `steps`: so many equal ones; None: `FEWEST`, and shorter ones until little is missing, up to `MOST` in all.
    """
    refuse_layer(layer, "integrated-gradients")
    way = _Way(network, seen, class_index)
    black, logit = (float(height) for height in way.heights(np.array([0.0, 1.0])))
    total = logit - black
    middles, maps = _equal_steps(way, steps or FEWEST, watch)
    if steps:
        values = sum(one.astype(np.float64) for one in maps) / steps
        return Explanation(np.asarray(values, np.float32), "", logit, total, steps)
    found = AdaptiveSteps(way.slopes, way.heights, middles, maps)
    most = min(MOST, max(FEWEST, _MEMORY // maps[0].nbytes))

    def is_enough() -> bool:
        return found.error <= MISSING * max(1.0, abs(total)) or len(found) + _BATCH > most

    while not is_enough():
        found.refine(_BATCH // 2)
        watch(len(found), len(found) if is_enough() else most, partial(np.asarray, found.total, np.float32))
    return Explanation(np.asarray(found.total, np.float32), "", logit, total, len(found))


class _Way:
    """From a black image to this one."""

    def __init__(self, network: Explained, seen: Pixels, class_index: int) -> None:
        self._network, self._class, self._image = network, class_index, seen.astype(np.float32)

    def heights(self, places: Array) -> Array:
        """(n,) the logit."""
        batches = [places[start : start + _BATCH] for start in range(0, len(places), _BATCH)]
        return np.concatenate([self._network.logits(self._images(one), self._class) for one in batches])

    def slopes(self, places: Array) -> Array:
        """(n, side, side) float32: of each pixel, its part of how fast the logit rises."""
        gradient, _ = self._network.slopes(self._images(places), self._class)
        return np.asarray(np.einsum("nhwc,hwc->nhw", gradient, self._image))

    def _images(self, places: Array) -> Array:
        return self._image[None] * places.astype(np.float32)[:, None, None, None]


def _equal_steps(way: _Way, count: int, watch: Watch) -> tuple[Array, list[Array]]:
    """The middles and the slopes there. Each batch is spread over the whole way, so that what was summed up is a
    picture of all of it.
    """
    middles: list[float] = []
    maps: list[Array] = []
    batches = -(-count // _BATCH)
    for first in range(batches):
        some = (np.arange(first, count, batches) + 0.5) / count
        middles.extend(some)
        maps.extend(way.slopes(some))
        watch(len(maps), count, partial(_mean, tuple(maps)))
    return np.array(middles), maps


def _mean(maps: tuple[Array, ...]) -> Array:
    return np.asarray(np.mean(maps, axis=0))


def refuse_layer(layer: str | None, method: str) -> None:
    """For methods that look at the image itself."""
    if layer is not None:
        raise UserError(f"“{method}” looks at the image itself, not at a layer.", hint="Leave the layer out.")
