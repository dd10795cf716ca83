"""A run gets another name, and a note: by its folder alone."""

import zipfile

import numpy as np
import pytest

from cnn_desktop.core import runs
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import Predictions, create_run
from cnn_desktop.gui.screens.runs_on_disk import write_run


def test_a_run_is_renamed_with_its_folder_and_opens_under_its_new_name(tmp_path):
    run = write_run(tmp_path, "meadow")
    folder = runs.rename(run.folder, "  best: so far? ")
    assert folder.name == "best_ so far_"
    assert not run.folder.exists()
    assert runs.open_run(folder).result == runs.open_run(folder).result is not None
    assert runs.rename(folder, folder.name) == folder


def test_a_name_that_is_taken_or_none_is_refused(tmp_path):
    first, second = write_run(tmp_path, "meadow"), write_run(tmp_path, "beach")
    with pytest.raises(UserError, match="already"):
        runs.rename(first.folder, second.name)
    with pytest.raises(UserError, match="needs a name"):
        runs.rename(first.folder, " . ")
    assert first.folder.is_dir()


def test_a_run_that_trains_keeps_its_name(tmp_path):
    run = write_run(tmp_path, "meadow", right=None)
    with run.locked(), pytest.raises(UserError, match="being trained"):
        runs.rename(run.folder, "other")


def test_a_note_is_kept_with_the_run_and_an_empty_one_forgotten(tmp_path):
    folder = write_run(tmp_path, "meadow").folder
    assert runs.read_note(folder) == ""
    runs.write_note(folder, "too few “ferns”\n")
    assert runs.read_note(folder) == "too few “ferns”\n"
    runs.write_note(folder, "  ")
    assert runs.read_note(folder) == ""
    assert not (folder / runs.NOTE).exists()


def test_the_epochs_done_are_counted_as_they_are_read(tmp_path):
    run = write_run(tmp_path, "meadow", epochs=7)
    assert run.epochs_done == len(run.history) == 7
    assert write_run(tmp_path, "none", epochs=0, right=None).epochs_done == 0


def test_many_probabilities_are_stored_as_they_are_few_are_packed(tmp_path, monkeypatch):
    run = create_run(TrainingConfig(dataset=tmp_path, runs=tmp_path, name="many"), ("a", "b"), Preparation(size=32))
    stored = Predictions(np.zeros(9, np.int64), np.full((9, 2), 0.5, np.float32), np.array(["a.png"] * 9))
    kinds = []
    for most in (1, 1 << 20):
        monkeypatch.setattr("cnn_desktop.core.runs.run._PACKED_BELOW", most)
        run.write_predictions("validation", stored)
        with zipfile.ZipFile(run.folder / "predictions-validation.npz") as archive:
            kinds.append({one.compress_type for one in archive.infolist()})
        np.testing.assert_array_equal(run.predictions("validation").probabilities, stored.probabilities)
    assert kinds == [{zipfile.ZIP_STORED}, {zipfile.ZIP_DEFLATED}]
