"""Pretrained networks on the command line: refused with every way to the weights, or downloaded where it was asked."""

from __future__ import annotations

import hashlib
import time

import pytest

from cnn_desktop.core import pretrained, weights_digests
from cnn_desktop.core.errors import UserError
from cnn_desktop.engine import training
from cnn_desktop.engine.networks import download
from tests.engine import backbones


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras" / "models"


@pytest.fixture
def trained_with(monkeypatch):
    """The configurations that a training began with; nothing is trained."""
    configs = []
    monkeypatch.setattr(training, "train", lambda config, emit, should_stop, placement: configs.append(config))
    return configs


def test_missing_weights_are_refused_at_once_with_size_address_and_both_ways(run, trained_with, tmp_path):
    answer = run("train", tmp_path, "--preset", "resnet-50")
    assert (answer.code, trained_with) == (1, [])
    for part in ("94.8\N{NO-BREAK SPACE}MB", "https://storage.googleapis.com/", "--download", "--weights FILE"):
        assert part in answer.err


def test_download_fetches_them_and_trains(run, trained_with, tmp_path, monkeypatch):
    fetched = []

    def fetch(key, on_bytes, should_stop):
        fetched.append(key)
        on_bytes(5_000_000, 9_406_464)
        came = tmp_path / "came.h5"
        came.write_bytes(b"new")
        weights_digests.write_down(pretrained.PUBLISHED[key], came)
        return pretrained.cached(key)

    monkeypatch.setattr(download, "fetch", fetch)
    answer = run("train", tmp_path, "--preset", "mobilenet-v2", "--download", "--json")
    assert (answer.code, fetched, len(trained_with)) == (0, ["mobilenet-v2"], 1)
    assert "Downloading 9.4\N{NO-BREAK SPACE}MB from https://storage.googleapis.com/" in answer.err
    assert "Keras names no sum for it: its length and its layers are checked" in answer.err
    digest = hashlib.sha256(b"new").hexdigest()
    assert f"SHA-256 of the first download, {time.strftime('%Y-%m-%d')}: {digest}" in answer.err
    assert answer.out == ""


def test_what_is_there_is_not_downloaded(run, trained_with, tmp_path, cache, monkeypatch):
    cache.mkdir(parents=True)
    pretrained.cached("mobilenet-v2").write_bytes(b"weights")
    monkeypatch.setattr(download, "fetch", None)
    assert run("train", tmp_path, "--preset", "mobilenet-v2", "--download").code == 0
    assert run("train", tmp_path, "--preset", "mobilenet-v2").code == 0
    assert run("train", tmp_path, "--download").code == 0  # a network that begins from nothing


def test_a_download_that_fails_trains_nothing(run, trained_with, tmp_path, monkeypatch):
    def fetch(key, on_bytes, should_stop):
        raise UserError("The host could not be reached.", hint="Check the connection.")

    monkeypatch.setattr(download, "fetch", fetch)
    answer = run("train", tmp_path, "--preset", "mobilenet-v2", "--download")
    assert (answer.code, trained_with) == (1, [])
    assert "The host could not be reached.\nCheck the connection.\n" in answer.err


def test_weights_for_a_network_that_has_none_are_refused(run, tmp_path):
    from tests import samples

    data = samples.shapes(tmp_path / "shapes", per_class=4)
    for words in (["--weights", "imagenet"], ["--weights", "imagenet", "--download"], ["--method", "fast"]):
        answer = run("train", data, "--preset", "lenet5", *words, "--runs", tmp_path / "runs")
        assert answer.code == 1
        assert answer.err.startswith("LeNet-5 has no pretrained weights.")


def test_a_file_is_kept_by_its_whole_path(run, trained_with, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.h5").write_bytes(b"weights")
    assert run("train", "photos", "--preset", "mobilenet-v1", "--weights", "mine.h5", "--method", "fine-tune").code == 0
    assert (trained_with[0].weights, trained_with[0].method) == (str(tmp_path / "mine.h5"), "fine-tune")
    answer = run("train", "photos", "--preset", "mobilenet-v1", "--weights", "gone.h5")
    assert answer.code == 1
    assert answer.err.startswith(f"There is no weights file “{tmp_path / 'gone.h5'}”.")


def test_a_network_shows_the_width_of_its_file(run, tmp_path):
    file = backbones.tiny(tmp_path)
    answer = run("architectures", "mobilenet-v1", "--weights", file)
    assert answer.code == 0
    assert answer.out.startswith("MobileNet, pretrained, width 0.25: 221,")
