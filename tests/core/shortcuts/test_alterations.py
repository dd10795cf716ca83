from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.shortcuts.alterations import WAYS, altered


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (3, 40, 40, 3), dtype=np.uint8)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("channels", [1, 3])
def test_every_way_keeps_the_shape_and_the_original(images, way, channels):
    images = images[:, :, :, :channels]
    before = images.copy()
    found = altered(images, way)
    assert (found.shape, found.dtype) == (images.shape, np.uint8)
    assert (images == before).all()


def test_a_masked_border_leaves_the_middle_and_nothing_else(images):
    found = altered(images, "border")
    assert (found[:, 6:-6, 6:-6] == images[:, 6:-6, 6:-6]).all()
    edge = found[0, :6]
    assert (edge == np.rint(images[0, 6:-6, 6:-6].mean(axis=(0, 1))).astype(np.uint8)).all()


def test_a_masked_centre_leaves_the_border_and_nothing_else(images):
    found = altered(images, "centre")
    assert (found[:, :10] == images[:, :10]).all()
    assert np.ptp(found[0, 10:30, 10:30].reshape(-1, 3), axis=0).tolist() == [0, 0, 0]


def test_grey_has_equal_channels_and_darker_half_the_light(images):
    assert np.ptp(altered(images, "grey"), axis=3).max() == 0
    assert (altered(images, "darker") == images // 2).all()
