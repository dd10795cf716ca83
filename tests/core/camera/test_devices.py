"""Cameras are listed as the system tells of them, and none is opened for that."""

from __future__ import annotations

import json

import pytest

from cnn_desktop.core.camera.devices import from_system_profiler, list_cameras, on_linux
from cnn_desktop.core.messages import Camera


@pytest.fixture
def node(tmp_path):
    def make(number, **said):
        folder = tmp_path / f"video{number}"
        folder.mkdir()
        for what, text in said.items():
            (folder / what).write_text(f"{text}\n", "utf-8")

    return make


def test_linux_names_its_cameras(tmp_path, node):
    node(10, name="Microscope: µ-Cam", index=0)
    node(2, name="HD Webcam", index=0)
    assert on_linux(tmp_path) == (Camera(2, "HD Webcam"), Camera(10, "Microscope: µ-Cam"))


def test_a_webcams_second_node_is_no_camera(tmp_path, node):
    node(0, name="HD Webcam", index=0)
    node(1, name="HD Webcam", index=1)
    assert on_linux(tmp_path) == (Camera(0, "HD Webcam"),)


def test_a_camera_without_a_name_has_a_number(tmp_path, node):
    node(0)
    assert on_linux(tmp_path) == (Camera(0, "Camera 1"),)


def test_no_cameras_are_no_failure(tmp_path):
    assert on_linux(tmp_path / "nothing") == ()
    assert isinstance(list_cameras(), tuple)


def test_macos_numbers_them_by_their_identifiers():
    """As OpenCV sorts them, whatever the order in which the system lists them."""
    said = [
        {"_name": "Studio Display", "spcamera_unique-id": "0x80"},
        {"_name": "FaceTime HD Camera", "spcamera_unique-id": "0x14"},
    ]
    listed = from_system_profiler(json.dumps({"SPCameraDataType": said}))
    assert listed == (Camera(0, "FaceTime HD Camera"), Camera(1, "Studio Display"))


@pytest.mark.parametrize("said", ["", "[]", "{}", '{"SPCameraDataType": [{}]}', '{"SPCameraDataType": ["x"]}'])
def test_what_macos_says_otherwise_is_no_failure(said):
    assert from_system_profiler(said) == ()
