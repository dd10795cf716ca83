"""The conductor in a process of its own, as the window has it: its engines end with it, and with the window."""

import os
import signal
import time
from functools import partial

import pytest

from cnn_desktop.conductor import Crew, main
from cnn_desktop.core.messages import (
    EngineReady,
    RequestFailed,
    ResumeStudy,
    StartStudy,
    StudyEnded,
    StudyRunEnded,
    TrainingStarted,
    WarmUp,
)
from cnn_desktop.core.study import Varied
from cnn_desktop.engine_process.process import EngineProcess
from tests.conductor import fake_engines
from tests.conductor.fake_engines import worked
from tests.core.study.examples import begun, study
from tests.engine_process.helpers import is_alive, talking, until


def work_with_fakes(requests, emit, asked):
    """The conductor, in a child process, with fake engines as its children."""
    main.Crew = partial(Crew, partial(EngineProcess, fake_engines.engine))
    main.work(requests, emit, asked)


@pytest.fixture
def talk():
    with talking(work_with_fakes) as found:
        yield found


def waiting(tmp_path):
    """A comparison whose first run waits until it is told to stop."""
    return begun(tmp_path, varied=(Varied("batch_size", (15, 16)),))


def test_a_comparison_is_begun_and_trained(talk, tmp_path):
    talk.engine.ask(WarmUp())
    talk.wait_for(EngineReady)
    talk.engine.ask(StartStudy(study(tmp_path, folds=2)))
    assert talk.wait_for(StudyEnded).standing.is_complete
    assert talk.kinds().count("StudyRunEnded") == 4


def test_what_cannot_be_begun_is_told_with_its_details(talk, tmp_path):
    talk.engine.ask(StartStudy(study(tmp_path, folds=21)))
    assert talk.wait_for(RequestFailed).details == "a traceback"


def test_a_folder_that_is_none_is_told(talk, tmp_path):
    talk.engine.ask(ResumeStudy(tmp_path))
    assert "is not a comparison" in talk.wait_for(RequestFailed).message


def test_it_pauses_goes_on_and_stops_the_run_at_work(talk, tmp_path):
    opened = waiting(tmp_path)
    alive = opened.folder / "alive"
    talk.engine.ask(ResumeStudy(opened.folder))
    talk.wait_for(TrainingStarted)
    until(alive.exists, "the first sign of life")
    talk.engine.pause()
    until(lambda: _is_still(alive), "the pause")
    talk.engine.proceed()
    until(lambda: not _is_still(alive), "its end")
    talk.engine.stop()
    assert talk.wait_for(StudyEnded).standing.count("failed") == 0
    assert not any(isinstance(event, StudyRunEnded) for event in talk.heard)


@pytest.mark.parametrize("how", ["close", "kill"])
def test_no_engine_outlives_it(talk, tmp_path, how):
    opened = waiting(tmp_path)
    talk.engine.ask(ResumeStudy(opened.folder))
    until((opened.folder / "waits").exists, "the first run")
    [(_, pid)] = worked(opened)
    if how == "kill":
        os.kill(talk.engine.pid, signal.SIGKILL)
    else:
        talk.engine.close()
    until(lambda: not is_alive(pid), "the end of its engine")


def test_detached_it_goes_on_with_its_engines(tmp_path):
    opened = begun(tmp_path, folds=2)
    with talking(work_with_fakes) as talk:
        talk.engine.ask(ResumeStudy(opened.folder))
        talk.engine.detach()
    until(lambda: (opened.folder / fake_engines.WORKED).exists() and len(worked(opened)) == 4, "the last run")
    until(lambda: not opened.is_training, "its end")


def _is_still(file):
    before = file.read_text()
    time.sleep(0.3)
    return file.read_text() == before
