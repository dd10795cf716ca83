"""Decide what the user left open, from the architecture's recipe and the dataset."""

from __future__ import annotations

import dataclasses

from cnn_desktop.core import architectures
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import Dataset
from cnn_desktop.core.dataset.scan import summarise
from cnn_desktop.core.preparation import Preparation


def decide(config: TrainingConfig, dataset: Dataset) -> TrainingConfig:
    """`config` with every None replaced: nothing is open any more once a run folder is written."""
    entry = architectures.architecture(config.architecture)
    image_size, grey = config.image_size, config.grey
    if image_size is None:
        image_size = entry.image_size or max(entry.smallest_image, summarise(dataset).suggested_image_size)
    if grey is None:
        grey = entry.grey
    return dataclasses.replace(
        config,
        image_size=image_size,
        grey=grey,
        epochs=config.epochs or entry.epochs,
        batch_size=config.batch_size or entry.batch_size,
        learning_rate=config.learning_rate or entry.learning_rate,
        optimizer=config.optimizer or entry.optimizer,
    )


def preparation_of(config: TrainingConfig) -> Preparation:
    """How the images of a decided configuration are prepared."""
    assert config.image_size is not None
    return Preparation(size=config.image_size, grey=bool(config.grey), resize=config.resize)
