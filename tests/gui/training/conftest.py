from __future__ import annotations

import pytest

from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.training.training_tab import TrainingTab
from tests.gui.examples import FOLDER, answer_scan


@pytest.fixture
def dataset(engines):
    return DatasetModel(engines)


@pytest.fixture
def training(engines, dataset):
    return TrainingModel(engines, dataset)


@pytest.fixture
def tab(qapp, qtbot, training, dataset):
    """The Train tab as large as it is in a window of 1280 × 800, shown."""
    theme().apply(qapp, "light")
    tab = TrainingTab(training, dataset)
    for build in tab.parts():
        build()
    qtbot.addWidget(tab)
    tab.resize(1248, 732)
    with qtbot.waitExposed(tab):
        tab.show()
    return tab


@pytest.fixture
def load(engines, dataset):
    """Choose a folder and let the library answer."""

    def load(found=None):
        dataset.choose(found.folder if found else FOLDER)
        return answer_scan(engines, found)

    return load
