"""In which order the channels of a layer are shown: by number, or those that say most first. Pure."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import ChannelStatistics

Sort: TypeAlias = Literal["index", "mean", "maximum", "sparsity", "weight"]


def order(statistics: ChannelStatistics, sort: Sort, weights: Array | None = None) -> Array:
    """Channel numbers (channels,) in the order of `sort`: the highest first, equal ones by number.

    sparsity: those with the smallest share of zeros first. weight: by `weights` (channels,); without them by number.
    """
    numbers = np.arange(len(statistics.mean))
    match sort:
        case "index":
            return numbers
        case "mean":
            return np.argsort(-statistics.mean, kind="stable")
        case "maximum":
            return np.argsort(-statistics.maximum, kind="stable")
        case "sparsity":
            return np.argsort(statistics.zeros, kind="stable")
        case "weight":
            return numbers if weights is None else np.argsort(-weights, kind="stable")
