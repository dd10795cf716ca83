"""Principal components, exactly: by the smaller of the two matrices that have them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg

from cnn_desktop.core.evaluation import Array


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """`points` (n, k) along the k directions in which n images differ most; `explained` (k,) shares of all variance."""

    points: Array
    explained: Array


def principal(features: Array, most: int) -> Components:
    """Of `features` (n, values). Each direction has the sign by which its farthest point is positive."""
    n, values = features.shape
    centred = features - features.mean(axis=0, dtype=np.float64).astype(np.float32)
    total = float(np.einsum("ij,ij->i", centred, centred).sum(dtype=np.float64))
    count = min(most, n, values)
    if n < values:
        found, vectors = _largest(centred @ centred.T, count)
        points = vectors * np.sqrt(found)
    else:
        found, vectors = _largest(centred.T @ centred, count)
        points = centred @ vectors.astype(np.float32)
    farthest = points[np.abs(points).argmax(axis=0), np.arange(count)]
    points = points * np.where(farthest < 0, -1, 1)
    explained = found / total if total > 0 else np.zeros(count)
    return Components(np.asarray(points, np.float32), np.asarray(explained, np.float64))


def _largest(matrix: Array, count: int) -> tuple[Array, Array]:
    """The `count` largest eigenvalues (falling, none below 0) and their vectors (side, count)."""
    side = len(matrix)
    found, vectors = scipy.linalg.eigh(matrix.astype(np.float64), subset_by_index=[side - count, side - 1])
    return np.maximum(found[::-1], 0), vectors[:, ::-1]
