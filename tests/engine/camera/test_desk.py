"""Requests about cameras are answered, and what the camera shows is classified as a file would be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.messages import (
    CameraClosed,
    CameraEnded,
    CameraOpened,
    CamerasListed,
    ClassifyFrames,
    CloseCamera,
    EngineExited,
    FrameClassified,
    FrameReady,
    FrameSaved,
    FramesFollow,
    ListCameras,
    OpenCamera,
    RecordingStarted,
    RecordingStopped,
    RequestCancelled,
    RequestFailed,
    StartRecording,
    StopRecording,
)
from cnn_desktop.engine.prediction import Classifier
from cnn_desktop.engine.service import serve
from cnn_desktop.engine_process.process import EngineProcess
from tests.engine.camera.cameras import MjpegServer

PATIENCE_S = 60

# Coverage takes its tracer down in a process whose threads still run, which crashes one such ending in six on Python
# 3.11; without it none of forty did.
ENDINGS = {0, -signal.SIGSEGV} if "COVERAGE_PROCESS_CONFIG" in os.environ else {0}


class Talk:
    """Asks the service one thing after another, each when the events of the one before are there."""

    def __init__(self):
        self.events, self._changed = [], threading.Condition()
        self._ring = None

    def hear(self, event):
        if isinstance(event, CameraOpened):
            self._ring = FrameRing.open(event.ring)
        if isinstance(event, FrameReady):
            self._ring.take()
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def has(self, kind, count):
        with self._changed:
            enough = self._changed.wait_for(lambda: len(self.all(kind)) >= count, PATIENCE_S)
        assert enough, f"{kind.__name__} was not told {count} times: {self.events[-5:]}"

    def all(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    def hold(self, *steps):
        """`steps`: a request, or a kind of event to wait for and how often."""

        def requests():
            for step in steps:
                if isinstance(step, tuple):
                    self.has(*step)
                else:
                    yield step

        serve(requests(), self.hear, lambda: False)
        return self


@pytest.fixture
def camera():
    with MjpegServer() as camera:
        yield camera


def test_cameras_are_listed():
    (listed,) = Talk().hold(ListCameras(3)).events
    assert isinstance(listed, CamerasListed)
    assert listed.ticket == 3


def test_a_camera_is_opened_classified_recorded_and_closed(camera, trained, tmp_path):
    talk = Talk().hold(
        OpenCamera(1, camera.address, trained.folder),
        (FrameClassified, 3),
        StartRecording(2, tmp_path / "square", 50.0),
        (FrameSaved, 2),
        StopRecording(3),
        ClassifyFrames(4, None),
        CloseCamera(5),
    )
    assert talk.events[0] == CameraOpened(1, talk.events[0].ring, 64, 48)
    classified = talk.all(FrameClassified)[0]
    assert (classified.ticket, classified.engine) == (1, "")
    assert {name for name, _ in classified.prediction.ranked} == {"circle", "square", "triangle"}
    about_recording = [event for event in talk.events if getattr(event, "ticket", 0) == 2]
    assert isinstance(about_recording[0], RecordingStarted)
    assert about_recording[1].file.name == f"{about_recording[0].session}_0001.jpg"
    assert talk.all(RecordingStopped) == [RecordingStopped(3, len(talk.all(FrameSaved)))]
    assert talk.all(FramesFollow) == [FramesFollow(4, None)]
    assert talk.events[-1] == CameraClosed(5)


def test_what_the_camera_shows_is_classified_as_the_file_is(shapes, trained, tmp_path):
    for file in list(shapes.rglob("*.png"))[::12]:
        place = tmp_path / file.parent.name
        place.mkdir(exist_ok=True)
        (place / "img_0000.png").write_bytes(file.read_bytes())
        steps = (CameraEnded, 1), (FrameClassified, 1)
        talk = Talk().hold(OpenCamera(1, str(place / "img_%04d.png"), trained.folder), *steps, CloseCamera(2))
        (by_camera,) = talk.all(FrameClassified)
        ((_, by_file, _),) = Classifier(trained.folder).classify([file])
        assert by_camera.prediction.class_name == by_file.class_name
        assert dict(by_camera.prediction.ranked) == pytest.approx(dict(by_file.ranked), abs=1e-5)
        assert by_camera.prediction.judgement == by_file.judgement


def test_opening_another_camera_closes_the_one_before_and_its_recording(camera, tmp_path):
    with MjpegServer() as other:
        talk = Talk().hold(
            OpenCamera(1, camera.address),
            StartRecording(2, tmp_path, 50.0),
            (FrameSaved, 1),
            OpenCamera(3, other.address),
            (FrameReady, 5),
            CloseCamera(4),
        )
    again = talk.events.index(talk.all(CameraOpened)[1])
    assert not [event for event in talk.events[again:] if getattr(event, "ticket", 0) in (1, 2)]
    assert talk.all(RecordingStopped) == [RecordingStopped(2, len(talk.all(FrameSaved)))]


def test_a_network_can_be_chosen_while_the_camera_runs(camera, trained):
    steps = (FrameReady, 3), ClassifyFrames(2, trained.folder), (FrameClassified, 2), CloseCamera(3)
    talk = Talk().hold(OpenCamera(1, camera.address), *steps)
    assert talk.events.index(FramesFollow(2, trained.folder)) < talk.events.index(talk.all(FrameClassified)[1])


@pytest.mark.parametrize("source", ["gone.mp4", "", "99", "http://127.0.0.1:9/video"])
def test_a_camera_that_cannot_be_opened_is_refused_in_plain_words(source):
    (failed,) = Talk().hold(OpenCamera(1, source)).events
    assert isinstance(failed, RequestFailed)
    assert failed.message
    assert failed.hint
    assert (failed.details, failed.ticket) == ("", 1)


def test_a_run_that_is_none_opens_no_camera(camera, tmp_path):
    (failed,) = Talk().hold(OpenCamera(1, camera.address, tmp_path)).events
    assert isinstance(failed, RequestFailed)
    assert "is not a run" in failed.message


def test_a_run_that_is_none_leaves_the_camera_as_it_was(camera, tmp_path):
    talk = Talk().hold(OpenCamera(1, camera.address), ClassifyFrames(2, tmp_path), (FrameReady, 3), CloseCamera(3))
    (failed,) = talk.all(RequestFailed)
    assert failed.ticket == 2
    assert talk.events[-1] == CameraClosed(3)


def test_without_a_camera_nothing_is_recorded(tmp_path):
    failed, stopped, closed = (
        Talk().hold(StartRecording(1, tmp_path / "new", 5.0), StopRecording(2), CloseCamera(3)).events
    )
    assert isinstance(failed, RequestFailed)
    assert "No camera is open" in failed.message
    assert (stopped, closed) == (RecordingStopped(2, 0), CameraClosed(3))
    assert not (tmp_path / "new").exists()


def test_a_live_camera_needs_no_tensorflow(camera, trained):
    code = f"""
