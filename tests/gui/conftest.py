"""What models and views are tested with: engines that speak the real messages, and a run that is chosen."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtWidgets import QApplication

from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.main_window import MainWindow
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.theme import LIGHT, theme


@pytest.fixture(autouse=True)
def light_again():
    """No test leaves the dark to the next one."""
    yield
    if theme().tokens is not LIGHT:
        theme().apply(QApplication.instance(), "light")


@pytest.fixture
def engines(qapp):
    return FakeEngines()


@pytest.fixture
def listed(tmp_path, qapp):
    """The runs below the test's own folder."""
    model = RunsModel(tmp_path / "CNN Desktop" / "runs")
    yield model
    model.close()


@pytest.fixture
def chosen(listed, tmp_path):
    """A finished run is chosen for the Predict tab."""
    made = ChosenRun(listed)
    made.show(write_run(tmp_path, "meadow").folder)
    return made


@pytest.fixture
def window(qtbot, engines, request):
    theme().apply(QApplication.instance(), "light")
    made = MainWindow(cast(Engines, engines))
    qtbot.addWidget(made, before_close_func=lambda closing: closing.leave())
    made.show()
    qtbot.waitExposed(made)
    yield made
    request.node.funcargs.clear()  # or pytest would keep the window, and all it holds, beyond the check for leaks
