"""A child never outlives its program, unless it was told to; then it does. With a real program that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engine_process.helpers import is_alive, until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def program(tmp_path):
    """Start a program with an engine; returns it and the engine's process id."""
    started = []

    def start(then, epochs=100_000, main="trainer"):
        command = [sys.executable, "-m", "tests.engine_process.window_program", str(tmp_path), main, str(epochs), then]
        with (tmp_path / "program.log").open("w") as log:
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        pid = int(process.stdout.readline() or 0)
        started.append((process, pid))
        return process, pid

    yield start
    for process, pid in started:
        process.kill()
        process.wait()
        process.stdout.close()
        if pid and is_alive(pid):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGTERM])
def test_the_engine_does_not_outlive_a_killed_program(program, way):
    process, engine = program("wait")
    assert is_alive(engine)
    process.send_signal(way)
    process.wait()
    until(lambda: not is_alive(engine), "the engine's end", deadline_s=5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child that is stuck in native code")
def test_a_hanging_engine_does_not_outlive_a_killed_program(program):
    process, engine = program("wait", main="failing")
    os.kill(engine, signal.SIGSTOP)
    process.kill()
    process.wait()
    until(lambda: not is_alive(engine), "the engine's end", deadline_s=5)


def test_the_engine_ends_with_a_program_that_forgot_it(program):
    process, engine = program("leave")
    assert process.wait(30) == 0
    until(lambda: not is_alive(engine), "the engine's end", deadline_s=5)


def test_the_keys_of_the_terminal_are_for_the_program_alone(program, tmp_path):
    _, engine = program("wait")
    os.kill(engine, signal.SIGINT)
    epochs = tmp_path / "run" / "epochs"
    before = int(epochs.read_text() or 0)
    until(lambda: int(epochs.read_text() or 0) > before + 3, "going on")
    assert os.getsid(engine) != os.getsid(0)


def test_a_detached_engine_finishes_its_run_after_the_program(program, tmp_path):
    process, engine = program("detach", epochs=200)
    begun = time.monotonic()
    assert process.wait(30) == 0
    assert time.monotonic() - begun < 5, "the program waited for the engine it had let go"
    assert is_alive(engine)
    assert not (tmp_path / "run" / "end").exists()
    until((tmp_path / "run" / "end").exists, "the end of the training")
    assert (tmp_path / "run" / "end").read_text() == "completed"
    until(lambda: not is_alive(engine), "the engine's end")
    assert (tmp_path / "program.log").read_text() == ""


def test_a_detached_engine_survives_the_killing_of_its_program(program, tmp_path):
    process, engine = program("freeze", epochs=300)
    epochs = tmp_path / "run" / "epochs"
    until(lambda: int(epochs.read_text() or 0) > 100, "half a second of training")
    process.kill()
    process.wait()
    until((tmp_path / "run" / "end").exists, "the end of the training")
    assert (tmp_path / "run" / "end").read_text() == "completed"
    until(lambda: not is_alive(engine), "the engine's end")
