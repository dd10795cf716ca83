"""Opening a foreign model: asked of a process of its own, whatever it answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnn_desktop.core.messages import EngineExited, ImportModel, LabelsWanted, ModelImported, RequestFailed
from cnn_desktop.gui.models.importing_model import ImportingModel, ImportState
from cnn_desktop.gui.models.runs_model import RunsModel

FILE = Path("/models/waste.h5")


@pytest.fixture
def model(engines, tmp_path):
    runs = RunsModel(tmp_path)
    model = ImportingModel(engines, runs)
    model.kept = runs
    model.told = []
    model.imported.connect(lambda run, notes, _: model.told.append((run, notes)))
    model.problem_raised.connect(lambda problem: model.told.append(problem.message))
    return model


def asked(engines):
    return engines.trainings[-1].last(ImportModel)


def test_a_model_becomes_a_run(model, engines, tmp_path):
    model.open(FILE)
    assert model.state == ImportState("opening", FILE)
    assert asked(engines).runs == tmp_path
    engines.trainings[-1].say(ModelImported(asked(engines).ticket, tmp_path / "waste", ("Mended.",)))
    assert model.told == [(tmp_path / "waste", ("Mended.",))]
    assert model.state.phase == "idle"
    assert "close" in engines.trainings[-1].done


def test_labels_that_came_with_it_go_with_it(model, engines, tmp_path):
    labels = tmp_path / "labels.txt"
    labels.write_text("0 glass\n1 metal\n")
    model.open(FILE, labels)
    assert asked(engines).classes == ("glass", "metal")
    model.open(FILE, tmp_path / "none.txt")
    assert "cannot be read" in model.told[-1]


def test_labels_are_asked_for_and_it_goes_on(model, engines):
    model.open(FILE)
    engines.trainings[-1].say(LabelsWanted(asked(engines).ticket, FILE, 2))
    assert model.state == ImportState("labels", FILE, 2)
    model.give_labels(("glass", "metal"), "0..1")
    assert model.state.phase == "opening"
    assert (asked(engines).classes, asked(engines).input_scale) == (("glass", "metal"), "0..1")
    assert len(engines.trainings) == 2


def test_what_is_wrong_is_told(model, engines):
    model.open(FILE)
    engines.trainings[-1].say(RequestFailed("It is no model.", "Choose another.", "", asked(engines).ticket))
    assert model.told == ["It is no model."]
    model.open(FILE)
    engines.trainings[-1].say(EngineExited(-11, False, "It ended.", "", ""))
    assert model.told[-1] == "It ended."
    assert model.state.phase == "idle"


def test_a_cancelled_one_is_heard_of_no_more(model, engines, tmp_path):
    model.open(FILE)
    first = engines.trainings[-1]
    model.cancel()
    assert (model.state.phase, "close" in first.done) == ("idle", True)
    first.say(ModelImported(first.last(ImportModel).ticket, tmp_path, ()))
    assert model.told == []
