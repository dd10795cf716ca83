"""Logits for many variations of an image: the same by LiteRT, and TensorFlow's where LiteRT has none."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from cnn_desktop.core.surgery import Alteration
from cnn_desktop.engine.attribution import quick_logits as quick
from cnn_desktop.engine.attribution.rise import rise
from cnn_desktop.engine.attribution.score_cam import score_cam
from tests.engine.attribution.networks import network, noise, pooled

ALTERED = Alteration(layer="first", muted=frozenset({2})), Alteration(layer="last", factors=((1, 3.0),))


@pytest.fixture
def always(monkeypatch):
    """Every network is worth a conversion."""
    monkeypatch.setattr(quick, "_WORTH", 0)


@pytest.mark.parametrize("altered", [(), ALTERED], ids=["plain", "altered"])
@pytest.mark.parametrize("function", ["softmax", "sigmoid"])
def test_they_are_those_of_tensorflow(always, altered, function):
    units = 1 if function == "sigmoid" else 3
    explained = network(pooled(units, function)).altered(altered)
    images = np.stack([noise(seed=seed) for seed in range(7)]).astype(np.float32)
    logits = explained.many_logits(noise(), 1, 2_000)
    assert isinstance(logits, quick._LiteLogits)
    np.testing.assert_allclose(logits(images), explained.logits(images, 1), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("method", [rise, score_cam])
def test_maps_stay_the_same_and_come_again_to_the_bit(method, monkeypatch):
    explained, seen = network(pooled()), noise()
    plain = method(explained, seen, 0)
    monkeypatch.setattr(quick, "_WORTH", 0)
    first, second = (method(explained, seen, 0).values for _ in range(2))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(first, plain.values, atol=1e-4 * np.abs(plain.values).max())


def test_a_network_that_does_not_convert_is_asked_as_ever(always):
    def plain(images):
        return images.mean(axis=(1, 2, 3))

    def no_such_operation(images):
        return tf.numpy_function(plain, [images], tf.float32)

    assert quick.quick_logits(plain, no_such_operation, noise().astype(np.float32)) is plain


def test_one_that_answers_otherwise_is_not_believed(always):
    def plain(images):
        return images.mean(axis=(1, 2, 3))

    probe = noise().astype(np.float32)
    assert quick.quick_logits(plain, lambda images: tf.reduce_mean(images, axis=(1, 2, 3)) * 1.01, probe) is plain
    assert quick.quick_logits(plain, lambda images: tf.reduce_mean(images, axis=(1, 2, 3)), probe) is not plain


@pytest.mark.parametrize(
    ("values", "passes", "weights", "expected"),
    [
        (21_816_246, 2_000, 9 << 20, True),  # RISE of MobileNetV2 at 224 pixels
        (21_816_246, 1_280, 9 << 20, False),  # Score-CAM: a tie
        (21_816_246, 225, 9 << 20, False),  # occlusion
        (20_000, 2_000, 250_000, False),  # LeNet-5
        (30_000_000, 2_000, 550 << 20, False),  # VGG16
    ],
)
def test_a_conversion_is_made_where_it_saves_more_than_it_takes(values, passes, weights, expected):
    assert quick.is_worth_it(values, passes, weights) is expected
