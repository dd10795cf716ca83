"""A model that was not trained here is kept as a run without a training."""

from __future__ import annotations

import pytest

from cnn_desktop.core import runs
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.imported import Imported
from cnn_desktop.core.preparation import Preparation

IMPORTED = Imported(
    file="birds.h5", sha256="ab" * 32, program="Teachable Machine", outputs=2, input_scale="-1..1", notes=("Mended.",)
)


def keep(folder, name="birds", save_model=lambda file: file.write_bytes(b"model")):
    return runs.keep_imported(folder, name, IMPORTED, ("jay", "wren"), Preparation(size=8, resize="crop"), save_model)


def test_it_is_read_as_it_was_kept(tmp_path):
    kept = keep(tmp_path / "runs")
    opened = runs.open_run(kept.folder)
    assert opened == kept
    assert (opened.imported, opened.classes, opened.outputs) == (IMPORTED, ("jay", "wren"), 2)
    assert opened.model_file.read_bytes() == b"model"
    assert runs.is_run(kept.folder)
    assert [run.status for run in runs.list_runs(tmp_path / "runs")] == ["imported"]


def test_the_settings_of_its_training_are_plainly_not_known(tmp_path):
    with pytest.raises(UserError, match="“birds” was imported"):
        _ = keep(tmp_path).config


def test_two_of_one_name_do_not_meet(tmp_path):
    assert [keep(tmp_path).name, keep(tmp_path).name] == ["birds", "birds (2)"]


def test_a_model_that_cannot_be_saved_leaves_nothing(tmp_path):
    def full(file):
        raise OSError(28, "No space left on device")

    with pytest.raises(UserError, match="No space left"):
        keep(tmp_path, save_model=full)
    assert not list(tmp_path.iterdir())


def test_a_damaged_origin_is_told(tmp_path):
    kept = keep(tmp_path)
    file = kept.folder / runs.CONFIG
    file.write_text(file.read_text().replace('"-1..1"', '"loud"'))
    with pytest.raises(UserError, match="damaged"):
        runs.open_run(kept.folder)
