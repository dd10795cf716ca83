"""A live camera tells of its frames and answers, is lost and comes back, records, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import threading
import time

import numpy as np
import pytest

from cnn_desktop.core import images
from cnn_desktop.core.camera import capture
from cnn_desktop.core.dataset import group_rules
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.messages import (
    CameraEnded,
    CameraLost,
    CameraOpened,
    FrameClassified,
    FrameReady,
    FrameSaved,
    Prediction,
    RequestFailed,
)
from cnn_desktop.engine.camera import grabber, recorder
from cnn_desktop.engine.camera.session import CameraSession
from tests.engine.camera.cameras import MjpegServer, write_video

PATIENCE_S = 60
ANSWER = Prediction((("square", 0.9), ("circle", 0.1)))


class Ears:
    """Hears a session as a window does: opens its rings, and takes each frame that it is told of."""

    def __init__(self, takes=True):
        self.takes, self.ring = takes, None
        self.events, self.frames = [], []
        self._changed = threading.Condition()

    def __call__(self, event):
        if isinstance(event, CameraOpened):
            self.close()
            self.ring = FrameRing.open(event.ring)
        if isinstance(event, FrameReady) and self.takes:
            self.frames.append(self.ring.take())
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def all(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    def wait_for(self, kind, count=1):
        """The event of `kind` that comes as number `count`."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.all(kind)) >= count, PATIENCE_S), f"no {kind.__name__}"
            return self.all(kind)[count - 1]

    def close(self):
        if self.ring:
            self.ring.close()


@contextlib.contextmanager
def opened(source, ears=None, classify=None, size=None):
    ears = ears or Ears()
    session = CameraSession(7, source, size, ears)
    session.classify_with(classify)
    try:
        session.open(lambda: False)
        yield session, ears
    finally:
        session.close()
        ears.close()


@pytest.fixture
def camera():
    with MjpegServer() as camera:
        yield camera


