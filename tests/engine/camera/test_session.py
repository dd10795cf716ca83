"""A camera session: frames grabbed, classified and told; videos at their own pace."""

from __future__ import annotations

import threading
import time

import pytest

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    CameraEnded,
    CameraOpened,
    FrameClassified,
    FrameReady,
    Prediction,
    RequestFailed,
)
from tests.engine.camera.cameras import write_video
from tests.engine.camera.session_examples import ANSWER, PATIENCE_S, Ears, opened


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
