"""Closing while a run trains: asked, and nothing is lost."""

import pytest
from PySide6.QtCore import Qt

from cnn_desktop.core.messages import (
    TrainingFinished,
)
from cnn_desktop.gui.dialogs import CloseDialog
from cnn_desktop.gui.screens.runs_on_disk import score
from tests.gui.window_examples import begin_training, dialog, press


def test_closing_while_nothing_trains_closes(window, engines):
    assert window.close()
    assert engines.library.done[-1] == "close"


@pytest.fixture
def asked_to_close(window, engines, tmp_path):
    begin_training(window, engines, tmp_path)
    assert not window.close()
    return dialog(window, CloseDialog)


def test_closing_while_training_asks_and_going_back_changes_nothing(window, engines, asked_to_close):
    press(asked_to_close, "Go back")
    assert window.isVisible()
    assert window.training.progress.phase == "running"
    assert engines.trainings[-1].done == []


def test_a_run_can_go_on_in_the_background(qtbot, window, engines, asked_to_close):
    press(asked_to_close, "Keep training in the background")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert engines.trainings[-1].done[0] == "detach"


def test_a_run_can_be_stopped_and_the_window_goes_when_its_best_is_kept(qtbot, window, engines, asked_to_close):
    press(asked_to_close, "Stop and keep the best")
    assert window.isVisible()
    assert engines.trainings[-1].done == ["stop"]
    run = window.training.progress.run
    engines.trainings[-1].say(TrainingFinished(run, 3, "stopped", score(90, 100), None))
    qtbot.waitUntil(lambda: not window.isVisible())


def test_asking_twice_asks_once(window, asked_to_close):
    window.close()
    assert len([one for one in window.findChildren(CloseDialog) if one.isVisible()]) == 1
    press(asked_to_close, "Go back")


def test_escape_is_the_way_back(qtbot, window, asked_to_close):
    qtbot.keyClick(asked_to_close, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert window.training.progress.phase == "running"
