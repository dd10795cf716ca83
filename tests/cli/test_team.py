"""Several computers: what cannot be a team is refused, and a worker that is not the first says what it was told."""

from __future__ import annotations

import socket

import pytest

from cnn_desktop.core import cluster
from cnn_desktop.engine import training
from cnn_desktop.engine.training import workers


@pytest.fixture(autouse=True)
def no_scheduler(monkeypatch):
    monkeypatch.delenv(cluster.VARIABLE, raising=False)


@pytest.fixture
def taken():
    """A port of this computer that another program has."""
    with socket.create_server(("", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def free():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--workers", "a:1,b:1"), "--workers and --worker-index go together."),
        (("--worker-index", "1"), "--workers and --worker-index go together."),
        (("--workers", "a:1", "--worker-index", "0"), "One worker is no team."),
        (("--workers", "a,b:1", "--worker-index", "0"), "“a” is no address of a worker."),
        (("--workers", "a:1,a:1", "--worker-index", "0"), "An address was named twice."),
    ],
)
def test_what_is_no_team_is_refused(run, shapes, words, said):
    answer = run("train", shapes, *words)
    assert answer.code == 2
    assert answer.err.startswith(said)


def test_a_port_that_another_program_has_is_told_before_anything_is_loaded(run, shapes, taken):
    answer = run("train", shapes, "--workers", f"127.0.0.1:{taken},b:1", "--worker-index", "0")
    assert answer.code == 1
    assert answer.err.startswith(f"Port {taken} of this computer cannot be used:")
    assert "Choose another port for this worker" in answer.err


def test_a_worker_that_is_not_the_first_hands_on_only_what_it_was_told(run, shapes, free, monkeypatch):
    joined = []
    monkeypatch.setattr(training, "join", lambda dataset, said, *_: joined.append((dataset, said)))
    monkeypatch.setattr(workers, "Workers", lambda team, *_: team)
    team = ("--workers", f"a:1,127.0.0.1:{free}", "--worker-index", "1")
    answer = run("train", shapes, *team, "--epochs", "3", "--shift", "0.1", "--name", "mine")
    assert answer.code == 0
    assert "the run" in answer.out.splitlines()[0]
    ((dataset, said),) = joined
    assert dataset == shapes.absolute()
    assert set(said) == {"epochs", "vary"}  # not the name: the first one keeps the run
    assert said["epochs"] == 3
    run("train", shapes, *team)
    assert joined[-1] == (shapes.absolute(), {})
