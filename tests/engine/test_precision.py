"""Training in bfloat16: what it changes, what it does not, and how it is decided."""

import dataclasses
import json

import keras
import numpy as np
import pytest

from cnn_desktop.core import runs
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import EpochDone, PrecisionTried, TrainingStarted
from cnn_desktop.engine import environment
from cnn_desktop.engine.training import resume, train, trial
from cnn_desktop.engine.training.precision import BFLOAT16, FLOAT32, computing_in
from tests.engine.test_step import batch, new_step


def go_on():
    return False


@pytest.fixture(scope="module")
def rounded():
    """A step that has learned from three batches in bfloat16."""
    step = new_step(key="lenet5")
    step.precision = BFLOAT16
    for seed in range(3):
        step.train(*batch(seed))
    return step


@pytest.fixture
def eager(monkeypatch):
    """A trial pays however short the training, and the processor has bfloat16."""
    monkeypatch.setattr(trial, "LEAST_S", 0.0)
    monkeypatch.setattr(environment, "may_have_bfloat16", lambda: True)


def test_bfloat16_rounds_what_training_computes_and_nothing_that_is_kept(rounded):
    exact = new_step(key="lenet5")
    losses = [exact.train(*batch(seed))[0] for seed in range(3)]
    again = new_step(key="lenet5")
    again.precision = BFLOAT16
    in_bfloat16 = [again.train(*batch(seed))[0] for seed in range(3)]
    assert in_bfloat16 != losses
    np.testing.assert_allclose(in_bfloat16, losses, rtol=0.05)
    assert {str(weight.dtype) for weight in rounded.model.weights} == {"float32"}
    assert {layer.dtype_policy.name for layer in rounded.model.layers} == {"float32"}


def test_probabilities_are_those_of_32_bit_numbers_whatever_was_trained_in(rounded):
    images, _ = batch(9)
    answers = rounded.probabilities(images)
    np.testing.assert_allclose(answers, rounded.model(images.astype(np.float32)).numpy(), atol=1e-6)


def test_the_layer_that_ends_in_probabilities_stays_exact():
    step = new_step(key="lenet5")
    with computing_in(step.model, BFLOAT16):
        rounding = {layer.name for layer in step.model.layers if layer.compute_dtype == "bfloat16"}
    assert "conv_1" in rounding
    assert not rounding & {"logits", "rescale", "image"}


def test_a_trial_leaves_the_step_as_it_was_dropout_included(eager):
    tried, other = new_step(), new_step()
    found = trial.choose(tried, *batch(), shown=1000, about="a test", should_stop=go_on)
    assert found.float32 > 0
    assert found.bfloat16 > 0
    other.precision = tried.precision = FLOAT32
    assert [tried.train(*batch(seed)) for seed in range(2)] == [other.train(*batch(seed)) for seed in range(2)]


def test_what_was_tried_once_on_this_computer_is_not_tried_again(eager, monkeypatch):
    first = trial.choose(new_step(key="lenet5"), *batch(), shown=1000, about="a test", should_stop=go_on)
    monkeypatch.setattr(trial, "_try", None)  # would raise
    step = new_step(key="lenet5")
    assert trial.choose(step, *batch(), shown=1000, about="a test", should_stop=go_on) == first
    assert step.precision == first.precision


def test_a_short_training_is_over_before_a_trial_would_pay():
    step = new_step(key="lenet5")
    assert trial.choose(step, *batch(), shown=100, about="a test", should_stop=go_on) is None
    assert step.precision == FLOAT32


def test_a_processor_without_bfloat16_is_not_asked_for_it(monkeypatch):
    monkeypatch.setattr(environment, "may_have_bfloat16", lambda: False)
    step = new_step(key="lenet5")
    assert trial.choose(step, *batch(), shown=10**9, about="a test", should_stop=go_on) is None
    assert step.precision == FLOAT32


def test_the_precision_a_run_began_in_is_told_kept_and_gone_on_with(shapes, tmp_path, monkeypatch, not_put_to_use):
    found = PrecisionTried(BFLOAT16, 100.0, 180.0)

    def choose(step, *_, **__):
        step.precision = found.precision
        return found

    monkeypatch.setattr(trial, "choose", choose)
    config = TrainingConfig(dataset=shapes, runs=tmp_path, architecture="lenet5", epochs=2, batch_size=16)
    straight = train(config, lambda _: None, go_on)
    events = []
    stopped = train(config, events.append, lambda: any(isinstance(event, EpochDone) for event in events))
    assert events.index(found) < next(place for place, event in enumerate(events) if isinstance(event, TrainingStarted))
    assert runs.open_run(stopped.folder).config.precision == BFLOAT16
    assert json.loads((stopped.folder / runs.ENVIRONMENT).read_text())["precision"] == BFLOAT16

    monkeypatch.setattr(trial, "choose", None)  # a run that goes on does not ask again
    resume(stopped.folder, lambda _: None, go_on)
    both = [keras.saving.load_model(run.model_file, compile=False).get_weights() for run in (straight, stopped)]
    for one, other in zip(*both, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_run_of_an_earlier_version_goes_on_in_32_bit_numbers(shapes, tmp_path):
    values = TrainingConfig(dataset=shapes, runs=tmp_path).to_json()
    del values["precision"]
    assert TrainingConfig.from_json(values).precision == FLOAT32
    assert dataclasses.replace(TrainingConfig.from_json(values), precision="auto").precision == "auto"
