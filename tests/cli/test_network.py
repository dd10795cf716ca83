"""A command without a use for a network gives it up before it does anything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cnn_desktop.cli import network, program
from cnn_desktop.core import cluster, confinement

AFTERWARDS = """
import socket, sys
from cnn_desktop.cli import program

def tried(what):
    try:
        what()
    except OSError as error:
        return type(error).__name__
    return "done"

program.main(sys.argv[1:], owns_process=True)
print(tried(lambda: socket.socket().close()), tried(lambda: socket.create_server(("127.0.0.1", 0)).close()))
"""


def options(*words: str):
    return program.parse(list(words))[1]


@pytest.fixture
def given_up(monkeypatch):
    """What `words` would give up."""
    monkeypatch.delenv(cluster.VARIABLE, raising=False)

    def call(*words: str) -> list[str]:
        given: list[str] = []
        monkeypatch.setattr(confinement, "offline", lambda: given.append("network"))
        monkeypatch.setattr(confinement, "caller", lambda: given.append("listening"))
        network.give_up(options(*words))
        return given

    return call


@pytest.mark.parametrize(
    "words",
    [
        ("doctor",),
        ("train", "photos"),
        ("compare", "photos", "--vary", "epochs=1,2"),
        ("predict", "run", "image.png"),
        ("predict", "run", "--camera", "0"),
        ("collect", "cats", "--camera", "/dev/video0"),
    ],
)
def test_most_commands_give_up_the_network(given_up, words):
    assert given_up(*words) == ["network"]


@pytest.mark.parametrize(
    "words",
    [("train", "photos", "--download"), ("predict", "run", "--camera", "rtsp://192.168.1.7/video")],
)
def test_what_fetches_something_gives_up_listening(given_up, words):
    assert given_up(*words) == ["listening"]


def test_a_team_and_a_scheduler_need_both(given_up, monkeypatch):
    assert given_up("train", "photos", "--workers", "a:1,b:1", "--worker-index", "0") == []
    assert given_up("compare", "photos", "--vary", "epochs=1,2", "--scheduler", "tcp://a:1") == []
    monkeypatch.setenv(cluster.VARIABLE, "{}")
    assert given_up("train", "photos") == []
    assert given_up("predict", "run", "image.png") == ["network"]  # which no team works at


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux")
@pytest.mark.parametrize(
    ("words", "may"),
    [
        (("runs",), ("PermissionError", "PermissionError")),
        (("train", "nowhere", "--download"), ("done", "PermissionError")),
    ],
)
def test_the_kernel_holds_the_process_to_it(tmp_path, words, may):
    if confinement._cards():
        pytest.skip("beside a card less is refused")
    done = subprocess.run(
        [sys.executable, "-c", AFTERWARDS, *words],
        capture_output=True, text=True, timeout=60, cwd=tmp_path, env={"PATH": "", "HOME": str(tmp_path)}, check=True,
    )  # fmt: skip
    assert tuple(done.stdout.splitlines()[-1].split()) == may


def test_the_program_as_it_is_started_owns_its_process(monkeypatch):
    from cnn_desktop import __main__, cli

    told = {}
    monkeypatch.setattr(cli, "main", lambda words, **more: told.update(more) or 0)
    monkeypatch.setattr(__main__, "look_nowhere_else", lambda: None)
    assert __main__.main() == 0
    assert told == {"owns_process": True}
    assert Path(__main__.__file__).name == "__main__.py"


def test_the_window_is_not_among_them(monkeypatch):
    monkeypatch.setattr(network, "give_up", lambda _: pytest.fail("the window starts other programs"))
    monkeypatch.setattr(program, "_run", lambda *_, **__: 0)
    assert program.main([], owns_process=True) == 0
