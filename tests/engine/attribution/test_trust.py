"""How far to trust a map: held against networks with random weights, the network itself left alone."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from cnn_desktop.core.errors import Cancelled
from cnn_desktop.core.explanations import METHODS
from cnn_desktop.engine.attribution import BY_NAME, Explained
from cnn_desktop.engine.attribution.trust import NETWORKS, Forgetful, forget, similarity
from tests.engine.attribution.networks import SIDE, ended, noise, pooled


def normalised():
    """With batch normalisation, a depthwise layer, a nested model, and measured colours."""
    keras.utils.set_random_seed(1)
    inner_image = keras.Input((SIDE, SIDE, 4))
    x = layers.DepthwiseConv2D(3, name="each")(inner_image)
    inner = keras.Model(inner_image, layers.BatchNormalization(name="norm")(x), name="inner")
    image = keras.Input((SIDE, SIDE, 3))
    x = layers.Normalization(mean=[100.0, 110.0, 120.0], variance=[50.0, 60.0, 70.0], name="colours")(image)
    x = inner(layers.Conv2D(4, 3, padding="same", activation="relu", name="first")(x))
    return ended(image, layers.GlobalAveragePooling2D()(x))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2, 3, 4], [10, 20, 30, 4000], 1),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1),
        ([1, 2, 3, 4], [5, 5, 5, 5], 0),
        ([1, 2, 2, 4], [1, 3, 2, 4], 0.9487),  # ties share their places; as scipy.stats.spearmanr has it
    ],
)
def test_similarity_is_of_ranks(one, other, expected):
    first, second = (np.array(values, np.float32).reshape(2, 2) for values in (one, other))
    assert similarity(first, second) == pytest.approx(expected, abs=1e-4)


def test_everything_learned_is_forgotten_and_the_scale_of_signals_kept():
    model = normalised()
    norm = model.get_layer("inner").get_layer("norm")
    norm.set_weights([np.full(4, value) for value in (3.0, 2.0, 1.0, 9.0)])
    before = {name: model.get_layer(name).get_weights() for name in ("first", "logits")}
    forget(model, seed=0)
    for name, weights in before.items():
        kernel, bias = model.get_layer(name).get_weights()
        assert abs(np.corrcoef(kernel.ravel(), weights[0].ravel())[0, 1]) < 0.6
        assert not bias.any()
    assert [float(one[0]) for one in norm.get_weights()] == [1, 0, 0, 1]
    assert model.get_layer("inner").get_layer("each").get_weights()[0].std() == pytest.approx(1 / 3, rel=0.5)
    answers = np.asarray(model(noise()[None].astype(np.float32), training=False))
    assert np.isfinite(answers).all()


@pytest.mark.parametrize("method", METHODS)
def test_the_model_is_unchanged_and_the_figures_come_again(method):
    model, seen = pooled(), noise()
    explained = Explained(model, tuple("abc"))
    found = BY_NAME[method](explained, seen, 0, None)
    weights = model.get_weights()
    forgetful = Forgetful(explained)
    first, second = (forgetful.trust(method, seen, 0, found) for _ in range(2))
    assert first == second
    assert len(first.likeness) == len(first.places) == NETWORKS[method]
    for now, then in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(now, then)
    np.testing.assert_array_equal(BY_NAME[method](explained, seen, 0, None).values, found.values)


def test_a_map_that_only_shows_the_image_is_found_out():
    """One grey map with nothing learned before it: its places cannot change, whatever the weights behind it."""
    image = keras.Input((SIDE, SIDE, 1))
    maps = layers.Activation("linear", name="grey")(image / 255.0)
    explained = Explained(ended(image, layers.GlobalAveragePooling2D()(maps), 3), tuple("abc"))
    seen = noise(channels=1)
    trust = Forgetful(explained).trust("grad-cam", seen, 0, BY_NAME["grad-cam"](explained, seen, 0, "grey"))
    assert trust.mean_places == pytest.approx(1)
    assert trust.verdict == "places"


def test_an_empty_map_has_nothing_to_be_trusted():
    model = pooled()
    model.get_layer("logits").set_weights([np.zeros((6, 3)), np.zeros(3)])
    explained, seen = Explained(model, tuple("abc")), noise()
    assert Forgetful(explained).trust("grad-cam", seen, 0, BY_NAME["grad-cam"](explained, seen, 0, None)) is None


def test_it_can_be_ended():
    explained, seen = Explained(pooled(), tuple("abc")), noise()

    def stop(_done, _total):
        raise Cancelled

    for method in ("grad-cam", "rise"):
        with pytest.raises(Cancelled):
            Forgetful(explained).trust(method, seen, 0, BY_NAME[method](explained, seen, 0, None), stop)
