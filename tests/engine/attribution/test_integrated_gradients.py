"""Integrated gradients: known answers, what is missing, and steps where a function has its corners."""

from __future__ import annotations

import sys

import keras
import numpy as np
import pytest
from keras import layers

from cnn_desktop.core.errors import Cancelled
from cnn_desktop.engine.attribution.integrated_gradients import integrated_gradients
from tests.engine.attribution.networks import SIDE, ended, linear, network, noise, pooled


def test_integrated_gradients_of_a_linear_network_are_its_weights_times_the_image():
    model, seen = linear(), noise()
    found = integrated_gradients(network(model), seen, 2)
    kernel = model.get_layer("logits").get_weights()[0][:, 2].reshape(SIDE, SIDE, 3)
    np.testing.assert_allclose(found.values, (kernel * seen / 255.0).sum(axis=-1), atol=1e-5)
    assert found.completeness_error == pytest.approx(0, abs=1e-4)


def test_integrated_gradients_add_up_to_what_the_logit_gained():
    explained, seen = network(pooled()), noise()
    found = integrated_gradients(explained, seen, 0)
    assert abs(found.completeness_error) < 0.05 * max(abs(found.total), np.abs(found.values).sum())
    coarse = integrated_gradients(explained, seen, 0, steps=2)
    assert abs(coarse.completeness_error) > abs(found.completeness_error)


def bent(corner):
    """The mean of the image in 0..1, cut at `corner`."""
    image = keras.Input((SIDE, SIDE, 1))
    x = layers.GlobalAveragePooling2D()(image / 255.0)
    model = ended(image, layers.ReLU(max_value=corner)(x), 2)
    model.get_layer("logits").set_weights([np.array([[100.0, -100.0]]), np.zeros(2)])
    return network(model, "ab")


def test_integrated_gradients_take_more_steps_where_a_function_has_corners():
    seen = np.full((SIDE, SIDE, 1), 255, np.uint8)
    found = integrated_gradients(bent(0.517), seen, 0)
    assert found.steps > 32
    assert abs(found.completeness_error) <= 0.01 * found.total
    assert integrated_gradients(bent(2.0), seen, 0).steps == 32


def test_steps_are_shortened_where_the_corner_is():
    """512 equal steps would all miss it: it is over before the middle of the first."""
    seen = np.full((SIDE, SIDE, 1), 255, np.uint8)
    found = integrated_gradients(bent(0.0005), seen, 0)
    assert found.total == pytest.approx(0.05, rel=1e-3)
    assert abs(integrated_gradients(bent(0.0005), seen, 0, steps=512).completeness_error) == pytest.approx(
        0.05, rel=0.01
    )
    assert abs(found.completeness_error) <= 0.01
    assert found.steps < 64


def test_integrated_gradients_end_at_a_limit_and_tell_what_is_missing(monkeypatch):
    monkeypatch.setattr(sys.modules[integrated_gradients.__module__], "MOST", 40)
    seen = np.full((SIDE, SIDE, 1), 255, np.uint8)
    found = integrated_gradients(bent(0.0005), seen, 0)
    assert found.steps == 32
    assert found.completeness_error == pytest.approx(found.total)


def test_what_is_seen_of_work_under_way_is_of_the_whole_way():
    """After the first round each picture adds up to nearly all of it, however far the steps are shortened."""
    seen, heard = np.full((SIDE, SIDE, 1), 255, np.uint8), []
    found = integrated_gradients(
        bent(0.0005), seen, 0, watch=lambda done, total, so_far: heard.append((done, total, float(so_far().sum())))
    )
    assert len(heard) > 4
    assert all(abs(found.total - value) <= 100 / 64 for _, _, value in heard)  # half a step of 32
    assert heard[-1][:2] == (found.steps, found.steps)
    assert abs(found.total - heard[-1][2]) < 0.5 * abs(found.total - heard[1][2])


def test_a_cancel_ends_it_while_steps_are_shortened():
    seen = np.full((SIDE, SIDE, 1), 255, np.uint8)

    def stop(done, _total, _so_far):
        if done > 32:
            raise Cancelled

    with pytest.raises(Cancelled):
        integrated_gradients(bent(0.0005), seen, 0, watch=stop)


def test_a_large_image_takes_no_more_memory_than_it_may(monkeypatch):
    module = sys.modules[integrated_gradients.__module__]
    monkeypatch.setattr(module, "_MEMORY", 50 * 4 * SIDE * SIDE)
    monkeypatch.setattr(module, "MISSING", 0.0)
    found = integrated_gradients(network(pooled()), noise(), 0)
    assert 32 < found.steps <= 50
