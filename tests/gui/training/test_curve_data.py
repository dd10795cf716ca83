from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.evaluation import wilson_interval
from cnn_desktop.core.progress import Progress, advance, asked_to_start
from cnn_desktop.gui.training.curve_data import curve_data, nearest_epoch, overfitting, x_end
from tests.gui.examples import batch, epoch, finished, started


def progress(*events, epochs: int = 30) -> Progress:
    config = TrainingConfig(dataset=Path("/d"), runs=Path("/r"), epochs=epochs)
    state = advance(asked_to_start(Progress()), started(config))
    for event in events:
        state = advance(state, event)
    return state


def test_an_epoch_stands_at_its_end_and_batches_lead_up_to_it():
    data = curve_data(progress(batch(1, 1), batch(1, 5), epoch(1)), "loss")
    assert data.batches_at.tolist() == [0.2, 1.0]
    assert data.epochs.tolist() == [1.0]
    assert (data.training.tolist(), data.validation.tolist()) == ([0.4], [0.5])


def test_the_best_epoch_is_marked_with_the_interval_of_its_split():
    data = curve_data(progress(epoch(1), epoch(2, val_loss=0.6, is_best=False)), "accuracy")
    low, high = wilson_interval(15, 20)
    assert (data.best.epoch, data.best.value) == (1, 0.75)
    assert data.best.half_interval == pytest.approx((high - low) / 2)


def test_without_the_number_of_images_there_is_no_interval():
    state = progress(epoch(1))
    state = replace(state, started=replace(state.started, images=()))
    assert curve_data(state, "accuracy").best.half_interval is None


def test_one_worse_epoch_is_chance_and_two_are_overfitting():
    best, worse = epoch(3, val_loss=0.4), epoch(4, val_loss=0.5, loss=0.3, is_best=False)
    assert overfitting(progress(best, worse)) is None
    worst = epoch(5, val_loss=0.6, loss=0.2, is_best=False)
    assert overfitting(progress(best, worse, worst)) == (3.0, 5.0)


def test_where_training_gets_no_better_either_it_is_no_overfitting():
    stuck = (epoch(n, val_loss=0.5, loss=0.4, is_best=False) for n in (4, 5, 6))
    assert overfitting(progress(epoch(3, val_loss=0.4), *stuck)) is None


def test_a_short_run_shows_all_its_epochs_and_a_long_one_grows():
    assert x_end(progress(epochs=30)) == 30
    assert x_end(progress(epochs=1000)) == 10
    assert x_end(progress(*(epoch(n) for n in range(1, 10)), epochs=1000)) == 20
    assert x_end(progress(*(epoch(n) for n in range(1, 10)), finished(), epochs=1000)) == 9


def test_the_axis_never_ends_before_the_newest_epoch():
    for done in range(1, 60):
        state = progress(*(epoch(n) for n in range(1, done + 1)), epochs=60)
        assert x_end(state) >= done


def test_before_a_run_the_axis_shows_what_is_planned():
    assert x_end(Progress(), planned=12) == 12


def test_one_wild_batch_does_not_flatten_the_curves():
    data = curve_data(progress(batch(1, 1, loss=900.0), epoch(1)), "loss")
    assert data.y_range[1] < 1


def test_values_that_are_no_numbers_leave_the_ranges_finite():
    data = curve_data(progress(batch(1, 1, loss=float("nan")), epoch(1, loss=float("inf"))), "loss")
    assert np.isfinite(data.y_range).all()
    assert data.y_range[0] < data.y_range[1]


def test_the_nearest_epoch_is_found_from_anywhere():
    state = progress(epoch(1), epoch(2), epoch(3))
    assert nearest_epoch(state, 2.4).epoch == 2
    assert nearest_epoch(state, -5).epoch == 1
    assert nearest_epoch(state, 99).epoch == 3
    assert nearest_epoch(Progress(), 1) is None
