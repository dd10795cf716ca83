"""`doctor` and the window's own preflight: what is missing is named, with what to do."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace

import pytest

from cnn_desktop.cli import computer, examination, window
from cnn_desktop.core import system_libraries
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import Camera
from cnn_desktop.engine_process import process

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")


@pytest.fixture
def healthy(monkeypatch):
    """A computer on which nothing is wrong, and TensorFlow answers at once."""
    monkeypatch.setattr(computer, "ask_tensorflow", lambda: computer.Device("CPU, 2 threads"))
    monkeypatch.setattr(computer, "memory_bytes", lambda: 16_000_000_000)
    monkeypatch.setattr(system_libraries, "missing_sonames", lambda names: [])
    monkeypatch.setattr(system_libraries, "has_fonts", lambda: True)
    monkeypatch.setattr(system_libraries, "screen_problem", lambda environment: "")
    monkeypatch.setenv("DISPLAY", ":0")


def test_a_healthy_computer_is_told_so(run, healthy):
    answer = run("doctor")
    assert answer.code == 0
    assert answer.out.endswith("Nothing is wrong.\n")
    for word in ("Python", "PySide6", "TensorFlow", "Keras", "OpenCV", "NumPy", "Processor", "Memory", "Runs"):
        assert f"  {word}" in answer.out


def test_a_tensorflow_that_does_not_start_stops_the_main_job(run, healthy, monkeypatch):
    ill = computer.Device("", "TensorFlow does not start: it crashed.", "Install it again.")
    monkeypatch.setattr(computer, "ask_tensorflow", lambda: ill)
    answer = run("doctor")
    assert answer.code == 1
    assert "Wrong: TensorFlow does not start: it crashed.\n  Install it again.\n" in answer.out


@on_linux
def test_a_computer_without_a_screen_is_told_the_commands_and_is_not_ill(run, healthy, monkeypatch):
    monkeypatch.setattr(system_libraries, "screen_problem", lambda environment: "there is no screen")
    answer = run("doctor")
    assert answer.code == 0
    assert "To know: No window can open: there is no screen.\n  Use the commands" in answer.out


@on_linux
def test_missing_libraries_stop_the_window_and_are_told_with_their_packages(run, healthy, monkeypatch, tmp_path):
    (tmp_path / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system_libraries, "missing_sonames", lambda names: ["libxcb-icccm.so.4"])
    answer = run("doctor")
    assert answer.code == 1
    assert "Wrong: Qt needs system libraries that are not installed: libxcb-icccm.so.4." in answer.out
    assert "sudo apt-get install -y --no-install-recommends libxcb-icccm4\n" in answer.out


@pytest.mark.parametrize(
    ("pyside", "python", "is_ill"),
    [("6.12.0", (3, 11), True), ("6.12.3", (3, 10), True), ("6.12.0", (3, 12), False), ("6.11.3", (3, 11), False)],
)
def test_the_pyside_that_aborts_is_known(run, healthy, monkeypatch, pyside, python, is_ill):
    monkeypatch.setattr(examination, "installed", lambda name: pyside if name == "PySide6-Essentials" else "5.0")
    monkeypatch.setattr(examination, "sys", SimpleNamespace(version_info=python, executable="python"))
    problems = [finding.problem for finding in examination.look_at_versions() if finding.what == "PySide6"]
    assert bool(problems[0]) == is_ill


def test_opencv_must_be_there_once(monkeypatch):
    monkeypatch.setattr(examination, "installed", lambda name: "5.0.0")
    assert examination.opencv(["opencv-python", "opencv-python-headless"]).problem.startswith(
        "OpenCV is installed more"
    )
    assert examination.opencv(["opencv-python-headless"]).problem == ""
    assert examination.opencv([]).stops


def test_a_folder_that_cannot_be_made_yet_is_tried_in_the_one_above(tmp_path):
    finding = examination.look_at_folder("Runs", tmp_path / "not" / "yet" / "there")
    assert finding.problem == ""
    assert not (tmp_path / "not").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    def refuse(dir):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(examination.tempfile, "TemporaryFile", refuse)
    finding = examination.look_at_folder("Runs", tmp_path)
    assert finding.problem == f"The folder “{tmp_path}” cannot be written: Permission denied."
    assert finding.stops


def test_a_disk_with_little_room_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(examination.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 3e8}))
    assert examination.look_at_folder("Runs", tmp_path).problem.startswith("Only 0.3 GB are free")


def test_cameras_are_named_without_being_opened(monkeypatch):
    monkeypatch.setattr(examination.devices, "list_cameras", lambda: (Camera(0, "Microscope"),))
    assert examination.look_for_cameras() == [examination.Finding("Number 0", "Microscope")]
    monkeypatch.setattr(examination.devices, "list_cameras", lambda: ())
    assert examination.look_for_cameras() == [examination.Finding("Cameras", "none that the system tells of")]


def _abort(*_):
    os.abort()


def test_tensorflow_is_asked_in_a_process_of_its_own():
    assert computer.ask_tensorflow().name.startswith(("CPU", "GPU"))


def test_a_tensorflow_that_aborts_does_not_take_the_doctor_with_it(tmp_path):
    device = computer._hear(process.EngineProcess(_abort, tmp_path / "log.txt"))
    assert device.name == ""
    assert "abort" in device.problem
    assert device.remedy


@on_linux
def test_the_window_is_refused_without_a_screen_in_plain_words(run, monkeypatch):
    for variable in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    answer = run()
    assert answer.code == 1
    assert answer.err.startswith("The window cannot open: there is no screen")
    assert "see: cnn-desktop --help" in answer.err


@on_linux
def test_the_window_is_refused_where_qt_would_abort(monkeypatch):
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr(system_libraries, "screen_problem", lambda environment: "")
    monkeypatch.setattr(system_libraries, "missing_sonames", lambda names: ["libEGL.so.1"])
    with pytest.raises(UserError, match=r"libEGL\.so\.1"):
        window.refuse_without_screen()


@on_linux
def test_a_screen_that_does_not_answer_is_none():
    if system_libraries.missing_sonames(["libxcb.so.1"]):
        pytest.skip("needs libxcb")
    assert system_libraries.screen_problem({"DISPLAY": ":4711"}) == "the screen :4711 (from DISPLAY) does not answer"
    assert system_libraries.screen_problem({"WAYLAND_DISPLAY": "wayland-0"}) == ""


def test_what_is_named_is_opened_in_the_window(run, monkeypatch, tmp_path):
    from cnn_desktop.gui import app

    opened = []
    monkeypatch.setattr(app, "run", lambda paths: opened.append(paths) or 0)
    assert run(tmp_path).code == 0
    assert run().code == 0
    assert opened == [[tmp_path], []]


def test_every_library_has_its_package():
    assert all(system_libraries.packages(system_libraries.FOR_A_WINDOW))
    assert system_libraries.missing_sonames(["libsurely-not.so.9"]) == ["libsurely-not.so.9"]
