"""A network of one's own from its layers to a run that is stopped, resumed and opened again."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.config import TrainingConfig, plan_of
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.core.runs import open_run
from cnn_desktop.core.stack.arithmetic import analyse
from cnn_desktop.core.stack.known import FISH_BINARY
from cnn_desktop.core.stack.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    GlobalPooling,
    Normalisation,
    Pooling,
)
from cnn_desktop.engine import networks
from cnn_desktop.engine.training import resume, train

EVERY_KIND = (
    Convolution(filters=6, kernel=5, stride=2, padding=1),
    Normalisation(),
    Activation(function="gelu"),
    Pooling(kind="stochastic"),
    Convolution(filters=8),
    GlobalPooling(kind="max"),
    Dropout(rate=0.1),
    Dense(units=12),
    Activation(function="tanh"),
)

pytestmark = pytest.mark.usefixtures("not_put_to_use")


def plan(layers, image_size=32, classes=3, **choices) -> NetworkPlan:
    return NetworkPlan(architecture="own", layers=layers, image_size=image_size, classes=classes, **choices)


def config_for(shapes, tmp_path, layers=EVERY_KIND, **changes) -> TrainingConfig:
    settings = {"image_size": 32, "epochs": 2, "batch_size": 16, "name": "run", "network_name": "Mine"} | changes
    return TrainingConfig(dataset=shapes, runs=tmp_path, architecture="own", layers=layers, **settings)


def test_the_network_of_the_fish_paper_put_together_has_its_parameters():
    table = networks.describe(plan(FISH_BINARY, 64, 2, loss="sigmoid"))
    assert (table.key, table.parameters) == ("own", 813_217)


def test_what_is_built_is_what_the_editor_says():
    model = networks.build(plan(EVERY_KIND))
    figures = analyse(EVERY_KIND, (32, 32, 3), 3)
    assert model.count_params() == sum(one.parameters for one in figures)
    assert model.get_layer("logits").output.shape[1:] == figures[-1].output


def test_a_network_that_does_not_fit_is_refused_before_it_is_built():
    with pytest.raises(UserError, match="Layer 4 cannot be built: A window of 3 does not fit into 2 × 2"):
        plan(FISH_BINARY, 6)


def test_it_trains_and_its_run_says_what_it_is(shapes, tmp_path):
    events = []
    run = train(config_for(shapes, tmp_path), events.append, lambda: False)
    assert len([event for event in events if isinstance(event, EpochDone)]) == 2
    again = open_run(run.folder)
    assert (again.config.layers, again.config.title, again.status) == (EVERY_KIND, "Mine", "finished")
    assert plan_of(again.config, len(again.classes)).rows == EVERY_KIND
    np.testing.assert_allclose(again.predictions("validation").probabilities.sum(axis=1), 1, rtol=1e-5)


def test_a_stopped_run_of_it_is_resumed(shapes, tmp_path):
    events = []

    def after_one_epoch() -> bool:
        return any(isinstance(event, EpochDone) for event in events)

    run = train(config_for(shapes, tmp_path, epochs=3), events.append, after_one_epoch)
    assert run.status == "stopped"
    resume(run.folder, events.append, lambda: False)
    assert [event.epoch for event in events if isinstance(event, EpochDone)] == [1, 2, 3]
    assert open_run(run.folder).status == "finished"


def test_a_run_without_a_name_is_called_after_its_network(shapes, tmp_path):
    run = train(config_for(shapes, tmp_path, name="", epochs=1), lambda event: None, lambda: False)
    assert run.name.startswith("shapes Mine ")
