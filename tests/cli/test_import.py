"""`import`: a model of another program becomes a run that every command takes."""

from __future__ import annotations

import pytest
from PIL import Image


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    import keras

    file = tmp_path_factory.mktemp("models") / "birds.keras"
    layers = keras.layers
    keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), layers.Dense(2, activation="softmax")]).save(file)
    return file


def test_an_imported_model_is_a_run(run, model, tmp_path):
    labels = tmp_path / "names.txt"
    labels.write_text("0 jay\n1 wren\n")
    answer = run("import", model, "--labels", labels, "--runs", tmp_path / "runs", "--name", "two birds", "--json")
    assert answer.code == 0, answer.err
    (record,) = answer.records
    assert record["classes"] == ["jay", "wren"]
    assert any("0…1 was assumed" in note for note in record["notes"])

    listed = run("runs", tmp_path / "runs", "--json").records[0]
    assert (listed["name"], listed["status"], listed["imported_from"]) == ("two birds", "imported", "birds.keras")
    assert "imported, " in run("runs", tmp_path / "runs").out

    Image.new("RGB", (20, 10), "red").save(tmp_path / "red.png")
    predicted = run("predict", record["run"], tmp_path / "red.png", "--json")
    assert predicted.code == 0, predicted.err
    assert {one["class"] for one in predicted.records[0]["top"]} == {"jay", "wren"}

    scored = run("evaluate", record["run"])
    assert (scored.code, "was imported" in scored.err, "--dataset" in scored.err) == (1, True, True)

    resumed = run("train", "--resume", record["run"])
    assert resumed.code == 1
    assert "was imported" in resumed.err


def test_labels_are_asked_for(run, model, tmp_path):
    answer = run("import", model, "--runs", tmp_path / "runs")
    assert answer.code == 1
    assert "does not say what its 2 classes are called" in answer.err
    assert "--labels FILE" in answer.err
    assert not list((tmp_path / "runs").glob("*"))


def test_a_name_that_is_none_is_told_before_anything_is_loaded(run, tmp_path):
    answer = run("import", tmp_path / "none.h5")
    assert answer.code == 1
    assert "There is no file" in answer.err


def test_what_is_no_model_is_refused_in_a_sentence(run, tmp_path):
    file = tmp_path / "model.h5"
    file.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(2000))
    answer = run("import", file, "--runs", tmp_path / "runs")
    assert answer.code == 1
    assert "damaged, or only a part of a file" in answer.err
