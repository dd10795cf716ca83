"""The boundary, with real spawned children: what is asked is answered in order, and what is stopped stops."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

import pytest

from cnn_desktop.core.messages import (
    BatchDone,
    ClassesListed,
    Detach,
    EngineExited,
    EngineReady,
    EpochDone,
    RequestCancelled,
    RequestFailed,
    SamplesReady,
    ScanDataset,
    Shutdown,
    StageProgress,
    ThumbnailsDone,
    TrainingFinished,
    TrainingStarted,
    WarmUp,
    WriteSamples,
)
from cnn_desktop.engine_process import child
from cnn_desktop.engine_process.process import EngineProcess
from tests.engine_process import fake_mains
from tests.engine_process.helpers import is_alive, talking, training, until


@pytest.fixture
def talk(tmp_path):
    with talking(fake_mains.trainer, log=tmp_path / "engine.log") as talk:
        yield talk


def test_events_arrive_in_order(talk, tmp_path):
    talk.engine.ask(WarmUp(ticket=1))
    talk.engine.ask(training(tmp_path, epochs=2))
    talk.wait_for(TrainingFinished)
    one_epoch = [BatchDone, EpochDone]
    assert [type(event) for event in talk.heard] == [
        EngineReady, StageProgress, TrainingStarted, *one_epoch, *one_epoch, TrainingFinished,
    ]  # fmt: skip
    assert talk.heard[-1].reason == "completed"


def test_a_stop_ends_the_training_and_the_engine_lives_on(talk, tmp_path):
    talk.engine.ask(training(tmp_path))
    talk.wait_for(EpochDone)
    begun = time.monotonic()
    talk.engine.stop()
    assert talk.wait_for(TrainingFinished).reason == "stopped"
    assert time.monotonic() - begun < 2
    talk.engine.ask(training(tmp_path, epochs=1))
    assert talk.wait_for(TrainingFinished).reason == "completed"


def test_a_stop_never_meets_a_request_that_was_asked_after_it(talk, tmp_path):
    for _ in range(5):
        talk.engine.ask(training(tmp_path))
        talk.engine.stop()
        talk.engine.ask(training(tmp_path, epochs=1))
    until(lambda: talk.kinds().count("TrainingFinished") + talk.kinds().count("RequestCancelled") == 10)
    finished = [event.reason for event in talk.heard if isinstance(event, TrainingFinished)]
    assert finished[-1] == "completed"
    assert finished.count("completed") >= 1


def test_a_stop_that_comes_too_late_stops_nothing(talk, tmp_path):
    talk.engine.ask(training(tmp_path, epochs=1))
    talk.wait_for(TrainingFinished)
    talk.engine.stop()
    talk.engine.ask(training(tmp_path, epochs=3))
    assert talk.wait_for(TrainingFinished).best_epoch == 3


def test_requests_that_wait_in_line_are_cancelled_at_once_by_a_stop(tmp_path):
    with talking(fake_mains.failing) as talk:
        talk.engine.ask(training(tmp_path, "hang"))
        talk.wait_for(StageProgress)
        talk.engine.ask(WriteSamples(7, tmp_path))
        talk.engine.stop()
        talk.wait_for(RequestCancelled, ticket=7)


def test_a_paused_training_stands_still_and_goes_on(talk, tmp_path):
    talk.engine.ask(training(tmp_path))
    talk.wait_for(EpochDone)
    talk.engine.pause()
    epochs = tmp_path / "run" / "epochs"

    def stands_still():
        before = epochs.read_text()
        time.sleep(0.3)  # sixty times as long as an epoch
        return epochs.read_text() == before

    until(stands_still, "the pause")
    paused_at = int(epochs.read_text())
    talk.engine.proceed()
    until(lambda: int(epochs.read_text() or 0) > paused_at, "going on")


def test_a_paused_training_stops_at_once(talk, tmp_path):
    talk.engine.ask(training(tmp_path))
    talk.wait_for(EpochDone)
    talk.engine.pause()
    talk.engine.stop()
    assert talk.wait_for(TrainingFinished).reason == "stopped"


def test_a_pause_is_over_with_the_training_it_was_meant_for(talk, tmp_path):
    talk.engine.ask(training(tmp_path))
    talk.wait_for(EpochDone)
    talk.engine.pause()
    talk.engine.stop()
    talk.wait_for(TrainingFinished)
    talk.engine.ask(training(tmp_path, epochs=2))
    assert talk.wait_for(TrainingFinished).reason == "completed"


def test_a_long_pause_is_not_a_silence(talk, tmp_path, monkeypatch):
    """By what arrives, however long that takes: while it stands still, the child goes on giving signs of life."""
    signs = []
    monkeypatch.setattr(talk.engine._watch, "heard", lambda: signs.append(len(talk.heard)))
    talk.engine.ask(training(tmp_path))
    talk.wait_for(EpochDone)
    talk.engine.pause()
    until(lambda: len(signs) > 3 and len(set(signs[-3:])) == 1, "three signs of life without an event")
    talk.engine.stop()
    assert talk.wait_for(TrainingFinished).reason == "stopped"


def test_a_scan_stops(talk, tmp_path):
    talk.engine.ask(ScanDataset(1, tmp_path))
    talk.wait_for(ClassesListed)
    talk.engine.stop()
    talk.wait_for(RequestCancelled, ticket=1)


def test_the_newest_scan_wins(talk, tmp_path):
    for ticket in (1, 2, 3):
        talk.engine.ask(ScanDataset(ticket, tmp_path))
    talk.engine.ask(ScanDataset(4, tmp_path / "small"))
    talk.wait_for(ThumbnailsDone, ticket=4)
    cancelled = sorted(event.ticket for event in talk.heard if isinstance(event, RequestCancelled))
    assert cancelled == [1, 2, 3]


def test_a_newer_scan_leaves_other_requests_alone(talk, tmp_path):
    talk.engine.ask(ScanDataset(1, tmp_path))
    talk.engine.ask(WriteSamples(2, tmp_path))
    talk.engine.ask(ScanDataset(3, tmp_path / "small"))
    talk.wait_for(SamplesReady, ticket=2)
    talk.wait_for(ThumbnailsDone, ticket=3)


def test_closing_in_the_middle_of_a_training_is_quick(tmp_path):
    with talking(fake_mains.trainer) as talk:
        talk.engine.ask(training(tmp_path))
        talk.wait_for(EpochDone)
        begun = time.monotonic()
        talk.engine.close()
        ending = talk.wait_for(EngineExited)
        assert time.monotonic() - begun < 2
        assert (ending.exit_code, ending.expected, ending.message) == (0, True, "")
        assert (tmp_path / "run" / "end").read_text() == "stopped"


def test_closing_does_not_wait_for_what_cannot_be_interrupted(tmp_path):
    with talking(fake_mains.failing) as talk:
        talk.engine.ask(ScanDataset(1, Path("hang")))
        talk.wait_for(StageProgress)
        begun = time.monotonic()
        talk.engine.close(timeout=60)
        assert talk.wait_for(EngineExited).expected
        assert time.monotonic() - begun < 5


def test_a_shutdown_asked_for_as_a_request_closes(talk):
    talk.engine.ask(Shutdown())
    assert talk.wait_for(EngineExited).expected


def test_a_request_to_an_engine_that_is_gone_is_refused(tmp_path):
    with talking(fake_mains.trainer) as talk:
        talk.engine.kill()
        talk.wait_for(EngineExited)
        assert not talk.engine.ask(WarmUp())


def test_asking_never_waits_for_a_child_that_does_not_read(tmp_path):
    with talking(fake_mains.trainer) as talk:
        begun = time.monotonic()
        for ticket in range(50):  # far more than a pipe holds, while the child still starts
            talk.engine.ask(WriteSamples(ticket + 1, Path("x" * 100_000)))
        assert time.monotonic() - begun < 0.1
        talk.wait_for(SamplesReady, ticket=50)


def test_what_the_trainer_and_native_libraries_say_is_in_the_run_s_log(talk, tmp_path):
    (tmp_path / "run").mkdir()
    log = tmp_path / "run" / "log.txt"
    log.write_text("of an earlier training\n")
    talk.engine.ask(training(tmp_path, epochs=1))
    talk.wait_for(TrainingFinished)
    lines = log.read_text().splitlines()
    assert lines[0] == "of an earlier training"
    assert f"process {talk.engine.pid}" in lines[1]
    assert lines[2:] == ["a word of the trainer", "a word of a native library"]


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux")
def test_a_process_that_only_reads_is_locked_in_and_keeps_its_log(tmp_path, monkeypatch):
    for name in ("images", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))  # which may be written, and holds what tests write
    (tmp_path / "images" / "image").touch()
    log, cache = tmp_path / "engine.log", tmp_path / "cache"
    with talking(child.ReadOnly((cache,), fake_mains.reaching), log=log) as talk:
        tried = {}
        for ticket, folder in enumerate((tmp_path / "images", cache), start=1):
            talk.engine.ask(ScanDataset(ticket, folder))
            tried[folder.name] = json.loads(talk.wait_for(RequestFailed, ticket=ticket).message)
    told = log.read_text()
    assert "still heard" in told
    assert "Confinement(folders=" in told
    if "folders=True, network=True" not in told:
        pytest.skip("this kernel has no Landlock, or no seccomp")
    assert tried["images"] == {
        "read": "done", "write": "PermissionError", "write temporary": "done",
        "socket": "PermissionError", "listen": "PermissionError",
    }  # fmt: skip
    assert tried["cache"]["write"] == "done"


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux")
@pytest.mark.parametrize(
    ("main", "held", "may"),
    [
        (child.Offline(main=fake_mains.reaching), "network=True", {"write": "done", "socket": "PermissionError"}),
        (child.Caller(main=fake_mains.reaching), "closed=True", {"write": "done", "socket": "done"}),
        (child.Caller((), fake_mains.reaching), "closed=True", {"write": "PermissionError", "socket": "done"}),
    ],
)
def test_other_processes_are_locked_in_as_far_as_their_work_allows(tmp_path, monkeypatch, main, held, may):
    for name in ("images", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "images" / "image").touch()
    log = tmp_path / "engine.log"
    with talking(main, log=log) as talk:
        talk.engine.ask(ScanDataset(1, tmp_path / "images"))
        tried = json.loads(talk.wait_for(RequestFailed, ticket=1).message)
    told = log.read_text()
    if held not in told or (may["write"] == "PermissionError" and "folders=True" not in told):
        pytest.skip("this kernel has no Landlock, or no seccomp; or a card computes here")
    assert tried == {"read": "done", "write temporary": "done", "listen": "PermissionError", **may}


def test_a_log_that_cannot_be_opened_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    with talking(fake_mains.trainer, log=tmp_path / "file" / "engine.log") as talk:
        talk.engine.ask(WarmUp(ticket=1))
        talk.wait_for(EngineReady)


def test_an_engine_is_of_the_main_thread_because_linux_ends_it_with_its_parent_thread():
    errors = []

    def start():
        try:
            EngineProcess(fake_mains.trainer)
        except RuntimeError as error:
            errors.append(str(error))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert errors == ["An engine process must be started in the main thread."]


@pytest.mark.skipif(sys.platform != "linux", reason="niceness and memory score are read from /proc")
def test_the_child_steps_back_behind_the_window(talk):
    talk.engine.ask(WarmUp())
    talk.wait_for(EngineReady)
    process = Path(f"/proc/{talk.engine.pid}")
    assert int((process / "oom_score_adj").read_text()) >= 500
    own, parent = (
        int(file.read_text().rpartition(")")[2].split()[16]) for file in (process / "stat", Path("/proc/self/stat"))
    )
    assert own == min(19, parent + 5)
    assert is_alive(talk.engine.pid)


def test_a_detached_engine_without_work_ends(talk):
    talk.engine.ask(WarmUp())
    talk.wait_for(EngineReady)
    talk.engine.ask(Detach())
    assert talk.wait_for(EngineExited).expected
    until(lambda: not is_alive(talk.engine.pid), "its end")
