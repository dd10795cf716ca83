"""t-SNE by scikit-learn, told while it works, and stopped when it is to stop.

scikit-learn offers neither, so the function that it asks for a gradient at each step is watched while it runs.
Source: van der Maaten and Hinton 2008; the gradient by Barnes and Hut, van der Maaten 2014.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np
from threadpoolctl import threadpool_limits

from cnn_desktop.core.evaluation import Array

STEPS = 750  # the first 250 of them pull neighbours together harder than they should be
_GRADIENT = "_kl_divergence_bh"

Watch = Callable[[int, int, Array], None]  # steps done, of how many, points (n, 2); may raise Cancelled


def most_perplexity(images: int) -> float:
    """So many neighbours a point may be asked to keep: a third of all there are."""
    return max(1.0, (images - 1) / 3)


def unfold(points: Array, perplexity: float, seed: int, watch: Watch) -> tuple[Array, float]:
    """`points` (n, values), best the first principal components, on a plane: (n, 2) and the divergence left.

    They start as their first two components lie. The same `seed` gives the same points on the same machine.
    """
    from sklearn.manifold import TSNE, _t_sne

    start = points[:, :2] / max(float(points[:, 0].std()), 1e-12) * 1e-4
    if start.shape[1] < 2:
        start = np.pad(start, ((0, 0), (0, 1)))
    method = TSNE(perplexity=perplexity, init=start, random_state=seed, max_iter=STEPS)
    compute, done = getattr(_t_sne, _GRADIENT), 0

    def watched(flat: Array, *arguments: Any, **options: Any) -> Any:
        nonlocal done
        watch(done, STEPS, flat.reshape(-1, 2))
        done += 1
        return compute(flat, *arguments, **options)

    # two threads wait for each other at each step: for 1,000 points 95 s, where other programs computed too
    with mock.patch.object(_t_sne, _GRADIENT, watched), threadpool_limits(1, "openmp"):
        found = method.fit_transform(np.ascontiguousarray(points, np.float32))
    return np.asarray(found, np.float32), float(method.kl_divergence_)
