"""Sources are read frame by frame, whatever they are; what does not open says why."""

from __future__ import annotations

import errno
import os
import socket

import numpy as np
import pytest
from PIL import Image

from cnn_desktop.core import images
from cnn_desktop.core.camera import problems
from cnn_desktop.core.camera.capture import IMAGES_PER_SECOND, open_source
from cnn_desktop.core.errors import UserError
from tests.conftest import DATA
from tests.engine.camera.cameras import MjpegServer, picture, write_video


def frames_of(source, most=1000):
    capture = open_source(source)
    frames = []
    while len(frames) < most and (frame := capture.read()) is not None:
        frames.append(frame)
    capture.release()
    return frames


def test_a_video_is_read_to_its_end_in_its_colours(tmp_path):
    frames = frames_of(str(write_video(tmp_path / "v.avi", frames=12)))
    assert len(frames) == 12
    assert frames[0].shape == (48, 64, 3)
    assert np.abs(frames[0].astype(int) - picture(0)).mean() < 4  # JPEG, but red is red


def test_a_video_says_its_pace(tmp_path):
    assert open_source(str(write_video(tmp_path / "v.avi", rate=12.0))).frames_per_second == pytest.approx(12)


def test_images_are_the_very_pixels_that_the_files_are_elsewhere(tmp_path):
    for number in range(3):
        Image.fromarray(picture(number)).save(tmp_path / f"img_{number:04d}.png")
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.fromarray(picture(3)).save(tmp_path / "img_0003.png", exif=turned)
    frames = frames_of(str(tmp_path / "img_%04d.png"))
    assert len(frames) == 4
    for number, frame in enumerate(frames):
        np.testing.assert_array_equal(frame, images.decode(tmp_path / f"img_{number:04d}.png"))
    assert frames[3].shape == (64, 48, 3)
    assert open_source(str(tmp_path)).frames_per_second == IMAGES_PER_SECOND


def test_a_damaged_image_is_passed_over_and_named(tmp_path, caplog):
    Image.fromarray(picture(0)).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(b"no image")
    Image.fromarray(picture(2)).save(tmp_path / "c.png")
    assert len(frames_of(str(tmp_path))) == 2
    assert "b.png" in caplog.text


def test_an_address_is_read():
    with MjpegServer() as camera:
        frames = frames_of(camera.address, most=5)
    assert len(frames) == 5
    assert frames[0].shape == (48, 64, 3)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "shape"), [("camera_mjpeg_320x240.avi", (240, 320, 3)), ("talking_head_176x144.mp4", (144, 176, 3))]
)
def test_the_clips_are_read(name, shape):
    clip = DATA / "clips" / name
    if not clip.exists():
        pytest.skip("the clips are not here")
    frames = frames_of(str(clip), most=20)
    assert len(frames) == 20
    assert frames[0].shape == shape
    assert open_source(str(clip)).frames_per_second


def test_what_is_no_video_is_refused(tmp_path):
    file = tmp_path / "notes.mp4"
    file.write_text("no video")
    with pytest.raises(UserError, match=r"“notes.mp4” cannot be read as a video") as refusal:
        open_source(str(file))
    assert "Convert" in refusal.value.hint


def test_a_device_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr(problems.sys, "platform", "linux")
    with pytest.raises(UserError, match="The camera is not there") as refusal:
        problems.refuse_device(63)
    assert "Plug it in" in refusal.value.hint


def test_a_device_that_is_not_ours_is_told(monkeypatch, tmp_path):
    device = tmp_path / "video0"
    device.touch()
    monkeypatch.setattr(problems.sys, "platform", "linux")
    monkeypatch.setattr(problems.os, "access", lambda *_: False)
    with pytest.raises(UserError, match="does not let you use") as refusal:
        problems.refuse_device(str(device))
    assert "group “video”" in refusal.value.hint


def test_an_address_that_nobody_answers_is_told():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/video"
        with pytest.raises(UserError, match=f"does not answer: {os.strerror(errno.ECONNREFUSED)}"):
            open_source(address)


def test_an_address_that_sends_no_video_is_told():
    with MjpegServer() as camera:
        camera.is_away = True
        with pytest.raises(UserError, match="sends no video that can be read"):
            open_source(camera.address)
