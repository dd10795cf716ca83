"""Maps that follow a camera are those of its frames as images, the newest frame wins, and nothing waits in a queue."""

import threading
import time

import keras
import numpy as np
import pytest
from keras import layers

from cnn_desktop.core import live_maps, runs
from cnn_desktop.core.array_ring import ArrayRing
from cnn_desktop.core.config import TrainingConfig, completed
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.live_maps import EVIDENCE_SIDE
from cnn_desktop.core.messages import (
    ChangeLiveMaps,
    LiveLook,
    LiveMapsChanged,
    LiveMapsReady,
    LiveMapsStarted,
    LiveMapsStopped,
    OverviewReady,
    Pin,
    RequestFailed,
    ShowMaps,
    StartLiveMaps,
    StopLiveMaps,
)
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.surgery import Alteration
from cnn_desktop.engine.attribution import grad_cam
from cnn_desktop.engine.attribution.network import Explained
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.live_evidence import LiveEvidence
from cnn_desktop.engine.inspection.live_maps import LiveMaps
from cnn_desktop.engine.prediction import keras_network
from cnn_desktop.engine.service import serve
from tests import samples

PATIENCE_S = 60
CONV = LiveLook(layer="conv_1", channel=1)


@pytest.fixture(scope="module")
def inspector(trained):
    return Inspector(trained.folder)


@pytest.fixture(scope="module")
def photos():
    random = np.random.default_rng(1)
    return [samples.shape(name, 48, random) for name in ("ring", "square", "circle")]


