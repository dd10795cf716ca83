"""Shuffled batches of features, of one variation of each image an epoch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.engine.pipeline.part import WHOLE, Part


@dataclass(frozen=True, slots=True)
class FeatureBatches:
    """The training images by their features: another order, and other ones of their variations, each epoch.

    Deterministic by `seed`. Where several computers train together, `part` is what is made of each batch here.
    """

    features: Array  # (variations, n, channels) float32
    labels: Array  # (n,) int32
    batch_size: int
    seed: int
    part: Part = WHOLE

    def __len__(self) -> int:
        """Batches of one epoch; the last one may be smaller."""
        return math.ceil(len(self.labels) / self.batch_size)

    def epoch(self, epoch: int) -> Iterator[tuple[Array, Array]]:
        """Yield (features (batch, channels), labels (batch,)). Every image comes once."""
        n = len(self.labels)
        order = np.random.default_rng((self.seed, epoch, 0)).permutation(n)
        variations = np.random.default_rng((self.seed, epoch, 1)).integers(len(self.features), size=n)
        for start in range(0, n, self.batch_size):
            chosen = order[start + self.part.places(min(self.batch_size, n - start))]
            yield self.features[variations[chosen], chosen], self.labels[chosen]
