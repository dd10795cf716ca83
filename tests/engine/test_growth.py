"""Images that grow while a network trains."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.augmentation import STRENGTHS
from cnn_desktop.engine.pipeline.batches import Batches
from cnn_desktop.engine.pipeline.growth import Growth, resized
from cnn_desktop.engine.pipeline.store import ImageStore


def store(n: int, side: int = 32) -> ImageStore:
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (n, side, side, 3), dtype=np.uint8)
    names = tuple(str(number) for number in range(n))
    return ImageStore(pixels, np.zeros(n, np.int32), names, names)


def test_images_never_shrink_and_end_at_full_size():
    growth = Growth(16, 32, steps=100)
    sides = [growth.side(step) for step in range(100)]
    assert sides[0] == 16
    assert sides == sorted(sides)
    assert set(sides) == {16, 20, 24, 28, 32}
    assert sides[-15:] == [32] * 15


def test_a_first_size_that_is_no_step_below_the_full_one_is_fine():
    sides = {Growth(30, 32, steps=10).side(step) for step in range(10)}
    assert sides == {30, 32}


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_last_step_of_the_shortest_run_is_at_full_size(steps):
    assert Growth(16, 32, steps).side(steps) == 32


def test_a_small_image_shows_the_mean_of_what_its_pixels_cover():
    image = np.zeros((1, 4, 4, 3), np.uint8)
    image[0, :2, :2] = 100
    assert resized(image, 2)[0, 0, 0].tolist() == [100, 100, 100]
    assert resized(image, 2)[0, 1, 1].tolist() == [0, 0, 0]
    assert resized(np.full((2, 8, 8, 1), 7, np.uint8), 4).shape == (2, 4, 4, 1)  # grey keeps its channel


def test_batches_grow_over_all_epochs_and_every_image_still_comes_once_in_each():
    batches = Batches(store(40), 8, STRENGTHS["light"], seed=1, growth=Growth(16, 32, steps=10))
    first, second = list(batches.epoch(1)), list(batches.epoch(2))
    assert [images.shape[1] for images, _ in (*first, *second)] == [16, 16, 20, 20, 24, 24, 28, 28, 32, 32]
    assert sum(len(labels) for _, labels in second) == 40
    again = list(batches.epoch(2))  # as a resumed run sees them
    assert all(np.array_equal(one, other) for (one, _), (other, _) in zip(second, again, strict=True))
