"""A time-lapse: what is kept of watched images while a network trains, and that training does not feel it."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core import time_lapse, watched_layers
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine import networks
from cnn_desktop.engine.inspection.graph import graph_of
from cnn_desktop.engine.inspection.recording import Recorder
from cnn_desktop.engine.training import resume, train
from tests.engine import backbones
from tests.engine.training_examples import (
    StopAfter,
    assert_same_state,
    config_for,
    go_on,
    stop_and_keep,
    weights_of,
)

pytestmark = pytest.mark.usefixtures("not_put_to_use")


@pytest.fixture(scope="module")
def pinned(shapes):
    """Two images of the dataset, relative to it."""
    return tuple(sorted(str(file.relative_to(shapes)) for file in shapes.rglob("*.png"))[:2])


@pytest.fixture(scope="module")
def watched(shapes, pinned, tmp_path_factory):
    """A finished run of three epochs that watched two images."""
    return train(config_for(shapes, tmp_path_factory.mktemp("runs"), watch=pinned), lambda event: None, go_on)


def ignore(event):
    pass


def content(run):
    """Every kept epoch, as bytes of its arrays."""
    found = {}
    for epoch in time_lapse.epochs(run.folder):
        with np.load(time_lapse.file_of(run.folder, epoch), allow_pickle=False) as stored:
            found[epoch] = {name: stored[name].tobytes() for name in stored.files}
    return found


def test_a_run_keeps_its_images_before_training_and_after_each_epoch(watched):
    plan, seen = time_lapse.read_plan(watched.folder)
    assert time_lapse.epochs(watched.folder) == (0, 1, 2, 3)
    assert seen.shape == (2, *watched.preparation.shape)
    for epoch in range(4):
        moment = time_lapse.read(watched.folder, plan, epoch)
        assert moment.answers.shape == (2, 3)
        np.testing.assert_allclose(moment.answers.sum(axis=1), 1, atol=1e-5)
        assert [maps.levels.shape for maps in moment.maps] == [
            (2, layer.channels, layer.rows, layer.columns) for layer in plan.layers
        ]
        assert moment.kernel is not None


def test_training_is_the_same_to_the_bit_with_and_without(shapes, watched, tmp_path):
    plain = train(config_for(shapes, tmp_path), lambda event: None, go_on)
    assert_same_state(weights_of(plain), weights_of(watched))
    assert not time_lapse.is_kept(plain.folder)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "settings",
    [
        {"architecture": "mnist", "augmentation": "strong"},  # dropout
        {"architecture": "cifar10-vgg", "pooling": "stochastic", "image_size": 32},
        {"architecture": "mobilenet-v1", "method": "fine-tune", "image_size": 32, "epochs": 2, "patience": 0},
    ],
    ids=lambda settings: settings["architecture"],
)
def test_so_it_is_where_chance_is_at_work(shapes, pinned, tmp_path, settings):
    changes = {"epochs": 1} | settings
    if "method" in changes:
        changes["weights"] = str(backbones.tiny(tmp_path))
    states = [
        weights_of(train(config_for(shapes, tmp_path / str(len(watch)), watch=watch, **changes), ignore, go_on))
        for watch in ((), pinned)
    ]
    assert_same_state(*states)


def test_what_is_kept_is_what_the_network_of_the_best_epoch_computes(watched):
    import keras

    from cnn_desktop.engine.inspection.recording import Recorder

    plan, seen = time_lapse.read_plan(watched.folder)
    best = watched.result.best_epoch
    moment = time_lapse.read(watched.folder, plan, best)
    recording = Recorder(keras.saving.load_model(watched.model_file, compile=False), watched.preparation.shape).record(
        seen
    )
    for layer, maps in zip(plan.layers, moment.maps, strict=True):
        exact = recording.of(layer.key)[..., : layer.channels]
        for image in range(2):
            span = maps.limits[image, :, 1] - maps.limits[image, :, 0]
            allowed = span / 510 + 1e-5 * np.abs(exact).max()  # half a level
            assert (np.abs(maps.values(image) - exact[image]) <= allowed).all()


@pytest.mark.no_cover
@pytest.mark.parametrize("key", ["mnist", "residual", "cifar10-fast", "mobilenet-v2", "efficientnet-b0"])
def test_no_layer_that_is_kept_has_an_activation_of_its_own(key):
    """So that nothing lies before one: a layer whose values go into an activation is a layer that can be kept."""
    model = networks.build(NetworkPlan(architecture=key, image_size=32, classes=3))
    layers, _ = watched_layers.choose(graph_of(Recorder(model, (32, 32, 3))).layers)
    assert layers
    assert not [layer.key for layer in layers if layer.activation]


def test_kernels_move_as_the_network_learns(watched):
    plan, _ = time_lapse.read_plan(watched.folder)
    first, last = (time_lapse.read(watched.folder, plan, epoch).kernel for epoch in (0, 3))
    assert first.shape == last.shape
    assert np.abs(first - last).max() > 0


@pytest.mark.parametrize("batches", [0, 2])
def test_a_run_that_goes_on_keeps_each_epoch_once_and_the_same(shapes, pinned, watched, tmp_path, batches):
    stopped, _ = stop_and_keep(shapes, tmp_path, after=1, batches=batches, watch=pinned)
    assert time_lapse.epochs(stopped.folder) == (0, 1)
    resume(stopped.folder, lambda event: None, go_on)
    assert content(stopped) == content(watched)


def test_an_epoch_kept_before_a_kill_is_made_anew(shapes, pinned, watched, tmp_path):
    stopped, _ = stop_and_keep(shapes, tmp_path, after=1, watch=pinned)
    plan, _ = time_lapse.read_plan(stopped.folder)
    time_lapse.file_of(stopped.folder, 2).write_bytes(b"half an epoch")
    time_lapse.file_of(stopped.folder, 3).write_bytes(b"")
    again = StopAfter(1)
    resume(stopped.folder, again.emit, again.should_stop)
    assert time_lapse.epochs(stopped.folder) == (0, 1, 2)
    assert time_lapse.read(stopped.folder, plan, 2).epoch == 2


def test_images_that_are_gone_do_not_keep_a_run_from_going_on(shapes, pinned, tmp_path, monkeypatch):
    stopped, _ = stop_and_keep(shapes, tmp_path, after=1, watch=pinned)
    images = sorted((stopped.folder / time_lapse.FOLDER).glob("images*"))
    before = [file.read_bytes() for file in images]
    monkeypatch.setattr("cnn_desktop.engine.training.watching._seen", lambda run: pytest.fail("read again"))
    resume(stopped.folder, lambda event: None, go_on)
    assert [file.read_bytes() for file in images] == before


def test_an_image_that_is_not_there_is_refused_before_anything_is_written(shapes, tmp_path):
    with pytest.raises(UserError, match="to be watched"):
        train(config_for(shapes, tmp_path, watch=("no such.png",)), lambda event: None, go_on)
    assert list(tmp_path.iterdir()) == []


def test_large_maps_are_kept_smaller_by_their_mean(watched, shapes, pinned, tmp_path, monkeypatch):
    monkeypatch.setattr("cnn_desktop.core.watched_layers._STEPS", ((4, 8),))
    small = train(config_for(shapes, tmp_path, watch=pinned, epochs=1), lambda event: None, go_on)
    plan, _ = time_lapse.read_plan(small.folder)
    assert all(layer.channels <= 4 and max(layer.rows, layer.columns) <= 8 for layer in plan.layers)
    assert "some of the channels" in plan.shortened
    assert "smaller size" in plan.shortened
    whole_plan, _ = time_lapse.read_plan(watched.folder)
    whole = time_lapse.read(watched.folder, whole_plan, 0).maps[0].values(0)
    part = time_lapse.read(small.folder, plan, 0).maps[0].values(0)
    step = -(-max(whole.shape[:2]) // 8)
    mean = whole[:step, :step, :4].mean(axis=(0, 1))
    if whole.shape[0] % step == 0:
        np.testing.assert_allclose(part[0, 0], mean, atol=0.03 * np.abs(whole).max())


@pytest.mark.no_cover
def test_a_frozen_backbone_does_not_move_but_its_answers_do(shapes, pinned, tmp_path):
    weights = backbones.tiny(tmp_path)
    config = config_for(
        shapes, tmp_path / "runs", architecture="mobilenet-v1", weights=str(weights), method="fast", image_size=32,
        epochs=2, patience=0, watch=pinned,
    )  # fmt: skip
    run = train(config, lambda event: None, go_on)
    plan, _ = time_lapse.read_plan(run.folder)
    before, after = (time_lapse.read(run.folder, plan, epoch) for epoch in (0, 2))
    np.testing.assert_array_equal(before.kernel, after.kernel)
    for first, last in zip(before.maps, after.maps, strict=True):
        np.testing.assert_array_equal(first.levels, last.levels)
    assert np.abs(before.answers - after.answers).max() > 0
