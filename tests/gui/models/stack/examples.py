"""Settings to edit a network for."""

from __future__ import annotations

from cnn_desktop.gui.models.dataset_model import DatasetState
from cnn_desktop.gui.models.training_settings import TrainingSettings
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from tests.gui.examples import summary


def new_settings(classes=("apple", "pear")) -> TrainingSettings:
    """As after a start of the program, with a dataset."""
    model = TrainingSettings(FakeEngines())
    found = summary(classes=classes, image_size=96)
    model.use_dataset(DatasetState("ready", found.folder, found.classes, summary=found))
    return model
