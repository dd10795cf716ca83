"""The confidence from which a run is sure holds at once, and is stored when the hand has come to rest."""

import pytest

from cnn_desktop.core.messages import (
    DescribeSureness,
    LeastConfidenceSet,
    RequestFailed,
    SetLeastConfidence,
    SurenessDescribed,
)
from cnn_desktop.core.runs.holding import Hold
from cnn_desktop.gui.models.held_runs import ELSEWHERE
from cnn_desktop.gui.models.sureness_model import SurenessModel
from cnn_desktop.gui.prediction.sureness_bar import told
from cnn_desktop.gui.screens.runs_on_disk import write_run

CURVE = tuple((step / 100, 1 - step / 200, 0.9 + step / 1000) for step in range(101))


@pytest.fixture
def model(engines, chosen):
    made = SurenessModel(engines, chosen)
    made.refresh()
    request = engines.library.last(DescribeSureness)
    assert request.run == chosen.run
    engines.library.say(SurenessDescribed(request.ticket, request.run, 0.6, 0.6, 97, CURVE))
    return made


def test_a_run_tells_what_its_confidence_costs(model):
    assert model.sureness.least == 0.6
    assert told(model.sureness) == "Answers 70 % of images, 96 % of those right (68 of 97 validation images)"


def test_a_choice_judges_at_once_and_is_stored_once_after_some_rest(qtbot, model, engines, chosen):
    heard = []
    model.rejudged.connect(lambda: heard.append(model.sureness.least))
    for least in (0.7, 0.75, 0.8):
        model.choose(least)
    assert heard == [0.7, 0.75, 0.8]
    assert model.sureness.judge(0.79, None) == "unsure"
    assert model.sureness.judge(0.79, 1.2) == "unlike"
    qtbot.waitUntil(lambda: isinstance(engines.library.asked[-1], SetLeastConfidence))
    request = engines.library.last(SetLeastConfidence)
    assert engines.classifier.asked == []  # it is locked in, and writes nothing
    assert (request.run, request.least_confidence) == (chosen.run, 0.8)
    engines.library.say(LeastConfidenceSet(request.ticket, request.run, 0.8))


def test_what_was_fitted_is_one_click_away(model):
    model.choose(0.9)
    model.choose_suggested()
    assert model.sureness.least == 0.6


def test_another_run_has_another_confidence(model, engines, chosen, tmp_path):
    other = write_run(tmp_path, "beach").folder
    chosen.show(other)
    assert model.sureness.curve == ()
    assert engines.library.last(DescribeSureness).run == other


def test_a_choice_that_cannot_be_stored_is_told(qtbot, model, engines):
    model.choose(0.7)
    qtbot.waitUntil(lambda: isinstance(engines.library.asked[-1], SetLeastConfidence))
    with qtbot.waitSignal(model.problem_raised) as raised:
        engines.library.say(RequestFailed("The disk is full.", "", "", engines.library.last(SetLeastConfidence).ticket))
    assert raised.args[0].message == "The disk is full."


def test_in_a_second_window_it_holds_and_is_not_stored(qtbot, model, engines, chosen):
    first = Hold(chosen.run)
    chosen._listed.held.close()
    assert first.take()
    with qtbot.waitSignal(model.problem_raised) as raised:
        model.choose(0.7)
    first.release()
    assert raised.args[0].message == ELSEWHERE
    assert model.sureness.least == 0.7
    assert not any(isinstance(one, SetLeastConfidence) for one in engines.library.asked)
