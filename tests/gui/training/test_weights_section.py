"""What stands under a pretrained network: its weights, and the question before a download."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton

from cnn_desktop.core import pretrained
from cnn_desktop.core.messages import (
    ArchitectureReady,
    DescribeArchitecture,
    DownloadProgress,
    DownloadWeights,
    WeightsReady,
)
from cnn_desktop.gui.training.download_dialog import DownloadDialog
from cnn_desktop.gui.training.weights_section import WeightsSection, words
from cnn_desktop.gui.widgets.label import Label

MEGABYTES = "9.4\N{NO-BREAK SPACE}MB"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Keras's own cache, empty."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    folder = tmp_path / "keras" / "models"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def section(tab, load, training):
    load()
    training.settings.write("architecture", "mobilenet-v2")
    return tab.findChild(WeightsSection)


def shown(section) -> list[str]:
    return [button.text() for button in section.findChildren(QPushButton) if button.isVisibleTo(section)]


def button(widget, start: str) -> QPushButton:
    return next(one for one in widget.findChildren(QPushButton) if one.text().startswith(start))


def test_other_networks_show_neither_weights_nor_method(tab, load, training):
    load()
    assert tab.findChild(WeightsSection).isHidden()
    assert tab.columns.architecture.form.row("method").isHidden()


def test_what_is_missing_is_said_with_its_size_and_both_ways(section, tab, training):
    assert words(training.weights.state) == f"ImageNet, needs a download of {MEGABYTES}"
    assert shown(section) == ["Download…", "Choose a weights file…"]
    assert not tab.columns.architecture.form.row("method").isHidden()


def test_what_is_there_is_said_so(section, training):
    pretrained.cached("mobilenet-v2").write_bytes(b"")
    training.settings.write("epochs", "5")
    assert words(training.weights.state) == f"ImageNet, {MEGABYTES}, already on this computer"
    assert shown(section) == ["Choose a weights file…"]


def test_nothing_is_fetched_before_it_was_agreed_to(section, tab, engines):
    button(section, "Download…").click()
    dialog = tab.findChild(DownloadDialog)
    said = dialog.accessibleDescription()
    assert MEGABYTES in said
    assert "storage.googleapis.com" in said
    assert "Keras names no sum for it" in said
    assert "a later download that differs is refused" in said
    assert engines.trainings == []
    button(dialog, "Not now").click()
    assert engines.trainings == []
    button(section, "Download…").click()
    button(tab.findChildren(DownloadDialog)[-1], f"Download {MEGABYTES}").click()
    assert engines.trainings[-1].last(DownloadWeights).architecture == "mobilenet-v2"


def test_a_download_shows_how_far_it_is_and_can_be_cancelled(section, training, engines):
    training.weights.download()
    assert words(training.weights.state) == "Downloading: waiting for an answer"
    ticket = engines.trainings[-1].last(DownloadWeights).ticket
    engines.trainings[-1].say(DownloadProgress(ticket, 4_700_000, 9_400_000))
    assert words(training.weights.state) == f"Downloading: 4.7 of {MEGABYTES}"
    assert shown(section) == ["Cancel"]
    button(section, "Cancel").click()
    assert shown(section) == ["Download…", "Choose a weights file…"]


def test_what_was_written_down_of_a_first_download_is_said(section, training, engines, cache):
    training.weights.download()
    engine, digest = engines.trainings[-1], "0123456789abcdef" * 4
    pretrained.cached("mobilenet-v2").write_bytes(b"")
    ticket = engine.last(DownloadWeights).ticket
    engine.say(WeightsReady(ticket, "mobilenet-v2", pretrained.cached("mobilenet-v2"), f"SHA-256: {digest}."))
    shown_labels = [label for label in section.findChildren(Label) if not label.isHidden()]
    assert f"SHA-256: {digest}." in [label.text().replace("\N{ZERO WIDTH SPACE}", "") for label in shown_labels]
    assert section.minimumSizeHint().width() < 360  # a digest has no blank, and is broken all the same


def test_the_width_of_a_file_is_said_once_the_network_is_built(section, training, engines, qtbot, tmp_path):
    file = tmp_path / "narrow.h5"
    file.write_bytes(b"")
    training.weights.choose(file)

    def asked() -> list[DescribeArchitecture]:
        requests = (one for one in engines.studio.asked if isinstance(one, DescribeArchitecture))
        return [one for one in requests if one.plan.weights == str(file)]

    qtbot.waitUntil(lambda: bool(asked()))
    engines.studio.say(ArchitectureReady(asked()[-1].ticket, "mobilenet-v2", "MobileNetV2", 410_208, (), 0.35))
    assert "Your own file, width 0.35" in [label.text() for label in section.findChildren(Label)]


def test_a_file_is_chosen_and_left_again(section, training, tmp_path, monkeypatch):
    file = tmp_path / "mine.h5"
    file.write_bytes(b"")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    button(section, "Choose a weights file…").click()
    assert words(training.weights.state) == "Your own file"
    assert shown(section) == ["Choose a weights file…", "Use ImageNet"]
    button(section, "Use ImageNet").click()
    assert training.weights.state.file is None


def test_a_long_file_name_gives_way_instead_of_widening_the_column(section, training, tmp_path):
    before = section.minimumSizeHint().width()
    file = tmp_path / f"{'mobilenet_v2_weights_' * 6}.h5"
    file.write_bytes(b"")
    training.weights.choose(file)
    assert section.minimumSizeHint().width() <= before