@pytest.fixture
def impatient(monkeypatch):
    """What is waited for in seconds takes a tenth of one."""
    monkeypatch.setattr(capture, "READ_TIMEOUT_S", 0.3)
    monkeypatch.setattr(grabber, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(grabber, "LONGEST_WAIT_S", 0.1)


def test_a_frame_is_there_when_the_camera_is_open(camera):
    with opened(camera.address) as (_, ears):
        ready = ears.wait_for(FrameReady, 3)
        assert ears.events[0] == CameraOpened(7, ears.ring.path, 64, 48)
        number, captured, pixels = ears.frames[-1]
        assert number >= ready.number == 3
        assert 0 <= time.monotonic() - captured < PATIENCE_S
        assert pixels.shape == (48, 64, 3)
        assert pixels[:, :, 0].max() > 200  # the square is red, not blue
        assert pixels[:, :, 2].max() < 140


def test_no_frame_is_told_before_the_last_was_taken(camera):
    with opened(camera.address, Ears(takes=False), lambda pixels: ANSWER) as (session, ears):
        ears.wait_for(FrameClassified)
        while session._newest.after(20, timeout_s=1) is None:
            assert len(ears.all(FrameReady)) == 1
        assert len(ears.all(FrameReady)) == 1
        assert len(ears.all(FrameClassified)) == 1
        ears.takes = True
        newest, _, _ = ears.ring.take()
        assert newest >= 20  # not the one that was told, which is old by now
        assert ears.wait_for(FrameReady, 2).number > newest
        assert ears.wait_for(FrameClassified, 2).number >= newest


def test_every_frame_is_classified_and_says_when_it_was_grabbed(camera):
    seen = []

    def classify(pixels):
        seen.append(pixels)
        return ANSWER

    with opened(camera.address, classify=classify) as (_, ears):
        told = ears.wait_for(FrameClassified, 10)
        assert told.prediction == ANSWER
        assert {frame[0]: frame[1] for frame in ears.frames if frame}[told.number] == told.captured
        assert told.classified_per_second > 1
    assert {frame.shape for frame in seen} == {(48, 64, 3)}


def test_a_slow_network_gets_the_newest_frame_and_delays_none(camera):
    may_go_on = threading.Event()

    def classify(pixels):
        may_go_on.wait(PATIENCE_S)
        return ANSWER

    with opened(camera.address, classify=classify) as (_, ears):
        at = ears.wait_for(FrameReady, 20).number
        assert not ears.all(FrameClassified)
        may_go_on.set()
        ears.wait_for(FrameClassified, 1)
        assert ears.wait_for(FrameClassified, 2).number >= at


def test_another_network_takes_over_and_none_is_an_answer_too(camera):
    other = Prediction((("circle", 1.0),))
    with opened(camera.address, classify=lambda pixels: ANSWER) as (session, ears):
        ears.wait_for(FrameClassified, 2)
        session.classify_with(lambda pixels: other, "Slowly.")
        after = len(ears.all(FrameClassified)) + 2  # one may have been under way
        told = ears.wait_for(FrameClassified, after)
        assert (told.prediction, told.engine) == (other, "Slowly.")
        session.classify_with(None)
        ears.wait_for(FrameReady, len(ears.all(FrameReady)) + 5)
        answers = len(ears.all(FrameClassified))
        ears.wait_for(FrameReady, len(ears.all(FrameReady)) + 5)
        assert len(ears.all(FrameClassified)) == answers


def test_a_network_that_fails_is_told_once_and_the_picture_goes_on(camera):
    def classify(pixels):
        raise UserError("The model is damaged.", hint="Train again.")

    with opened(camera.address, classify=classify) as (_, ears):
        assert ears.wait_for(RequestFailed) == RequestFailed("The model is damaged.", "Train again.", ticket=7)
        ears.wait_for(FrameReady, len(ears.all(FrameReady)) + 5)
        assert len(ears.all(RequestFailed)) == 1


# ---------------------------------------------------------------- lost


def test_a_camera_that_hangs_up_is_lost_and_comes_back(camera, impatient):
    with opened(camera.address) as (_, ears):
        ears.wait_for(FrameReady, 3)
        camera.is_away = True
        lost = ears.wait_for(CameraLost)
        assert lost.ticket == 7
        assert "sends no pictures" in lost.message
        assert lost.hint
        shown = len(ears.all(FrameReady))
        camera.is_away = False
        again = ears.wait_for(CameraOpened, 2)
        assert again.ring != ears.all(CameraOpened)[0].ring
        ears.wait_for(FrameReady, shown + 3)
        assert len(ears.all(CameraLost)) == 1


def test_a_camera_that_goes_silent_is_lost_and_comes_back(camera, impatient):
    with opened(camera.address) as (_, ears):
        ears.wait_for(FrameReady, 3)
        camera.is_stalled = True
        ears.wait_for(CameraLost)
        camera.is_stalled = False
        ears.wait_for(CameraOpened, 2)
        ears.wait_for(FrameReady, len(ears.all(FrameReady)) + 3)


class HangingCapture:
    """A device that has gone: two frames, then a read that does not return."""

    frames_per_second = None

    def __init__(self):
        self.reads, self.lets_go, self.is_released = 0, threading.Event(), threading.Event()

    def read(self):
        self.reads += 1
        if self.reads > 2:
            assert self.lets_go.wait(PATIENCE_S)
            return None
        return np.zeros((4, 6, 3), np.uint8)

    def release(self):
        self.is_released.set()


def test_a_read_that_hangs_is_left_behind_and_the_device_not_opened_twice(monkeypatch):
    captures = []

    def open_hanging(source, size):
        captures.append(HangingCapture())
        return captures[-1]

    monkeypatch.setattr(grabber, "open_source", open_hanging)
    monkeypatch.setattr(grabber, "STALLED_S", 0.2)
    monkeypatch.setattr(grabber, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(grabber, "_PARTING_S", 0.05)
    begun = time.monotonic()
    with opened(0) as (session, ears):
        ears.wait_for(CameraLost)
        assert time.monotonic() - begun < grabber._OPENING_S  # it hangs soon after it opened, and is not opening
        assert len(captures) == 1
        captures[0].lets_go.set()
        ears.wait_for(CameraOpened, 2)
        begun = time.monotonic()
        session.close()
        assert time.monotonic() - begun < 10
        told = len(ears.events)
    for one in captures:
        one.lets_go.set()
        assert one.is_released.wait(PATIENCE_S)
    for thread in threading.enumerate():
        if thread.name == "camera-read":
            thread.join(PATIENCE_S)
    assert len(ears.events) == told


def test_a_source_that_never_gave_a_frame_is_refused_and_not_tried_again(camera):
    camera.is_away = True
    with pytest.raises(UserError, match="sends no video"), opened(camera.address):
        pytest.fail("it opened")


def test_no_room_for_frames_is_told_at_once(camera, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FrameRing, "create", fail)
    with pytest.raises(OSError, match="No space left"), opened(camera.address):
        pytest.fail("it opened")


def test_opening_can_be_cancelled(camera):
    camera.is_stalled = True
    session = CameraSession(7, camera.address, None, Ears())
    with pytest.raises(Cancelled):
        session.open(lambda: True)
    camera.is_stalled = False
    session.close()


# ---------------------------------------------------------------- videos


def test_a_video_goes_at_its_own_pace_and_ends(tmp_path):
    video = write_video(tmp_path / "v.avi", frames=12, rate=20.0)
    begun = time.monotonic()
    with opened(str(video), classify=lambda pixels: ANSWER) as (_, ears):
        assert ears.wait_for(CameraEnded) == CameraEnded(7, 12)
        assert time.monotonic() - begun > 11 / 20
        assert len(ears.all(FrameReady)) == 12
        while ears.all(FrameClassified)[-1].number != 12:
            ears.wait_for(FrameClassified, len(ears.all(FrameClassified)) + 1)


def test_a_file_that_holds_no_video_is_refused(tmp_path):
    file = tmp_path / "v.avi"
    file.write_bytes(write_video(tmp_path / "whole.avi").read_bytes()[:300])
    with pytest.raises(UserError, match=r"“v.avi”"), opened(str(file)):
        pytest.fail("it opened")


# ---------------------------------------------------------------- recording


def record(session, folder, per_second=50.0, is_mirrored=False):
    name = session.record(9, folder, per_second, is_mirrored=is_mirrored)
    session.begin_recording()
    return name


def test_a_recording_is_a_session_that_stays_on_one_side_of_a_split(camera, tmp_path):
    with opened(camera.address) as (session, ears):
        name = record(session, tmp_path / "squares")
        ears.wait_for(FrameSaved, 3)
        assert session.stop_recording() == (9, len(ears.all(FrameSaved)))
    files = sorted((tmp_path / "squares").iterdir())
    assert files == [saved.file for saved in ears.all(FrameSaved)]
    assert [file.name for file in files[:2]] == [f"{name}_0001.jpg", f"{name}_0002.jpg"]
    assert name.startswith("cam-20")
    rule = group_rules.parse("prefix:_")
    assert {rule.name_of(file.name) for file in files} == {name}


def test_a_recorded_frame_is_the_frame_that_was_seen(camera, tmp_path):
    with opened(camera.address) as (session, ears):
        record(session, tmp_path)
        saved = ears.wait_for(FrameSaved)
        session.stop_recording()
    written = images.decode(saved.file)
    assert saved.ticket == 9
    assert saved.thumbnail.shape == (48, 64, 3)
    assert any(np.abs(written.astype(int) - frame[2]).mean() < 2 for frame in ears.frames)


def test_a_mirrored_recording_is_mirrored(tmp_path):
    video = write_video(tmp_path / "v.avi", frames=60, rate=30.0)  # the square begins on the left
    with opened(str(video)) as (session, ears):
        record(session, tmp_path / "mirrored", is_mirrored=True)
        saved = ears.wait_for(FrameSaved)
        session.stop_recording()
    written = images.decode(saved.file).astype(int)
    mirrored, straight = min(
        (np.abs(written - frame[2][:, ::-1]).mean(), np.abs(written - frame[2]).mean()) for frame in ears.frames
    )
    assert mirrored < 2 < straight


def test_a_recording_keeps_its_rate(camera, tmp_path):
    with opened(camera.address) as (session, ears):
        begun = time.monotonic()
        record(session, tmp_path, per_second=5)
        ears.wait_for(FrameSaved, 4)
        seconds = time.monotonic() - begun
        session.stop_recording()
    assert seconds > 3 * 0.2 * 0.85


def test_two_recordings_never_share_a_name(camera, tmp_path, monkeypatch):
    monkeypatch.setattr(recorder.time, "strftime", lambda form: "cam-20261120-141530")
    with opened(camera.address) as (session, ears):
        names = []
        for number in range(1, 3):
            names.append(record(session, tmp_path))
            ears.wait_for(FrameSaved, len(ears.all(FrameSaved)) + number)
            session.stop_recording()
    assert names == ["cam-20261120-141530", "cam-20261120-141530b"]
    assert len(list(tmp_path.iterdir())) == len(ears.all(FrameSaved))


def test_a_full_disk_ends_the_recording_and_nothing_else(camera, tmp_path, monkeypatch):
    def fail(path, content):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(recorder.files, "write_bytes", fail)
    with opened(camera.address) as (session, ears):
        record(session, tmp_path)
        failed = ears.wait_for(RequestFailed)
        assert (failed.ticket, failed.details) == (9, "")
        assert "The disk is full" in failed.message
        ears.wait_for(FrameReady, len(ears.all(FrameReady)) + 3)
        assert session.stop_recording() == (9, 0)


@pytest.mark.parametrize("per_second", [0, -1, float("nan"), 1000])
def test_a_rate_that_makes_no_sense_is_refused(camera, tmp_path, per_second):
    with opened(camera.address) as (session, _), pytest.raises(UserError, match="cannot be recorded"):
        record(session, tmp_path / "new", per_second)
    assert not (tmp_path / "new").exists()