class Camera:
    """Gives frames and takes maps, as the window does."""

    def __init__(self, inspector, look=CONV):
        self.frames = FrameRing.create(48, 48)
        self._changed = threading.Condition()
        self.events, self._number = [], 0
        self.live = LiveMaps(7, inspector, self.frames.path, look, self.hear)
        self._ring = ArrayRing.open(self.live.ring)
        self.live.start()

    def hear(self, event):
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def give(self, pixels):
        self._number += 1
        self.frames.write(pixels, self._number, time.monotonic())

    def told(self, count, kind=LiveMapsReady):
        """The event of `kind` that is told as number `count`."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.all(kind)) >= count, PATIENCE_S), self.events
            return self.all(kind)[count - 1]

    def all(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    def take(self, count):
        event = self.told(count)
        number, _, arrays = self._ring.take()
        assert number == event.number
        return event, live_maps.unpacked(event, arrays)

    def close(self):
        self.live.close()
        self.frames.close()
        self._ring.close()


@pytest.fixture
def camera(inspector):
    camera = Camera(inspector)
    yield camera
    camera.close()


def test_the_maps_of_a_frame_are_those_of_the_same_image(camera, inspector, photos):
    camera.give(photos[0])
    event, frame = camera.take(1)
    asked = ShowMaps(7, inspector.run.folder, "conv_1", pixels=photos[0], scale="layer")
    image = inspector.maps(asked)
    for name in ("levels", "limits", "is_constant", "seen"):
        np.testing.assert_array_equal(getattr(frame.maps, name), getattr(image, name))
    np.testing.assert_array_equal(frame.maps.statistics.mean, image.statistics.mean)
    assert (event.frame, event.ticket, frame.maps.image_size) == (1, 7, (48, 48))
    assert frame.maps.prediction == image.prediction
    look = inspector.look_at(None, photos[0])
    np.testing.assert_array_equal(frame.one.values, inspector.channel(look, "conv_1", 1).values)
    assert (frame.one.channel, frame.one.mean) == (1, inspector.channel(look, "conv_1", 1).mean)
    assert frame.evidence is None
    overview = camera.told(1, OverviewReady)
    assert [layer.layer for layer in overview.layers] == [call.key for call in inspector.recorder.calls]


def test_the_newest_frame_wins_and_what_was_not_taken_is_not_followed_by_more(camera, photos):
    camera.give(photos[0])
    camera.told(1, OverviewReady)  # the first maps are told, and not taken
    for _ in range(5):
        camera.give(photos[1])
    camera.give(photos[2])
    assert len(camera.all(LiveMapsReady)) == 1
    camera.take(1)
    event, frame = camera.take(2)
    assert event.frame == 7
    assert len(camera.all(LiveMapsReady)) == 2
    np.testing.assert_array_equal(frame.maps.seen.shape, (28, 28, 1))


def test_colours_keep_their_meaning_from_frame_to_frame_until_another_scale_is_chosen(camera, photos):
    camera.give(photos[0])
    _, first = camera.take(1)
    camera.give(np.full_like(photos[0], 128))
    _, grey = camera.take(2)
    np.testing.assert_array_equal(grey.maps.limits, first.maps.limits)
    camera.live.change(LiveLook(layer="conv_1", channel=1, scale="stretch"))
    _, stretched = camera.take(3)
    assert not np.array_equal(stretched.maps.limits, first.maps.limits)


def test_another_layer_is_shown_of_the_last_frame_although_no_other_comes(camera, photos):
    camera.give(photos[0])
    camera.take(1)
    camera.live.change(LiveLook(layer="logits", channel=99))
    event, frame = camera.take(2)
    assert (event.layer, event.frame, event.channel) == ("logits", 1, 2)
    assert frame.maps.levels.shape == (3, 1, 1)
    with pytest.raises(UserError, match="no layer"):
        camera.live.change(LiveLook(layer="logitz", channel=0))


def test_altered_channels_are_altered_in_every_frame(camera, photos):
    camera.give(photos[0])
    plain, _ = camera.take(1)
    muted = Alteration(layer="conv_1", muted=frozenset({1}))
    camera.live.change(LiveLook(layer="conv_1", channel=1, surgery=(muted,)))
    event, frame = camera.take(2)
    assert not frame.one.values.any()
    assert plain.unaltered is None
    assert frame.maps.unaltered == event.unaltered == plain.prediction


def test_pinned_channels_of_any_layer_come_with_every_frame(camera, inspector, photos):
    pins = (Pin("tanh_1", 3), Pin("logits", 2))
    camera.live.change(LiveLook(layer="conv_1", channel=1, pins=pins))
    camera.give(photos[0])
    _, frame = camera.take(1)
    image = inspector.pinned(inspector.look_at(None, photos[0]), pins)
    for live, still in zip(frame.pinned, image, strict=True):
        np.testing.assert_array_equal(live.levels, still.levels)
        assert (live.pin, live.low, live.high, live.mean) == (still.pin, still.low, still.high, still.mean)
    camera.give(photos[1] // 2)
    _, darker = camera.take(2)
    before, after = frame.pinned[0], darker.pinned[0]
    assert (before.low, before.high) == (after.low, after.high)  # colours keep their meaning
    assert before.maximum != after.maximum
    with pytest.raises(UserError, match="no channel 99"):
        camera.live.change(LiveLook(layer="conv_1", channel=1, pins=(Pin("tanh_1", 99),)))


@pytest.mark.parametrize("surgery", [(), (Alteration(layer="conv_1", muted=frozenset({1})),)])
def test_where_the_class_was_found_comes_with_the_frame_once_it_is_prepared(camera, inspector, photos, surgery):
    camera.live.change(LiveLook(layer="conv_1", channel=0, with_evidence=True, surgery=surgery))
    count = 0
    while True:
        count += 1
        camera.give(photos[0])
        event, frame = camera.take(count)
        if event.evidence_of:
            break
    network = Explained(inspector.model, inspector.run.classes).altered(surgery)
    found = grad_cam(network, frame.maps.seen, network.index_of(event.evidence_of))
    np.testing.assert_allclose(frame.evidence, found.evidence(EVIDENCE_SIDE), atol=1e-4)


def test_before_averages_and_one_dense_layer_the_weights_of_a_class_hold_for_every_frame(tmp_path, photos, monkeypatch):
    config = completed(TrainingConfig(dataset=tmp_path, runs=tmp_path, architecture="lenet5"), 3)
    run = runs.create_run(config, ("one", "two"), Preparation(size=20))
    image = keras.Input((20, 20, 3))
    x = layers.Conv2D(4, 3, activation="relu")(layers.Rescaling(1 / 255)(image))
    x = layers.Dense(2, name="logits")(layers.GlobalAveragePooling2D()(x))
    model = keras.Model(image, layers.Softmax(name="probabilities")(x))
    monkeypatch.setattr(keras_network, "load", lambda _run: model)
    inspector = Inspector(run.folder)
    evidence, network = LiveEvidence(inspector), Explained(inspector.model, run.classes)
    for photo in photos:
        look = inspector.look(photo)
        found = grad_cam(network, look.seen, network.index_of(look.prediction.class_name))
        np.testing.assert_allclose(evidence.of(look), found.evidence(EVIDENCE_SIDE), atol=1e-5)


def test_live_maps_are_started_changed_and_stopped_by_requests(trained, photos):
    frames = FrameRing.create(48, 48)
    frames.write(photos[0], 1, time.monotonic())
    events = []
    requests = (
        StartLiveMaps(1, trained.folder, frames.path, CONV),
        ChangeLiveMaps(2, LiveLook(layer="gone", channel=0)),
        ChangeLiveMaps(3, LiveLook(layer="tanh_1", channel=0)),
        StopLiveMaps(4),
        StopLiveMaps(5),
        ChangeLiveMaps(6, CONV),
    )
    serve(requests, events.append, lambda: False)
    frames.close()
    closing = [event for event in events if not isinstance(event, LiveMapsReady | OverviewReady)]
    assert closing == [
        LiveMapsStarted(1, closing[0].ring),
        RequestFailed("The network has no layer “gone”.", closing[1].hint, ticket=2),
        LiveMapsChanged(3),
        LiveMapsStopped(4),
        LiveMapsStopped(5),
        LiveMapsChanged(6),
    ]
    assert not closing[0].ring.parent.exists()


def test_frames_that_are_gone_are_refused(trained, tmp_path):
    events = []
    serve((StartLiveMaps(1, trained.folder, tmp_path / "frames", CONV),), events.append, lambda: False)
    (failed,) = events
    assert isinstance(failed, RequestFailed)
