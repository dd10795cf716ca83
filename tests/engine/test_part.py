"""The parts of a batch that several computers make are the batch."""

import numpy as np
import pytest

from cnn_desktop.core.augmentation import STRENGTHS
from cnn_desktop.engine.pipeline.batches import Batches
from cnn_desktop.engine.pipeline.feature_batches import FeatureBatches
from cnn_desktop.engine.pipeline.part import WHOLE, Part
from cnn_desktop.engine.pipeline.store import ImageStore


def store(n: int) -> ImageStore:
    pixels = np.random.default_rng(0).integers(0, 255, (n, 8, 8, 3)).astype(np.uint8)
    names = tuple(f"{number}.png" for number in range(n))
    return ImageStore(pixels, np.arange(n, dtype=np.int32), names, names)


@pytest.mark.parametrize("workers", [2, 3])
def test_the_parts_of_every_batch_together_are_what_one_computer_makes(workers):
    kept, vary = store(21), STRENGTHS["medium"]
    alone = list(Batches(kept, 8, vary, seed=3).epoch(2))
    parts = [list(Batches(kept, 8, vary, 3, Part(number, workers, workers)).epoch(2)) for number in range(workers)]
    for batch, *shares in zip(alone, *parts, strict=True):
        np.testing.assert_array_equal(batch[0], np.concatenate([images for images, _ in shares]))
        np.testing.assert_array_equal(batch[1], np.concatenate([labels for _, labels in shares]))


def test_features_are_shared_the_same_way():
    features = np.random.default_rng(0).random((3, 10, 4), dtype=np.float32)
    labels = np.arange(10, dtype=np.int32)
    alone = list(FeatureBatches(features, labels, 4, seed=1).epoch(1))
    parts = [list(FeatureBatches(features, labels, 4, 1, Part(number, 2, 2)).epoch(1)) for number in range(2)]
    for batch, *shares in zip(alone, *parts, strict=True):
        np.testing.assert_array_equal(batch[0], np.concatenate([share for share, _ in shares]))


def test_a_batch_with_fewer_images_than_devices_is_shown_so_often_that_each_has_one():
    shown = [Part(number, 3, 3).places(2) for number in range(3)]
    assert all(len(places) for places in shown)
    assert np.bincount(np.concatenate(shown)).tolist() == [2, 2]  # each as often as the other
    assert WHOLE.places(2).tolist() == [0, 1]


def test_scores_are_shared_so_that_every_image_is_seen_once():
    parts = [np.arange(5)[Part(number, 3).rows(5)] for number in range(3)]
    assert np.concatenate(parts).tolist() == [0, 1, 2, 3, 4]
