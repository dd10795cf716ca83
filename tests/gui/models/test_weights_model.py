"""Which weights a pretrained network begins with, and their download."""

from __future__ import annotations

import pytest

from cnn_desktop.core import pretrained, settings
from cnn_desktop.core.messages import DownloadProgress, DownloadWeights, EngineExited, RequestFailed, WeightsReady


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Keras's own cache, empty."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    folder = tmp_path / "keras" / "models"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def weights(training):
    """Of MobileNetV2, which are not there."""
    training.settings.write("architecture", "mobilenet-v2")
    return training.weights


def ticket(engine) -> int:
    return engine.last(DownloadWeights).ticket


def test_other_networks_have_none(training):
    assert training.weights.state.key == ""
    assert training.settings.resolved.blocked == ""


def test_nothing_starts_without_them(weights, training):
    assert (weights.state.key, weights.state.is_there) == ("mobilenet-v2", False)
    assert training.settings.resolved.blocked == weights.state.why_not
    assert "download them, or choose a file" in weights.state.why_not
    training.settings.write("architecture", "residual")
    assert training.settings.resolved.blocked == ""


def test_those_that_are_there_are_simply_used(training):
    pretrained.cached("mobilenet-v2").write_bytes(b"")
    training.settings.write("architecture", "mobilenet-v2")
    assert training.weights.state.is_there
    config = training.settings.resolved.config
    assert (config.weights, config.method) == ("imagenet", "fast")


def test_a_file_takes_their_place_and_belongs_to_this_network(weights, training, tmp_path):
    file = tmp_path / "mine.h5"
    file.write_bytes(b"")
    weights.choose(file)
    assert (weights.state.file, weights.state.is_there) == (file, True)
    assert training.settings.resolved.config.weights == str(file)
    training.settings.remember()
    assert settings.load().training["weights"] == str(file)
    file.unlink()
    training.settings.write("method", "fine-tune")
    assert training.settings.resolved.blocked == "The weights file is no longer there: choose another one."
    weights.use_imagenet()
    assert weights.state.file is None
    weights.choose(file)
    training.settings.write("architecture", "mobilenet-v1")
    assert weights.state.file is None


def test_a_download_runs_in_a_process_of_its_own_and_unblocks_the_start(weights, training, engines):
    weights.download()
    engine = engines.trainings[-1]
    assert engine.last(DownloadWeights).architecture == "mobilenet-v2"
    assert training.settings.resolved.blocked == "The weights are still being downloaded."
    engine.say(DownloadProgress(ticket(engine), 3, 9))
    assert (weights.state.download.done, weights.state.download.total) == (3, 9)
    file = pretrained.cached("mobilenet-v2")
    file.write_bytes(b"")
    engine.say(WeightsReady(ticket(engine), "mobilenet-v2", file))
    assert (weights.state.is_there, weights.state.download) == (True, None)
    assert training.settings.resolved.config is not None
    assert engine.done == ["close"]
    assert engines.prepared == 1, "the next training starts at once"


def test_only_one_at_a_time(weights, training, engines):
    weights.download()
    weights.download()
    training.settings.write("architecture", "resnet-50")
    assert (weights.state.download, weights.state.is_taken) == (None, True)
    weights.download()
    assert len(engines.trainings) == 1
    training.settings.write("architecture", "mobilenet-v2")
    assert weights.state.download.is_busy


def test_what_is_there_is_not_downloaded(training, engines):
    pretrained.cached("mobilenet-v2").write_bytes(b"")
    training.settings.write("architecture", "mobilenet-v2")
    training.weights.download()
    assert engines.trainings == []


def test_cancel_ends_it_at_once(weights, engines, training):
    weights.download()
    weights.cancel()
    assert engines.trainings[-1].done == ["close"]
    assert weights.state.download is None
    assert "download them" in training.settings.resolved.blocked


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (lambda ticket: RequestFailed("No network.", "Check it.", ticket=ticket), "No network."),
        (lambda ticket: EngineExited(-9, expected=False), "ended before they were there"),
    ],
)
def test_why_it_failed_is_said_and_it_can_be_tried_again(weights, engines, event, said):
    weights.download()
    engine = engines.trainings[-1]
    engine.say(event(ticket(engine)))
    assert said in weights.state.download.problem.message
    assert not weights.state.download.is_busy
    weights.download()
    assert len(engines.trainings) == 2
    assert weights.state.download.is_busy


def test_who_hears_of_the_settings_last_hears_what_is_in_force(weights, training, tmp_path):
    heard = []
    training.settings.resolved_changed.connect(heard.append)  # after the weights, which block the start meanwhile
    file = tmp_path / "mine.h5"
    file.write_bytes(b"")
    weights.choose(file)
    assert heard[-1] == training.settings.resolved
    assert heard[-1].blocked == ""
    file.unlink()
    training.settings.write("epochs", "7")
    assert heard[-1] == training.settings.resolved
    assert "no longer there" in heard[-1].blocked
