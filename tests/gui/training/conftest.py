from __future__ import annotations

from pathlib import Path

import pytest

from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.training.progress_card import ProgressCard
from cnn_desktop.gui.training.training_tab import TrainingTab
from tests.gui.examples import FOLDER, answer_scan, batch, started


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


@pytest.fixture
def card(tab):
    return tab.findChild(ProgressCard)


@pytest.fixture
def trainer(tab, training, engines, load):
    """The process of a run whose first batch is done."""
    load()
    training.start()
    trainer = engines.trainings[-1]
    trainer.say(started(trainer.asked[0].config, Path("/runs/first")), batch(1, 1))
    return trainer
