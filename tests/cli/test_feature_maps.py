"""`layers` and `feature-maps` on a real run."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PIL import Image

from tests import samples


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "a ring.png"
    samples.write(file, samples.shape("ring", 40, np.random.default_rng(0)))
    return file


def test_layers_are_told_with_what_their_units_see(run, trained):
    answer = run("layers", trained.folder, "--json")
    assert answer.code == 0
    layers = {record["layer"]: record for record in answer.records}
    assert layers["conv_1"]["output"] == [28, 28, 6]
    assert layers["conv_1"]["parameters"] == 156
    assert layers["conv_2"]["receptive_field"] == [14, 14]
    assert layers["conv_2"]["stride"] == [2, 2]
    assert layers["logits"]["receptive_field"] is None
    assert layers["conv_2"]["inputs"] == ["pool_1"]


def test_layers_for_people_are_a_table_in_the_order_of_computing(run, trained):
    out = run("layers", trained.folder).out
    assert re.search(r"conv_1 +Conv2D +28×28×6 +156 +5×5 +1×1\n", out)
    assert out.split("\n")[0].split()[-3:] == ["receptive", "field", "stride"]
    assert out.index("conv_1") < out.index("conv_2") < out.index("logits")
    assert "everything" in out
    assert "The logits: logits." in out


def test_feature_maps_tell_each_channel(run, trained, photo):
    (record,) = run("feature-maps", trained.folder, photo, "--layer", "tanh_1", "--json").records
    assert record["shape"] == [28, 28, 6]
    assert record["class"] in ("circle", "square", "triangle")
    assert [channel["channel"] for channel in record["channels"]] == list(range(6))
    assert all(-1 <= one["min"] <= one["mean"] <= one["max"] <= 1 for one in record["channels"])
    assert "6 channels of 28×28" in run("feature-maps", trained.folder, photo, "--layer", "tanh_1").out


def test_a_picture_shows_all_maps_and_a_bare_one_nothing_else(run, trained, photo, tmp_path):
    full, bare = tmp_path / "full.png", tmp_path / "bare.png"
    assert run("feature-maps", trained.folder, photo, "--layer", "conv_1", "--png", full).code == 0
    words = ["--layer", "conv_1", "--scale", "layer", "--png", bare, "--bare"]
    assert run("feature-maps", trained.folder, photo, *words).code == 0
    with Image.open(full) as captioned, Image.open(bare) as alone:
        width, height = alone.size
        assert captioned.width > width
        assert captioned.height > height
        assert captioned.getpixel((2, 2)) == (255, 255, 255)
        assert width % 10 == 0 or height > 28  # six maps of 28 × 28 in whole multiples
        assert len(alone.getcolors(1 << 20)) > 20


def test_arrays_hold_the_values_of_all_images_of_a_folder(run, trained, tmp_path):
    folder = samples.shapes(tmp_path / "some", classes=2, per_class=2)
    (folder / "circle" / "broken.png").write_bytes(b"\x89PNG\r\n")
    target = tmp_path / "maps.npz"
    answer = run("feature-maps", trained.folder, folder, "--layer", "pool_2", "--npz", target, "--json")
    assert answer.code == 1
    assert [record.get("error") is None for record in answer.records] == [True, True, False, True, True]
    with np.load(target, allow_pickle=False) as arrays:
        assert arrays["maps"].shape == (4, 5, 5, 16)
        assert arrays["maps"].dtype == np.float32
        assert arrays["files"].tolist() == [
            "circle/000.png", "circle/001.png", "square/000.png", "square/001.png",
        ]  # fmt: skip
        means = [[one["mean"] for one in record["channels"]] for record in answer.records if "error" not in record]
        np.testing.assert_allclose(arrays["maps"].mean((1, 2)), means, atol=1e-5)


def test_a_layer_that_is_not_there_is_refused_with_the_nearest(run, trained, photo):
    answer = run("feature-maps", trained.folder, photo, "--layer", "conv1")
    assert answer.code == 1
    assert "The network has no layer “conv1”." in answer.err
    assert "Did you mean “conv_1”?" in answer.err


def test_a_picture_of_many_images_is_wrong_usage(run, trained, tmp_path):
    answer = run("feature-maps", trained.folder, tmp_path, "--layer", "conv_1", "--png", tmp_path / "x.png")
    assert answer.code == 2
    assert "A picture shows the maps of one image." in answer.err


def test_a_target_that_cannot_be_written_is_refused_before_the_work(run, trained, photo, tmp_path):
    answer = run("feature-maps", trained.folder, photo, "--layer", "conv_1", "--npz", tmp_path / "no" / "x.npz")
    assert answer.code == 1
    assert "cannot be written" in answer.err


def test_channels_tell_what_each_answers_to_a_folder(run, trained, shapes):
    answer = run("channels", trained.folder, shapes, "--layer", "tanh_2", "--top", 2, "--json")
    assert answer.code == 0
    *channels, whole = answer.records
    assert [one["channel"] for one in channels] == list(range(16))
    assert all(-1 <= one["min"] <= one["mean"] <= one["max"] <= 1 for one in channels)
    assert (whole["layer"], whole["images"], whole["refused"], whole["cached"]) == ("tanh_2", 60, [], False)
    assert whole["dead_wake_at_most"] == 0.05
    assert all((shapes / top["image"]).is_file() for one in channels for top in one["top"])
    assert {len(one["top"]) for one in channels} == {2}


def test_channels_for_people_name_the_images_each_likes_most(run, trained, shapes, tmp_path):
    folder = samples.shapes(tmp_path / "some", classes=1, per_class=2)
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n")
    answer = run("channels", trained.folder, folder, "--layer", "conv_1", "--top", 1)
    assert answer.code == 1
    assert "conv_1: 6 channels, 2 images" in answer.out
    assert re.search(r"\n +0 .+ % +circle/00\d.png\n", answer.out)
    assert "broken.png: " in answer.err
