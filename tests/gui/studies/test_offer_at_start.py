"""What of comparisons is offered when the program starts."""

import dataclasses

import pytest
from PySide6.QtWidgets import QPushButton

from cnn_desktop.core.messages import ListedStudy, ResumeStudy
from cnn_desktop.core.progress import Progress
from cnn_desktop.gui.screens.stage import stage
from cnn_desktop.gui.screens.training_screens import load
from cnn_desktop.gui.studies import words
from cnn_desktop.gui.studies.flow import OFFERED_FOR_S
from tests.core.study.examples import begun


@pytest.fixture
def set_stage(tmp_path, qapp):
    with stage(tmp_path) as made:
        load(made)
        yield made


@pytest.fixture
def broken_off(tmp_path):
    return ListedStudy(begun(tmp_path).folder, "batch size", 0.0, 2, 1, is_training=False, broke_off_s=60.0)


def offered(window, *studies):
    window.studies.listed_changed.emit(studies)
    return [button for button in window.notices.findChildren(QPushButton) if button.text() == "Go on"]


def test_one_that_broke_off_goes_on_by_one_click(set_stage, broken_off):
    window = set_stage.window
    [button] = offered(window, broken_off)
    assert "broke off: 1 of 2\N{NO-BREAK SPACE}runs done." in window.notices.messages[0]
    window.show_tab(window.tab_names.index("Results"))
    button.click()
    assert set_stage.engines.trainings[-1].asked == [ResumeStudy(broken_off.folder)]
    assert window.studies.is_open
    assert window.shown_tab == window.tab_names.index("Train")


def test_while_a_run_trains_it_is_shown_and_not_begun(set_stage, broken_off, monkeypatch):
    window = set_stage.window
    monkeypatch.setattr(type(window.training), "progress", Progress(phase="running"))
    [button] = offered(window, broken_off)
    before = len(set_stage.engines.trainings)
    button.click()
    assert len(set_stage.engines.trainings) == before
    assert window.studies.is_open


@pytest.mark.parametrize("since", [None, OFFERED_FOR_S + 1], ids=["stopped", "long ago"])
def test_one_that_was_stopped_or_left_long_ago_is_not_offered(set_stage, broken_off, since):
    assert not offered(set_stage.window, dataclasses.replace(broken_off, broke_off_s=since))


def test_it_is_offered_at_the_start_alone(set_stage, broken_off):
    window = set_stage.window
    assert not offered(window)
    assert not offered(window, broken_off)


def test_it_is_told_among_the_earlier_ones(broken_off):
    assert words.listed(broken_off).endswith("broke off")
    assert not words.listed(dataclasses.replace(broken_off, broke_off_s=None)).endswith("broke off")
