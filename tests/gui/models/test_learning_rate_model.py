from __future__ import annotations

import pytest

from cnn_desktop.core.messages import (
    EngineExited,
    EngineSilent,
    FindLearningRate,
    LearningRateFound,
    LearningRatePoint,
    RequestFailed,
    StageProgress,
)
from cnn_desktop.gui.models.learning_rate_model import Sweep, advance, chosen_at, loss_at

POINTS = ((1e-6, 2.3), (1e-3, 1.2), (1e-1, 4.0))


@pytest.fixture
def finder(training):
    training.learning_rate.start()
    return training.learning_rate


@pytest.fixture
def engine(finder, engines):
    """The process of the sweep."""
    return engines.trainings[-1]


def ticket(engine) -> int:
    return engine.last(FindLearningRate).ticket


def test_a_sweep_runs_with_the_settings_in_force_in_a_process_of_its_own(training, engines):
    training.settings.write("batch_size", "16")
    training.learning_rate.start()
    request = engines.trainings[-1].last(FindLearningRate)
    assert request.config == training.settings.resolved.config
    assert training.learning_rate.sweep.phase == "preparing"


def test_the_curve_comes_point_by_point_and_the_suggestion_at_its_end(finder, engine, engines, qtbot):
    shown = []
    finder.sweep_changed.connect(shown.append)
    engine.say(StageProgress("decoding", 1, 2))
    engine.say(*(LearningRatePoint(ticket(engine), rate, loss) for rate, loss in POINTS))
    assert len(shown) == 1, "points are drawn ten times a second at most"
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert (shown[-1].phase, shown[-1].points) == ("sweeping", POINTS)
    engine.say(LearningRateFound(ticket(engine), 1e-4, POINTS))
    assert (finder.sweep.phase, finder.sweep.suggestion, finder.sweep.chosen) == ("found", 1e-4, 1e-4)
    assert engine.done == ["close"]
    assert engines.prepared == 1, "the next training starts at once"


def test_what_is_chosen_goes_into_the_settings(finder, engine, training):
    engine.say(LearningRateFound(ticket(engine), 1e-4, POINTS))
    finder.choose(2.345e-3)
    finder.use()
    assert training.settings.resolved.values["learning_rate"] == 2.3e-3
    finder.choose(50.0)
    assert finder.sweep.chosen == 0.1, "within the curve"


def test_cancelling_ends_it_at_once_and_keeps_the_curve(finder, engine):
    engine.say(LearningRatePoint(ticket(engine), 1e-6, 2.3))
    finder.cancel()
    assert (finder.sweep.phase, finder.sweep.points) == ("cancelled", ((1e-6, 2.3),))
    assert engine.done == ["close"]
    engine.say(LearningRateFound(ticket(engine), 1e-4, POINTS))
    assert finder.sweep.phase == "cancelled"


def test_trying_again_is_a_new_process(finder, engine, engines):
    finder.cancel()
    finder.start()
    assert len(engines.trainings) == 2
    assert finder.sweep == Sweep("preparing", ticket=ticket(engines.trainings[-1]))
    finder.start()
    assert len(engines.trainings) == 2, "one at a time"


def test_nothing_sweeps_while_a_run_trains(training, engines):
    training.start()
    training.learning_rate.start()
    assert len(engines.trainings) == 1
    assert training.learning_rate.sweep.phase == "idle"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (lambda number: RequestFailed("Too much.", "Less.", ticket=number), "Too much."),
        (lambda _: EngineExited(-9, expected=False, message="It was killed."), "It was killed."),
        (lambda _: EngineExited(0, expected=False), "ended before it had found one"),
    ],
)
def test_a_failure_is_one_plain_sentence(finder, engine, event, said):
    engine.say(event(ticket(engine)))
    assert finder.sweep.phase == "failed"
    assert said in finder.sweep.problem.message


def test_a_silent_process_is_told_and_a_sign_of_life_takes_it_back():
    sweep = advance(Sweep("sweeping", ticket=3), EngineSilent(90.0, "Nothing heard.", "Wait."))
    assert (sweep.phase, sweep.problem.message) == ("sweeping", "Nothing heard.")
    assert advance(sweep, LearningRatePoint(3, 1e-6, 2.0)).problem is None


def test_events_of_another_sweep_change_nothing():
    sweep = Sweep("sweeping", ticket=3)
    assert advance(sweep, LearningRatePoint(2, 1e-6, 2.0)) is sweep
    done = Sweep("found", ticket=3, points=POINTS)
    assert advance(done, LearningRatePoint(3, 1e-6, 2.0)) is done


def test_the_loss_of_a_rate_is_that_of_the_nearest_point():
    sweep = Sweep("found", points=POINTS)
    assert loss_at(sweep, 2e-3) == 1.2
    assert loss_at(Sweep(), 2e-3) is None
    assert chosen_at(Sweep(), 2e-3).chosen is None
