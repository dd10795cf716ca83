"""Methods that say where a network looked, held against networks whose answer is known."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.explanations import METHODS
from cnn_desktop.core.surgery import Alteration
from cnn_desktop.engine.attribution import BY_NAME, SLOW, Explained, grad_cam
from cnn_desktop.engine.attribution.hires_cam import hires_cam
from cnn_desktop.engine.attribution.layer_cam import layer_cam
from cnn_desktop.engine.attribution.occlusion import occlusion
from cnn_desktop.engine.attribution.rise import rise
from cnn_desktop.engine.attribution.score_cam import score_cam
from cnn_desktop.engine.attribution.smooth_grad import smooth_grad
from tests.engine.attribution.networks import SIDE, ended, flat, linear, looks_at_a_corner, network, noise, pooled


def before_the_end(model, seen):
    """The logits (units,) and the maps of the layer “last”, by Keras's own models."""
    outputs = [model.get_layer(name).output for name in ("logits", "last")]
    logits, maps = keras.Model(model.input, outputs)(seen[None].astype(np.float32), training=False)
    return np.asarray(logits)[0], np.asarray(maps)[0]


@pytest.mark.parametrize("index", range(3))
def test_grad_cam_is_cam_where_maps_are_averaged(index):
    """Zhou et al. 2016: the maps weighed by the dense layer's own weights."""
    model, seen = pooled(), noise()
    found = grad_cam(network(model), seen, index)
    logits, maps = before_the_end(model, seen)
    cam = maps @ model.get_layer("logits").get_weights()[0][:, index]
    assert found.layer == "last"
    assert found.logit == pytest.approx(logits[index], abs=1e-5)
    np.testing.assert_allclose(found.values, cam / cam.size, atol=1e-6)


@pytest.mark.parametrize("make", [pooled, flat])
def test_hires_cam_adds_up_to_the_logit(make):
    model, seen = make(), noise()
    found = hires_cam(network(model), seen, 1)
    bias = model.get_layer("logits").get_weights()[1][1]
    assert found.values.sum() == pytest.approx(found.logit - bias, abs=1e-4)


def test_grad_cam_and_hires_cam_differ_where_places_matter():
    model, seen = flat(), noise()
    assert not np.allclose(
        grad_cam(network(model), seen, 0).values, hires_cam(network(model), seen, 0).values, atol=1e-3
    )


def test_layer_cam_keeps_what_speaks_for_the_class():
    model, seen = pooled(), noise()
    model.get_layer("logits").set_weights([np.abs(model.get_layer("logits").get_weights()[0]), np.zeros(3)])
    explained = network(model)
    hires = hires_cam(explained, seen, 0).values
    np.testing.assert_allclose(layer_cam(explained, seen, 0).values, np.maximum(hires, 0), atol=1e-6)
    model.get_layer("logits").set_weights([-model.get_layer("logits").get_weights()[0], np.zeros(3)])
    assert not layer_cam(network(model), seen, 0).values.any()


def test_evidence_against_a_class_is_not_hidden():
    model, seen = pooled(), noise()
    model.get_layer("logits").set_weights([-np.abs(model.get_layer("logits").get_weights()[0]), np.zeros(3)])
    evidence = grad_cam(network(model), seen, 0).evidence(SIDE)
    assert evidence.shape == (SIDE, SIDE)
    assert evidence.min() == pytest.approx(-1, abs=0.2)  # enlarging smooths
    assert (evidence <= 0).all()


@pytest.mark.parametrize("name", METHODS)
def test_the_classes_of_one_sigmoid_unit_are_mirror_images(name):
    explained, seen = network(pooled(1, "sigmoid"), "ab"), noise()
    first, second = (BY_NAME[name](explained, seen, index, None) for index in (0, 1))
    assert first.logit == pytest.approx(-second.logit)
    if name != "layer-cam":  # shows one side only
        np.testing.assert_allclose(first.values, -second.values, atol=1e-5)
    assert np.abs(second.values).max() > 0


@pytest.mark.parametrize("name", METHODS)
def test_a_bright_corner_is_found(name):
    seen = np.full((SIDE, SIDE, 1), 40, np.uint8)
    seen[:4, :4] = 250
    evidence = BY_NAME[name](looks_at_a_corner(), seen, 0, None).evidence(SIDE)
    corner = np.abs(evidence[:4, :4]).mean()
    assert corner > (0.15 if name == "grad-cam" else 0.4)
    assert np.unravel_index(evidence.argmax(), evidence.shape) < (6, 6)
    assert np.abs(evidence[10:, 10:]).max() < corner


