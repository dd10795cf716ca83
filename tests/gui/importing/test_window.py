"""A foreign model from the window's doors to the network in use."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtWidgets import QFileDialog

from cnn_desktop.core import paths, runs
from cnn_desktop.core.imported import Imported
from cnn_desktop.core.messages import ImportModel, ModelImported
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.main_pages import PREDICT
from cnn_desktop.gui.main_window import MainWindow
from cnn_desktop.gui.prediction.prediction_tab import PredictionTab
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.widgets.tab_row import TabRow


@pytest.fixture
def engines(qapp):
    return FakeEngines()


@pytest.fixture
def window(qtbot, engines, request):
    made = MainWindow(cast(Engines, engines))
    qtbot.addWidget(made, before_close_func=lambda closing: closing.leave())
    made.show()
    qtbot.waitExposed(made)
    yield made
    request.node.funcargs.clear()


@pytest.fixture
def model(tmp_path):
    file = tmp_path / "waste.h5"
    file.touch()
    return file


def test_a_dropped_model_becomes_the_network_in_use(window, engines, model):
    window.open_paths([model])
    asked = engines.trainings[-1].last(ImportModel)
    assert (asked.file, asked.runs) == (model, paths.runs_folder())
    imported = Imported(file="waste.h5", sha256="0", program="Keras", outputs=2, input_scale="0..1")
    run = runs.keep_imported(
        asked.runs, "waste", imported, ("a", "b"), Preparation(size=8), lambda file: file.write_bytes(b"")
    )
    engines.trainings[-1].say(ModelImported(asked.ticket, run.folder, ("It was mended.",)))
    assert window.chosen.run == run.folder
    assert window.findChild(TabRow).currentIndex() == PREDICT
    assert "“waste” is open. It was mended." in window.notices.messages


def test_a_model_is_chosen_where_networks_are(window, engines, model, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(model), ""))
    window.show_tab(PREDICT)
    window.findChild(PredictionTab).model_asked.emit()
    assert engines.trainings[-1].last(ImportModel).file == model
    window.importing.cancel()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: ("", ""))
    window.choose_model()
    assert len(engines.trainings) == 1
