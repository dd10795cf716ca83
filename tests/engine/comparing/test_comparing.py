"""Two images, two runs, two states of one run: what the service tells of where they part."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from cnn_desktop.core import mosaic, time_lapse
from cnn_desktop.core.messages import (
    AlikeRanked,
    DescribeMoments,
    LayersRanked,
    MomentsDescribed,
    PairReady,
    RankAlike,
    RankLayers,
    RequestCancelled,
    RequestFailed,
    ShowPair,
    Side,
)
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.time_lapse import Maps, Moment, Plan, WatchedLayer
from cnn_desktop.engine.comparing.alike import alike
from cnn_desktop.engine.comparing.moments import take_last_weights
from cnn_desktop.engine.comparing.pairs import paired, ranked
from cnn_desktop.engine.comparing.sights import NetworkSight
from cnn_desktop.engine.inspection.graph import graph_of
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.recording import Recorder
from cnn_desktop.engine.prediction import keras_network
from cnn_desktop.engine.service import serve
from cnn_desktop.engine.training import checkpoint


def ask(*requests, stop=False):
    events = []
    serve(requests, events.append, lambda: stop)
    return events


@pytest.fixture(scope="module")
def files(shapes):
    return sorted(shapes.rglob("*.png"))


def test_the_same_image_twice_parts_nowhere(trained, files):
    (told,) = ask(RankLayers(1, Side(trained.folder, files[0]), Side(trained.folder, files[0])))
    assert isinstance(told, LayersRanked)
    assert [pair.difference for pair in told.pairs] == [0.0] * len(told.pairs)
    assert told.apart == ()
    assert told.answers[0] == told.answers[1]


def test_two_images_part_by_what_their_maps_are_apart(trained, files):
    sides = Side(trained.folder, files[0]), Side(trained.folder, files[-1])
    ranked, pair = ask(RankLayers(1, *sides), ShowPair(2, *sides, ("conv_1", "conv_1")))
    network = Inspector(trained.folder)
    maps = [network.values(network.look_at(side.file, None), "conv_1").astype(np.float64) for side in sides]
    lengths = [np.linalg.norm(one) for one in maps]
    known = np.linalg.norm(maps[0] - maps[1]) / sum(lengths)
    found = next(one for one in ranked.pairs if one.layer == "conv_1")
    assert found.difference == pytest.approx(known, rel=1e-5)
    assert found.angle == pytest.approx(1 - (maps[0] * maps[1]).sum() / np.prod(lengths), rel=1e-4)
    assert isinstance(pair, PairReady)
    channel = [one[..., 3] for one in maps]
    known = np.linalg.norm(channel[0] - channel[1]) / sum(np.linalg.norm(one) for one in channel)
    assert pair.differences[3] == pytest.approx(known, rel=1e-5)


def test_both_mosaics_have_one_scale(trained, files):
    sides = Side(trained.folder, files[0]), Side(trained.folder, files[-1])
    for scale in ("layer", "channel"):
        (pair,) = ask(ShowPair(1, *sides, ("conv_1", "conv_1"), scale))
        np.testing.assert_array_equal(pair.maps[0].limits, pair.maps[1].limits)
        assert pair.maps[0].is_signed == pair.maps[1].is_signed
        is_one = len(np.unique(pair.maps[0].limits, axis=0)) == 1
        assert is_one == (scale == "layer")
        reach = max(np.abs(one.statistics.maximum).max() for one in pair.maps)
        if scale == "channel":
            assert pair.maps[0].limits.max() == pytest.approx(reach, rel=0.2)


def test_what_is_before_the_activation_is_compared_where_a_layer_has_one():
    keras.utils.set_random_seed(0)
    image = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, activation="relu", name="conv")(image)
    x = keras.layers.MaxPooling2D(name="pool")(x)
    found = Recorder(keras.Model(image, keras.layers.Dense(2)(keras.layers.Flatten()(x))), (8, 8, 3))
    photos = np.random.default_rng(0).integers(0, 255, (2, 1, 8, 8, 3), np.uint8)
    recordings = [found.record(photo) for photo in photos]

    def sights(pre):
        values = [partial(values_of, recording) for recording in recordings]
        networks = [SimpleNamespace(graph=graph_of(found), values=one) for one in values]
        look = SimpleNamespace(prediction=None, seen=None, image_size=(8, 8))
        return [NetworkSight(network, look, pre=pre) for network in networks]

    def values_of(recording, _look, key, *, pre):
        return mosaic.as_maps(recording.of(key, pre=pre)[0])

    before, behind = (paired(*sights(pre), ("conv", "conv")).maps for pre in (True, False))
    assert all(one.pre and one.is_signed for one in before)
    assert not any(one.pre or one.is_signed for one in behind)
    told = [{one.layer: one.difference for one in ranked(*sights(pre)).pairs} for pre in (True, False)]
    assert told[0]["conv"] != told[1]["conv"]
    assert told[0]["pool"] == told[1]["pool"]


def test_layers_of_other_shapes_stand_side_by_side_but_are_not_measured(trained, files):
    sides = Side(trained.folder, files[0]), Side(trained.folder, files[1])
    (pair,) = ask(ShowPair(1, *sides, ("conv_1", "conv_2")))
    assert pair.differences is None
    assert [len(one.levels) for one in pair.maps] == [6, 16]
    assert np.unique(np.concatenate([one.limits for one in pair.maps]), axis=0).shape == (1, 2)
    (refused,) = ask(ShowPair(1, *sides, ("conv_1", "conv_9")))
    assert isinstance(refused, RequestFailed)
    assert "“conv_9”" in refused.message


def test_a_network_is_like_itself_layer_by_layer(trained):
    *_, told = ask(RankAlike(1, Side(trained.folder), Side(trained.folder), 10))
    assert isinstance(told, AlikeRanked)
    assert told.layers[0] == told.layers[1]
    np.testing.assert_allclose(np.diag(told.alike), 1, atol=1e-4)
    np.testing.assert_allclose(told.alike, told.alike.T, atol=1e-4)
    assert np.abs(told.alike).max() <= 1 + 1e-4
    assert ask(RankAlike(1, Side(trained.folder), Side(trained.folder), 10), stop=True) == [RequestCancelled(1)]


def test_cka_compares_what_is_before_the_activations_where_that_is_wanted(files):
    keras.utils.set_random_seed(0)
    image = keras.Input((28, 28, 3))
    few = keras.initializers.Constant(-100)  # most values end at 0
    x = keras.layers.Conv2D(4, 3, activation="relu", bias_initializer=few, name="conv")(image)
    x = keras.layers.MaxPooling2D(name="pool")(x)
    found = Recorder(keras.Model(image, keras.layers.Dense(2)(keras.layers.Flatten()(x))), (28, 28, 3))
    run = SimpleNamespace(preparation=Preparation(size=28))
    network = SimpleNamespace(run=run, graph=graph_of(found), recorder=found)

    def told(pre):
        return alike(network, network, files[:12], lambda done, total: None, lambda: False, pre=pre)

    before, behind = told(True), told(False)
    conv, pool = (before.layers[0].index(key) for key in ("conv", "pool"))
    np.testing.assert_allclose(before.alike[conv, conv], 1, atol=1e-4)
    assert before.alike[pool, pool] == behind.alike[pool, pool]
    assert before.alike[conv, pool] != pytest.approx(behind.alike[conv, pool], abs=1e-3)


def test_the_last_weights_are_the_averages_of_the_checkpoint(trained):
    model = keras_network.load(trained)
    averages = checkpoint.load(trained.checkpoint_file).state["averages"]
    for weight in model.weights:
        weight.assign(weight * 0 + 7)
    take_last_weights(model, trained)
    kept = [weight.numpy() for layer in model.layers for weight in layer.weights]
    for weight, average in zip(kept, averages, strict=True):
        np.testing.assert_array_equal(weight, average)


def test_what_a_run_keeps_is_told_as_it_is(trained):
    (told,) = ask(DescribeMoments(1, trained.folder))
    assert isinstance(told, MomentsDescribed)
    assert told.last == 3
    assert bool(told.no_last) == (told.best == 3)
    assert (told.epochs, told.images) == ((), ())


def test_two_epochs_of_a_time_lapse_are_compared_as_they_were_kept(trained, shapes, files):
    random = np.random.default_rng(1)
    watched = WatchedLayer("conv_1", 14, 14, 6, 28, 6)
    time_lapse.begin(trained.folder, Plan((files[0].name,), (watched,)), np.zeros((1, 32, 32, 3), np.uint8))
    kept = [random.normal(size=(1, 14, 14, 6)).astype(np.float32) for _ in range(2)]
    for epoch, values in enumerate(kept):
        answers = np.array([[0.2, 0.7, 0.1]], np.float32)
        time_lapse.keep(trained.folder, Moment(epoch, answers, (Maps.of(values),), None))
    sides = [Side(trained.folder, epoch=epoch) for epoch in (0, 1)]
    moments, ranked, pair, same = ask(
        DescribeMoments(1, trained.folder),
        RankLayers(2, *sides),
        ShowPair(3, *sides, ("conv_1", "conv_1")),
        RankLayers(4, sides[0], sides[0]),
    )
    assert moments.epochs == (0, 1)
    known = np.linalg.norm(kept[0] - kept[1]) / sum(np.linalg.norm(one) for one in kept)
    assert [(one.layer, one.shape) for one in ranked.pairs] == [("conv_1", (14, 14, 6))]
    assert ranked.pairs[0].difference == pytest.approx(known, abs=0.01)
    assert same.pairs[0].difference == 0
    assert pair.maps[0].levels.shape == (6, 14, 14)
    (refused,) = ask(RankLayers(5, sides[0], Side(trained.folder, files[0])))
    assert "another epoch of it only" in refused.message
