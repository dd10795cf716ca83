"""The plan before a training: asked when settings rest, dropped when they change, alternatives a click away."""

from __future__ import annotations

import pytest

from cnn_desktop.core.messages import PlanTraining, RequestFailed, TrainingPlanned
from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.models.plan_model import PlanState
from cnn_desktop.gui.models.training_model import TrainingModel


@pytest.fixture
def plan(training):
    """Of a dataset of a hundred photos, on a tab that is seen."""
    training.plan._soon.setInterval(0)
    training.plan.set_seen(True)
    return training.plan


def answer(engines, seconds: float = 240.0, **changes) -> None:
    ticket = engines.spare.last(PlanTraining).ticket
    values = {"epoch_seconds": 8.0, "memory": 1_200_000_000, "precision": "bfloat16", "gain": 1.8} | changes
    engines.spare.say(TrainingPlanned(ticket, seconds, **values))


def asked(engines) -> list[PlanTraining]:
    return [request for request in engines.spare.asked if isinstance(request, PlanTraining)]


def test_settings_that_rest_are_asked_about_once(plan, training, engines, qtbot):
    assert plan.state.is_asked
    qtbot.waitUntil(lambda: len(asked(engines)) == 1)
    request = asked(engines)[0]
    assert request.config.architecture == training.settings.resolved.config.architecture
    assert sum(request.images) == 100
    assert request.examples
    answer(engines)
    assert (plan.state.planned.seconds, plan.state.is_asked) == (240.0, False)
    training.settings.write("name", "another name")
    training.settings.write("seed", "7")
    assert plan.state.planned, "neither changes how long it takes"


def test_alternatives_are_timed_after_it_and_offered_where_they_are_worth_it(plan, training, engines, qtbot):
    qtbot.waitUntil(lambda: len(asked(engines)) == 1)
    answer(engines)
    kinds = []
    while len(asked(engines)) > len(kinds) + 1:
        kinds.append(asked(engines)[-1].config.architecture)
        answer(engines, 30.0)
    assert kinds[0] == "mobilenet-v2"
    assert [offer.seconds for offer in plan.state.offers] == [30.0] * len(kinds)
    plan.take(plan.state.offers[0].alternative)
    assert training.settings.resolved.values["architecture"] == "mobilenet-v2"


def test_an_alternative_that_cannot_be_timed_is_offered_without_a_time(plan, engines, qtbot):
    qtbot.waitUntil(lambda: len(asked(engines)) == 1)
    answer(engines)
    engines.spare.say(RequestFailed("No weights.", ticket=asked(engines)[-1].ticket))
    assert plan.state.offers[0].seconds is None


def test_other_settings_end_the_question_under_way(plan, training, engines, qtbot):
    qtbot.waitUntil(lambda: len(asked(engines)) == 1)
    stale = asked(engines)[0].ticket
    training.settings.write("batch_size", "8")
    assert "stop" in engines.spare.done
    engines.spare.say(TrainingPlanned(stale, 1.0, 1.0, 0, "float32", 1.0))
    assert plan.state.planned is None
    qtbot.waitUntil(lambda: len(asked(engines)) == 2)
    assert asked(engines)[1].config.batch_size == 8


def test_nothing_is_asked_while_nobody_sees_it_or_nothing_could_start(plan, training, engines, qtbot):
    qtbot.waitUntil(lambda: len(asked(engines)) == 1)
    plan.set_seen(False)
    training.settings.write("batch_size", "8")
    assert not plan._soon.isActive()
    plan.set_seen(True)
    qtbot.waitUntil(lambda: len(asked(engines)) == 2)
    answer(engines)
    training.settings.write("epochs", "none")
    assert plan.state == PlanState()


def test_without_a_dataset_there_is_no_plan(engines):
    model = TrainingModel(engines, DatasetModel(engines))
    model.plan.set_seen(True)
    assert model.plan.state == PlanState()
