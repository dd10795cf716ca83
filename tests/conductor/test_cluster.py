"""Runs handed to Dask workers, here threads of this process; with real processes: `python -m tests.soak.cluster`."""

import sys
import threading

import pytest

from cnn_desktop.conductor import cluster, queue, remote
from cnn_desktop.conductor.queue import Ended
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import StudyEnded, StudyRunEnded
from tests.core.study.examples import begun, keep_run

NEEDED = "needs Dask: pip install 'cnn-desktop[dask]'"


def on():
    return "go on"


@pytest.fixture(scope="module")
def workers():
    """Two workers in this process; Dask's own threads, which stay as long as it, have begun."""
    dask = pytest.importorskip("dask", reason=NEEDED)
    distributed = pytest.importorskip("distributed", reason=NEEDED)
    quiet = {"distributed.comm.timeouts.connect": "5s", "distributed.scheduler.allowed-failures": 3}
    with (
        dask.config.set(quiet),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, silence_logs=50
        ) as found,
    ):
        with distributed.Client(found, set_as_default=False) as client:
            told = threading.Event()
            tasks = [client.submit(abs, -1, workers=[one.address], pure=False) for one in found.workers.values()]
            tasks[0].add_done_callback(lambda _: told.set())
            client.gather(tasks)
            told.wait(30)
        yield found


def test_every_run_is_trained_one_a_worker_and_what_failed_is_told(workers, tmp_path, monkeypatch):
    together = threading.Barrier(2, timeout=30)  # passed only where both workers train at once

    def train(opened, planned, crew, emit, wish):
        if planned.number == 3:
            raise OSError("the drive is gone")
        if planned.number == 4:
            return Ended(problem="It is too dark.")
        if planned.number <= 2:
            together.wait()
        keep_run(opened, planned, 15)
        return Ended()

    monkeypatch.setattr(remote, "train_apart", train)
    monkeypatch.setattr(remote, "_one_at_a_time", threading.Semaphore(2))  # two of one process
    events = []
    standing = cluster.conduct_on(workers.scheduler_address, begun(tmp_path, folds=2), events.append, on)
    assert [run.state for run in standing.runs] == ["done", "done", "failed", "failed"]
    assert "The cluster did not train it (OSError: the drive is gone)." in standing.runs[2].problem
    assert standing.runs[3].problem == "It is too dark."
    ended = {event.number: event for event in events if isinstance(event, StudyRunEnded)}
    assert ended[1].finished.validation.n == 20
    assert ended[4].finished is None
    assert isinstance(events[-1], StudyEnded)


def test_a_stop_reaches_the_workers_by_the_folder(workers, tmp_path, monkeypatch):
    asked = threading.Event()

    def train(opened, planned, crew, emit, wish):
        asked.set()
        while wish() != "stop":
            threading.Event().wait(0.01)
        return Ended()

    def wish():
        return "stop" if asked.is_set() else "go on"

    monkeypatch.setattr(remote, "train_apart", train)
    monkeypatch.setattr(queue, "_LOOK_EVERY_S", 0)
    standing = cluster.conduct_on(workers.scheduler_address, begun(tmp_path, folds=2), lambda event: None, wish)
    assert standing.count("waiting") == 4
    assert not standing.is_training


def test_nobody_at_the_address_is_said(tmp_path):
    pytest.importorskip("distributed", reason=NEEDED)
    with pytest.raises(UserError, match=r"No Dask scheduler answers at “tcp://127.0.0.1:9”"):
        cluster.conduct_on("tcp://127.0.0.1:9", begun(tmp_path), lambda event: None, on)


def test_without_dask_it_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match="not installed here") as caught:
        cluster.conduct_on("tcp://127.0.0.1:9", begun(tmp_path), lambda event: None, on)
    assert caught.value.hint == "Install it: pip install 'cnn-desktop[dask]'"
