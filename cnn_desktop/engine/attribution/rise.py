"""RISE: thousands of looks at the image through random holes; a pixel's value is how much higher the logit is, on
average, where the pixel is seen.

Needs no gradient, and only asks what the network answers. The mean of all looks is taken off, so that 0 means that it
does not matter: the order of the pixels is that of the paper, and chance moves it less. Seeded; it becomes finer with
each look.
Source: Petsiuk et al. 2018, arXiv:1806.07421, eq. 6 and section 3.2.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.attribution.integrated_gradients import refuse_layer
from cnn_desktop.engine.attribution.network import Explained, Explanation, Watch, unwatched

MASKS = 2_000
CELLS = 7  # of a mask, each way
SHOWN = 0.5  # share of the cells that are holes
_BATCH = 32


def rise(
    network: Explained,
    seen: Pixels,
    class_index: int,
    layer: str | None = None,
    *,
    seed: int = 0,
    watch: Watch = unwatched,
) -> Explanation:
    """`values` have the size of the image. Raises UserError for a `layer`."""
    refuse_layer(layer, "rise")
    image, dice = seen.astype(np.float32), np.random.default_rng(seed)
    side = image.shape[0]
    together, shown = np.zeros((side, side), np.float64), np.zeros((side, side), np.float64)
    gained = 0.0  # over the first look's logit, so that sums stay small
    logits = network.many_logits(seen, class_index, MASKS)
    (logit,) = logits(image[None])

    def values(done: int) -> Array:
        return np.asarray(together / np.maximum(shown, 1e-9) - gained / done, np.float32)

    for start in range(0, MASKS, _BATCH):
        masks = np.stack([_mask(dice, side) for _ in range(min(_BATCH, MASKS - start))])
        gains = logits(image[None] * masks[..., None]).astype(np.float64) - float(logit)
        together += np.einsum("n,nhw->hw", gains, masks)  # NumPy's threads would wait for each other at a product
        shown += masks.sum(axis=0)
        gained += float(gains.sum())
        done = start + len(masks)
        watch(done, MASKS, partial(values, done))
    return Explanation(values(MASKS), "", float(logit))


def _mask(dice: np.random.Generator, side: int) -> Array:
    """(side, side) 0..1: holes with soft edges, shifted by a part of a cell."""
    cell = -(-side // CELLS)
    holes = (dice.random((CELLS + 1, CELLS + 1)) < SHOWN).astype(np.float32)
    large = cv2.resize(holes, (cell * (CELLS + 1),) * 2, interpolation=cv2.INTER_LINEAR)
    row, column = dice.integers(0, cell, 2)
    return np.asarray(large[row : row + side, column : column + side], np.float32)