import sys
from tests.engine.camera.test_desk import *
from pathlib import Path
run = Path({str(trained.folder)!r})
talk = Talk().hold(OpenCamera(1, {camera.address!r}, run), (FrameClassified, 2), CloseCamera(2))
print([name for name in ("tensorflow", "keras", "PySide6", "PIL.ImageQt") if name in sys.modules], len(talk.events) > 3)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "[] True", done.stderr


def test_another_camera_does_not_wait_for_one_that_will_not_open(camera):
    camera.is_stalled = True
    with MjpegServer() as other:
        engine = EngineProcess()
        engine.ask(OpenCamera(1, camera.address))
        engine.ask(OpenCamera(2, other.address))
        told = []
        for event in engine.events():
            told.append(event)
            if isinstance(event, FrameReady):
                engine.close(timeout=PATIENCE_S)
        camera.is_stalled = False
    assert RequestCancelled(1) in told
    assert isinstance(told[1], CameraOpened)
    assert told[1].ticket == 2


def test_the_process_ends_although_the_camera_runs(camera):
    engine = EngineProcess()
    engine.ask(OpenCamera(1, camera.address))
    rings = []
    for event in engine.events():
        match event:
            case CameraOpened(ring=ring):
                rings.append(FrameRing.open(ring))
            case FrameReady():
                rings[-1].take()
                engine.close(timeout=PATIENCE_S)
            case EngineExited():
                assert event.expected
                assert event.exit_code in ENDINGS
    assert not rings[-1].path.parent.exists()
    rings[-1].close()
