"""`predict --camera` and `cameras`: a line for each frame, from whatever serves as a camera."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from cnn_desktop.core.camera import devices
from cnn_desktop.core.messages import Camera
from tests.conftest import DATA
from tests.engine.camera.cameras import MjpegServer, write_video


def test_each_frame_of_a_video_is_told_in_order(run, trained, tmp_path):
    video = write_video(tmp_path / "v.avi", frames=7, rate=10)
    answer = run("predict", trained.folder, "--camera", video, "--top", "2", "--json")
    assert answer.code == 0
    assert [record["frame"] for record in answer.records] == [1, 2, 3, 4, 5, 6, 7]
    assert [record["seconds"] for record in answer.records] == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    record = answer.records[0]
    assert set(record) == {"frame", "seconds", "class", "confidence", "judgement", "distance", "top"}
    assert len(record["top"]) == 2
    assert record["top"][0] == {"class": record["class"], "probability": record["confidence"]}


def test_it_ends_after_as_many_frames_as_were_asked_for(run, trained, tmp_path):
    answer = run("predict", trained.folder, "--camera", write_video(tmp_path / "v.avi"), "--frames", 3)
    assert answer.code == 0
    assert [line.split()[:2] for line in answer.out.splitlines()] == [["frame", "1"], ["frame", "2"], ["frame", "3"]]
    assert "3 frames" in answer.err


def test_the_camera_door_answers_as_the_file_door_does(run, trained, shapes, tmp_path):
    for number, file in enumerate(sorted(shapes.rglob("*.png"))[::6]):
        (tmp_path / f"img_{number:04d}.png").write_bytes(file.read_bytes())
    files = run("predict", trained.folder, tmp_path, "--json").records
    frames = run("predict", trained.folder, "--camera", tmp_path / "img_%04d.png", "--json").records
    assert len(files) == len(frames) == 10
    for by_file, by_camera in zip(files, frames, strict=True):
        assert by_camera["class"] == by_file["class"]
        assert by_camera["judgement"] == by_file["judgement"]
        expected = {one["class"]: pytest.approx(one["probability"], abs=1e-5) for one in by_file["top"]}
        assert {one["class"]: one["probability"] for one in by_camera["top"]} == expected


def test_a_live_camera_is_classified_while_it_runs(run, trained):
    with MjpegServer() as camera:
        answer = run("predict", trained.folder, "--camera", camera.address, "--frames", 5, "--json")
    assert answer.code == 0
    numbers = [record["frame"] for record in answer.records]
    assert len(numbers) == 5
    assert numbers == sorted(set(numbers))
    assert answer.records[0]["seconds"] == 0 < answer.records[1]["seconds"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
def test_ctrl_c_ends_a_live_camera(trained):
    command = [sys.executable, "-m", "cnn_desktop", "predict", str(trained.folder), "--camera"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with MjpegServer() as camera, subprocess.Popen([*command, camera.address], text=True, **pipes) as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("frame")
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
        assert child.returncode == 130
        assert "Stopped." in said
        assert "Traceback" not in said


@pytest.mark.data
def test_a_clip_is_classified_to_its_end(run, trained):
    clip = DATA / "clips" / "talking_head_176x144.mp4"
    if not clip.exists():
        pytest.skip("the clips are not here")
    answer = run("predict", trained.folder, "--camera", clip, "--json")
    assert answer.code == 0
    assert len(answer.records) > 20


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "nothing to classify"),
        (("--camera", "gone.mp4"), 1, "There is no “gone.mp4”"),
        (("--camera", "0", "photo.png"), 2, "in one go"),
        (("--camera", "0", "--csv", "table.csv"), 2, "in one go"),
        (("--frames", "3", "photo.png"), 2, "--camera"),
    ],
)
def test_what_cannot_be_meant_is_refused(run, trained, words, code, said):
    answer = run("predict", trained.folder, *words)
    assert answer.code == code
    assert said in answer.err


def test_cameras_are_listed_with_their_numbers(run, monkeypatch):
    monkeypatch.setattr(devices, "list_cameras", lambda: (Camera(0, "HD Webcam"), Camera(2, "Microscope")))
    assert run("cameras").out == "  0  HD Webcam\n  2  Microscope\n"
    assert run("cameras", "--json").records == [
        {"index": 0, "name": "HD Webcam"},
        {"index": 2, "name": "Microscope"},
    ]


def test_no_camera_is_no_failure(run, monkeypatch):
    monkeypatch.setattr(devices, "list_cameras", lambda: ())
    answer = run("cameras")
    assert (answer.code, answer.out) == (0, "")
    assert "--camera 0" in answer.err


def test_a_class_is_collected_from_a_camera(run, tmp_path):
    with MjpegServer() as camera:
        answer = run(
            "collect", tmp_path / "data" / "red", "--camera", camera.address, "--per-second", 40, "--frames", 6
        )
    assert answer.code == 0
    files = sorted((tmp_path / "data" / "red").iterdir())
    assert answer.out.splitlines() == [str(file) for file in files]
    assert len(files) == 6
    session = files[0].name.partition("_")[0]
    assert {file.name.partition("_")[0] for file in files} == {session}
    assert f"session {session}" in answer.err


def test_a_class_is_collected_to_the_end_of_a_video(run, tmp_path):
    video = write_video(tmp_path / "v.avi", frames=10, rate=20)
    answer = run("collect", tmp_path / "red", "--camera", video, "--per-second", "60", "--json")
    assert answer.code == 0
    assert 5 <= len(answer.records) == len(list((tmp_path / "red").iterdir())) <= 10


def test_collecting_says_what_is_wrong_with_the_folder(run, tmp_path):
    (tmp_path / "taken").write_text("a file")
    video = write_video(tmp_path / "v.avi")
    answer = run("collect", tmp_path / "taken", "--camera", video)
    assert answer.code == 1
    assert "taken” cannot be made" in answer.err
