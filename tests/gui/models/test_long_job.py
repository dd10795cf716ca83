"""A long job is heard only while it is under way, and a stop that was meant for another one does not end it."""

from pathlib import Path

import pytest

from cnn_desktop.core.messages import (
    EngineExited,
    EvaluateSurgery,
    EvaluateSurgeryProgress,
    RequestCancelled,
    RequestFailed,
    SurgeryEvaluated,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.models.long_job import BegunAgain, LongJob


class Engine:
    def __init__(self):
        self.asked, self.stops = [], 0

    def ask(self, request):
        self.asked.append(request)

    def stop(self):
        self.stops += 1

    @property
    def ticket(self):
        return self.asked[-1].ticket


@pytest.fixture
def engine():
    return Engine()


@pytest.fixture
def job(engine):
    job = LongJob(engine, SurgeryEvaluated, again="Begin again.")
    job.ask(lambda ticket: EvaluateSurgery(ticket, Path("run"), (), "validation"))
    return job


def test_progress_leaves_it_under_way_and_its_answer_ends_it(job, engine):
    told = EvaluateSurgeryProgress(engine.ticket, 3, 9)
    assert job.hear(told) is told
    assert job.is_under_way
    answer = SurgeryEvaluated(engine.ticket, Path("run"), None)
    assert job.hear(answer) is answer
    assert not job.is_under_way
    assert job.hear(answer) is None


def test_what_is_told_of_other_jobs_is_not_heard(job, engine):
    assert job.hear(EvaluateSurgeryProgress(engine.ticket + 1, 3, 9)) is None
    assert job.hear(RequestFailed("m", "h", ticket=engine.ticket + 1)) is None
    assert job.is_under_way


def test_swept_away_by_the_stop_of_another_it_is_asked_once_more_and_then_given_up(job, engine):
    first = engine.ticket
    assert job.hear(RequestCancelled(first)) == BegunAgain()
    assert (len(engine.asked), engine.ticket != first, job.is_under_way) == (2, True, True)
    assert isinstance(job.hear(RequestCancelled(engine.ticket)), RequestCancelled)
    assert (len(engine.asked), job.is_under_way) == (2, False)


def test_once_stopped_nothing_is_heard_of_it_and_the_engine_is_told_once(job, engine):
    ticket = engine.ticket
    job.stop()
    job.stop()
    assert engine.stops == 1
    assert job.hear(RequestCancelled(ticket)) is None
    assert len(engine.asked) == 1


def test_a_failure_and_an_engine_that_ends_are_problems_with_a_way_on(job, engine):
    failed = RequestFailed("It failed.", "Do this.", ticket=engine.ticket)
    assert job.hear(failed) == Problem("It failed.", "Do this.", "")
    job.ask(lambda ticket: EvaluateSurgery(ticket, Path("run"), (), "validation"))
    problem = job.hear(EngineExited(None, expected=False))
    assert (problem.message, problem.hint) == ("The process that looks into networks ended.", "Begin again.")
    assert not job.is_under_way