def test_score_cam_ranks_the_map_first_that_shows_what_counts():
    """f is the sum over the left half; one map lights the left half, the other the right."""
    image = keras.Input((SIDE, SIDE, 2))
    maps = layers.Activation("linear", name="last")(image / 255.0)
    kernel = np.zeros((SIDE, SIDE, 2, 2))
    kernel[:, : SIDE // 2, :, 0] = 1
    model = ended(image, layers.Flatten()(maps), 2)
    model.get_layer("logits").set_weights([kernel.reshape(-1, 2), np.zeros(2)])
    seen = np.zeros((SIDE, SIDE, 2), np.uint8)
    seen[:, : SIDE // 2, 0] = seen[:, SIDE // 2 :, 1] = 255
    values = score_cam(network(model, "ab"), seen, 0, "last").values
    np.testing.assert_allclose(values[:, : SIDE // 2], SIDE * SIDE / 2)  # all of the left map passes, none of the right
    np.testing.assert_allclose(values[:, SIDE // 2 :], 0, atol=1e-6)
    assert score_cam(network(model, "ab"), seen, 1, "last").strongest == 0


def test_smooth_gradients_of_a_linear_network_are_its_weights_whatever_the_noise():
    model, seen = linear(), noise()
    weights = model.get_layer("logits").get_weights()[0][:, 2].reshape(SIDE, SIDE, 3).sum(axis=-1)
    for share in (0.0, 0.1, 1.0):
        found = smooth_grad(network(model), seen, 2, noise=share)
        np.testing.assert_allclose(found.values, weights, atol=1e-4)


def test_rise_finds_the_pixel_that_counts():
    image = keras.Input((28, 28, 1))
    kernel = np.zeros((28, 28, 2))
    kernel[9, 17, 0] = 10
    model = ended(image, layers.Flatten()(image / 255.0), 2)
    model.get_layer("logits").set_weights([kernel.reshape(-1, 2), np.array([50.0, 0.0])])
    found = rise(network(model, "ab"), np.full((28, 28, 1), 255, np.uint8), 0)
    row, column = np.unravel_index(found.values.argmax(), found.values.shape)
    assert np.hypot(row - 9, column - 17) <= 2  # half a cell
    assert found.values.max() > 4 * np.abs(found.values[20:, :10]).max()  # the bias is evidence of nothing


@pytest.mark.parametrize("method", [smooth_grad, rise, score_cam])
def test_asked_twice_the_answer_is_the_same(method):
    explained, seen = network(pooled()), noise()
    np.testing.assert_array_equal(method(explained, seen, 0).values, method(explained, seen, 0).values)


@pytest.mark.parametrize("name", SLOW)
def test_slow_methods_tell_how_far_they_are_and_can_be_ended(name):
    explained, seen = network(pooled()), noise()
    heard = []

    def watch(done, total, so_far):
        heard.append((done, total, so_far()))

    found = SLOW[name](explained, seen, 0, watch=watch)
    done, total, values = heard[-1]
    assert done == total
    np.testing.assert_allclose(values, found.values, rtol=1e-4, atol=1e-6)
    assert [done for done, _, _ in heard] == sorted({done for done, _, _ in heard})

    def stop(*_):
        raise Cancelled

    with pytest.raises(Cancelled):
        SLOW[name](explained, seen, 0, watch=stop)


@pytest.mark.parametrize("method", [grad_cam, hires_cam])
def test_what_a_map_adds_up_to_is_promised_only_where_it_is_so(method):
    found = method(network(pooled()), noise(), 1)
    assert found.completeness_error == pytest.approx(0, abs=1e-4)
    assert method(network(pooled()), noise(), 1, "first").total is None  # a convolution with a bend is behind it
    assert (method(network(flat()), noise(), 1).total is None) == (method is grad_cam)


def test_occlusion_of_what_is_not_looked_at_costs_nothing():
    seen = noise(channels=1)
    values = occlusion(looks_at_a_corner(), seen, 0).values
    np.testing.assert_allclose(values[6:, 6:], 0, atol=1e-5)
    assert np.abs(values[:4, :4]).max() > 0


def test_occlusion_covers_every_pixel_of_any_size():
    image = keras.Input((21, 21, 3))
    found = occlusion(network(ended(image, layers.Flatten()(image / 255.0))), noise(21), 0)
    assert np.isfinite(found.values).all()


def test_layers_of_nested_models_and_pooled_ones_are_chosen_well():
    inner_image = keras.Input((SIDE, SIDE, 3))
    inner = keras.Model(inner_image, layers.Conv2D(4, 3, activation="relu", name="deep")(inner_image), name="inner")
    image = keras.Input((SIDE, SIDE, 3))
    x = layers.Dropout(0.5)(layers.MaxPooling2D()(inner(image / 255.0)))
    explained = network(ended(image, layers.Flatten()(x)))
    assert grad_cam(explained, noise(), 0).layer == "inner/deep"
    assert grad_cam(explained, noise(), 0, explained.layers[-1]).values.shape == (7, 7)


@pytest.mark.parametrize("method", ["grad-cam", "hires-cam", "score-cam", "integrated-gradients", "occlusion"])
def test_with_a_muted_channel_a_map_is_that_of_a_network_without_it(method):
    without = pooled()
    kernel, bias = without.get_layer("first").get_weights()
    kernel[..., 2], bias[2] = 0, 0
    without.get_layer("first").set_weights([kernel, bias])
    plain = network(pooled())
    altered = plain.altered((Alteration(layer="first", muted=frozenset({2})),))
    by_hand = BY_NAME[method](network(without), noise(), 1, None)
    np.testing.assert_allclose(BY_NAME[method](altered, noise(), 1, None).values, by_hand.values, atol=1e-5)
    assert not np.allclose(BY_NAME[method](plain, noise(), 1, None).values, by_hand.values, atol=1e-3)
    assert altered.strongest(noise()) == network(without).strongest(noise())


def test_a_map_adds_up_to_the_logit_of_a_network_with_an_amplified_class_and_channel_too():
    surgery = (Alteration(layer="last", factors=((1, 3.0),)), Alteration(layer="logits", factors=((1, 2.0),)))
    found = hires_cam(network(pooled()).altered(surgery), noise(), 1)
    assert found.completeness_error == pytest.approx(0, abs=1e-5)


def test_the_model_is_left_as_it_was():
    model, seen = pooled(), noise()
    weights, config = model.get_weights(), model.get_config()
    before = np.asarray(model(seen[None].astype(np.float32), training=False))
    for name in METHODS:
        BY_NAME[name](network(model), seen, 0, None)
    assert model.get_config() == config
    for now, then in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(now, then)
    np.testing.assert_array_equal(np.asarray(model(seen[None].astype(np.float32), training=False)), before)


def test_nothing_spoke_for_it_is_no_division_by_zero():
    seen = np.zeros((SIDE, SIDE, 1), np.uint8)
    assert not grad_cam(looks_at_a_corner(), seen, 0).evidence(SIDE).any()


def test_what_cannot_be_asked_is_told():
    explained = network(linear())
    with pytest.raises(UserError, match="no layer that keeps places apart") as refusal:
        grad_cam(
            network(keras.Sequential([keras.Input((4, 4, 3)), layers.Flatten(), layers.Dense(3, "softmax")])),
            noise(4),
            0,
        )
    assert "occlusion" in refusal.value.hint
    with pytest.raises(UserError, match="no class “d”"):
        explained.index_of("d")
    with pytest.raises(UserError, match="no layer “nothing”"):
        explained.layer("nothing")
    with pytest.raises(UserError, match="has no maps"):
        explained.layer("logits")
    with pytest.raises(UserError, match="looks at the image itself"):
        occlusion(explained, noise(), 0, "logits")


def test_a_step_that_has_no_slope_is_told():
    from cnn_desktop.engine.networks.layers import Step

    image = keras.Input((SIDE, SIDE, 3))
    x = layers.Flatten()(Step()(layers.Conv2D(2, 3, name="last")(image)))
    with pytest.raises(UserError, match="do not depend smoothly"):
        grad_cam(network(ended(image, x)), noise(), 0, "last")


def test_before_global_pooling_a_channel_weighs_what_the_dense_layer_says():
    model = pooled()
    network = Explained(model, ("a", "b", "c"))
    dense = model.get_layer("logits").kernel.numpy()
    pooling = next(one.name for one in model.layers if isinstance(one, layers.GlobalAveragePooling2D))
    for layer in ("last", pooling):
        for index in range(3):
            np.testing.assert_allclose(network.weights(noise(), index, layer), dense[:, index], rtol=1e-4)


def test_before_the_activation_only_what_is_let_through_weighs():
    model = pooled()
    network = Explained(model, ("a", "b", "c"))
    maps, _, _ = network.maps(noise(), 1, "last")
    share = (maps > 0).mean(axis=(0, 1))
    dense = model.get_layer("logits").kernel.numpy()
    np.testing.assert_allclose(network.weights(noise(), 1, "last", pre=True), dense[:, 1] * share, rtol=1e-4, atol=1e-7)


def test_a_class_does_not_depend_on_what_comes_behind_it():
    with pytest.raises(UserError, match="do not depend smoothly on “probabilities”"):
        Explained(pooled(), ("a", "b", "c")).weights(noise(), 0, "probabilities")
