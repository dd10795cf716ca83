"""A camera that hangs up, goes silent or cannot be opened."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.messages import (
    CameraLost,
    CameraOpened,
    FrameReady,
)
from cnn_desktop.engine.camera import grabber
from cnn_desktop.engine.camera.session import CameraSession
from tests.engine.camera.session_examples import PATIENCE_S, Ears, opened


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
