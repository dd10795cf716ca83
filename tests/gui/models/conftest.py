from __future__ import annotations

import pytest

from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.models.training_model import TrainingModel
from tests.gui.examples import FOLDER, answer_scan


@pytest.fixture
def training(engines):
    """Its dataset is chosen and looked through."""
    dataset = DatasetModel(engines)
    training = TrainingModel(engines, dataset)
    dataset.choose(FOLDER)
    answer_scan(engines)
    training.kept = dataset
    return training
