"""Shuffled, augmented batches of an epoch, made on threads of their own while the network computes."""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.pipeline import augmentation
from cnn_desktop.engine.pipeline.growth import Growth, resized
from cnn_desktop.engine.pipeline.part import WHOLE, Part
from cnn_desktop.engine.pipeline.store import ImageStore

_AHEAD = 4  # batches made before they are needed


@dataclass(frozen=True, slots=True)
class Batches:
    """The training images as batches, another order and other variations each epoch. Deterministic by `seed`.

    Where several computers train together, `part` is what is made of each batch here.
    """

    store: ImageStore
    batch_size: int
    vary: Augmentation
    seed: int
    part: Part = WHOLE
    growth: Growth | None = None  # None: every batch at the size of the store

    def __len__(self) -> int:
        """Batches of one epoch; the last one may be smaller."""
        return math.ceil(len(self.store) / self.batch_size)

    def epoch(self, epoch: int) -> Iterator[tuple[Pixels, Array]]:
        """Yield (images (batch, side, side, channels) uint8, labels (batch,) int32). Every image comes once.

        `side` is the store's, or what `growth` has come to.
        """
        n, side = len(self.store), self.store.pixels.shape[1]
        order = np.random.default_rng((self.seed, epoch, 0)).permutation(n)
        variations = augmentation.draw(self.vary, n=n, side=side, seed=self.seed, epoch=epoch)

        def make(start: int) -> tuple[Pixels, Array]:
            places = start + self.part.places(min(self.batch_size, n - start))
            chosen = order[places]
            if variations is None:
                return grown(self.store.pixels[chosen], start), self.store.labels[chosen]
            images = np.empty((len(chosen), *self.store.pixels.shape[1:]), np.uint8)
            for number, (place, index) in enumerate(zip(places, chosen, strict=True)):
                augmentation.apply(self.store.pixels[index], variations, place, images[number])
            return grown(images, start), self.store.labels[chosen]

        def grown(images: Pixels, start: int) -> Pixels:
            step = (epoch - 1) * len(self) + start // self.batch_size
            return resized(images, self.growth.side(step)) if self.growth else images

        waiting: deque[Future[tuple[Pixels, Array]]] = deque()
        with ThreadPoolExecutor(max(2, (os.cpu_count() or 1) // 2), thread_name_prefix="batches") as pool:
            try:
                for start in range(0, n, self.batch_size):
                    waiting.append(pool.submit(make, start))
                    if len(waiting) > _AHEAD:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:  # the run was stopped in mid-epoch
                for future in waiting:
                    future.cancel()


def in_order(images: Array, batch_size: int) -> Iterator[Array]:
    """The images, or their features, as they come: for validation and prediction."""
    for start in range(0, len(images), batch_size):
        yield images[start : start + batch_size]
