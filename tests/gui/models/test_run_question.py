"""A question about the run that is looked at: asked once, cancelled, kept."""

from __future__ import annotations

import pytest

from cnn_desktop.core.messages import FindSuspects, RequestFailed, SuspectsFound, SuspectsProgress
from cnn_desktop.core.runs import MODEL
from cnn_desktop.gui.models.run_question import RunQuestion
from tests.core.trust_examples import SUSPECTS


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / MODEL).write_bytes(b"weights")
    return tmp_path / "run"


@pytest.fixture
def question(engines, qapp, folder):
    found = RunQuestion(engines.projector, FindSuspects, SuspectsFound, SuspectsProgress, engines.projector)
    found.show_run(folder)
    return found


def asked(engines):
    return [one for one in engines.projector.asked if isinstance(one, FindSuspects)]


def answer(engines, folder):
    engines.projector.say(SuspectsFound(asked(engines)[-1].ticket, folder, SUSPECTS))


def test_nothing_is_asked_before_a_click_and_then_once(question, engines, folder):
    assert asked(engines) == []
    question.ask()
    question.ask()
    assert [one.run for one in asked(engines)] == [folder]
    engines.projector.say(SuspectsProgress(asked(engines)[0].ticket, 3, 9))
    assert (question.question.is_busy, question.question.done, question.question.total) == (True, 3, 9)


def test_an_answer_is_there_again_when_its_run_is_looked_at_again(question, engines, folder, tmp_path):
    question.ask()
    answer(engines, folder)
    question.show_run(tmp_path / "other")
    assert question.question.answer is None
    question.show_run(folder)
    assert question.question.answer.suspects is SUSPECTS


def test_an_answer_about_a_run_that_was_trained_on_since_is_forgotten(question, engines, folder):
    import os

    question.ask()
    answer(engines, folder)
    os.utime(folder / MODEL, ns=(1, 1))
    question.show_run(folder)
    assert question.question.answer is None


def test_another_run_stops_what_is_under_way_and_hears_nothing_of_it(question, engines, folder, tmp_path):
    question.ask()
    question.show_run(tmp_path / "other")
    assert engines.projector.done[-1] == "stop"
    answer(engines, folder)
    assert question.question.answer is None
    assert not question.question.is_busy


def test_a_failure_is_told_and_the_question_can_be_asked_again(question, engines):
    question.ask()
    engines.projector.say(RequestFailed("Too few images.", "Take more.", ticket=asked(engines)[0].ticket))
    assert question.question.problem.message == "Too few images."
    question.ask()
    assert len(asked(engines)) == 2
