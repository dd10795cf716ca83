"""`differ` and `project` on a real run."""

from __future__ import annotations

import csv

import numpy as np
import pytest


@pytest.fixture
def images(shapes):
    return sorted(shapes.rglob("*.png"))


def test_two_images_are_told_apart_layer_by_layer(run, trained, images):
    *layers, whole = run("differ", trained.folder, images[0], images[-1], "--json").records
    assert {"input", "conv_1", "logits"} <= {one["layer"] for one in layers}
    assert all(0 <= one["difference"] <= 1 and 0 <= one["angle"] <= 2 for one in layers)
    assert (whole["layers"], whole["left_out"]) == (len(layers), [])
    out = run("differ", trained.folder, images[0], images[0]).out
    assert "conv_1" in out
    assert out.count("0.0000") == 2 * len(layers)


def test_the_channels_of_a_layer_are_told_the_most_different_first(run, trained, images):
    rows = run("differ", trained.folder, images[0], images[-1], "--layer", "conv_1", "--json").records
    assert sorted(row["channel"] for row in rows) == list(range(6))
    assert [row["difference"] for row in rows] == sorted((row["difference"] for row in rows), reverse=True)


def test_networks_are_compared_over_images(run, trained):
    *layers, whole = run("differ", trained.folder, trained.folder, "--cka", 8, "--json").records
    assert whole["images"] == 8
    assert all(one["cka_same"] == pytest.approx(1, abs=1e-3) for one in layers if one["cka"] > 0.5)


@pytest.mark.parametrize("words", [("{run}",), ("{run}", "{image}"), ("{run}", "{image}", "{image}", "--cka", "5")])
def test_what_is_no_two_is_wrong_usage(run, trained, images, words):
    named = [word.format(run=trained.folder, image=images[0]) for word in words]
    answer = run("differ", *named)
    assert answer.code == 2
    assert "two" in answer.err


def test_a_run_is_projected_into_a_table_and_arrays(run, trained, tmp_path):
    table, arrays = tmp_path / "points.csv", tmp_path / "points.npz"
    words = ["--images", "validation", "--csv", table, "--npz", arrays, "--json"]
    *rows, whole = run("project", trained.folder, *words).records
    assert whole["images"] == len(rows) == whole["of"]
    assert 0 < sum(whole["explained"]) <= 1
    with table.open(newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["file"] for row in written] == [row["file"] for row in rows]
    assert float(written[3]["x"]) == pytest.approx(rows[3]["x"])
    with np.load(arrays, allow_pickle=False) as stored:
        assert stored["features"].shape == (len(rows), whole["features"])
        np.testing.assert_allclose(np.linalg.norm(stored["features"], axis=1), 1, atol=1e-3)
        np.testing.assert_allclose(stored["points"][:, 1], [row["y"] for row in rows], atol=1e-6)


def test_points_without_answers_and_by_t_sne(run, trained, monkeypatch):
    monkeypatch.setattr("cnn_desktop.engine.projection.tsne.STEPS", 250)
    *rows, whole = run("project", trained.folder, "--images", "kept", "--method", "tsne", "--json").records
    assert {row["predicted"] for row in rows} == {None}
    assert whole["method"] == "tsne"
    assert "keeps no neighbour" in run("project", trained.folder, "--perplexity", 0).err
