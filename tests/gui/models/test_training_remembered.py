from __future__ import annotations

import json
from pathlib import Path

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.gui.models.training_form import TrainingForm
from cnn_desktop.gui.models.training_remembered import from_remembered, remembered
from cnn_desktop.gui.models.training_resolved import resolve
from tests.gui.examples import summary

RUNS = Path("/runs")


def test_a_form_survives_a_restart():
    form = TrainingForm(architecture="lenet5", epochs="3", learning_rate="0.01", augmentation="strong", test="0.1")
    kept = json.loads(json.dumps(remembered(resolve(form, summary(), RUNS))))
    assert from_remembered(kept) == form


def test_the_name_of_a_run_and_what_is_wrong_are_not_remembered():
    resolved = resolve(TrainingForm(name="first", epochs="0"), summary(), RUNS)
    assert remembered(resolved) == {}


def test_damaged_values_are_left_out_one_by_one():
    kept = {"architecture": "no-such", "epochs": True, "seed": 7, "optimizer": ["adam"], "made_up": 1, "test": "0.1"}
    kept |= {"learning_rate": float("inf"), "validation": float("nan")}
    assert from_remembered(kept) == TrainingForm(seed="7")


# ---------------------------------------------------------------- choices


def test_single_amounts_survive_a_restart_and_damaged_ones_are_left_out():
    form = TrainingForm().with_vary(Augmentation(flip=True, rotate=5))
    kept = json.loads(json.dumps(remembered(resolve(form, summary(), RUNS))))
    assert from_remembered(kept) == form
    for damaged in ({"warp": 1}, {"zoom": 9}, "much", None, {"zoom": "a"}):
        assert from_remembered({"vary": damaged}) == TrainingForm()
