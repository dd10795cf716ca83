"""The script that classifies as a run does: the same answers, from files, without this program."""

from __future__ import annotations

import re
import runpy

import keras
import numpy as np
import pytest

from cnn_desktop.core.images import decode
from cnn_desktop.core.preparation import prepare
from cnn_desktop.core.script import export_classifier
from cnn_desktop.engine.prediction import Classifier


@pytest.fixture(scope="module")
def classifier(trained, tmp_path_factory):
    """The script as a module's names, and its file."""
    target = tmp_path_factory.mktemp("elsewhere") / "classify.py"
    export_classifier(trained.folder, target)
    return target, runpy.run_path(str(target))


def test_the_script_needs_nothing_of_this_program(classifier):
    imported = re.findall(r"^\s*(?:import|from) (\w+)", classifier[0].read_text("utf-8"), re.MULTILINE)
    assert {"keras", "numpy", "PIL"} <= set(imported)
    assert "cnn_desktop" not in imported


def test_the_script_classifies_as_the_run_does(classifier, trained):
    names = classifier[1]
    files = [trained.config.dataset / str(file) for file in trained.predictions("validation").files][:8]
    model = keras.models.load_model(trained.model_file, compile=False)
    theirs = names["probabilities"](model, np.stack([names["prepare"](names["decode"](file)) for file in files]))
    pixels = [prepare(decode(file, fitting=trained.preparation), trained.preparation) for file in files]
    ours, _ = Classifier(trained.folder).answers(np.stack(pixels))
    assert np.abs(theirs - ours).max() < 1e-5
